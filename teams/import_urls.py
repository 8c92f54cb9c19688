"""The addresses of imports and of the roster as a file, below an organisation's own."""

from django.urls import path

from accounts.limits import export_limited
from teams import import_question_views, roster_file_views
from teams import import_views as views

import_urlpatterns = [
    path("import/", views.choose, name="import"),
    path("import/<uuid:staged>/", views.preview, name="import_preview"),
    path("import/<uuid:staged>/headings/", import_question_views.headings, name="import_headings"),
    path("import/<uuid:staged>/columns/", import_question_views.columns, name="import_columns"),
    path("import/<uuid:staged>/words/", import_question_views.words, name="import_words"),
    path("import/<uuid:staged>/rejected.csv", export_limited(views.rejected), name="import_rejected"),
    path("import/<uuid:staged>/without-rejected/", views.without_rejected, name="import_without_rejected"),
    path("import/result/<int:event>/", views.result, name="import_result"),
    path("import/result/<int:event>/undo/", views.undo, name="import_undo"),
    path("import/<uuid:staged>/confirm/", views.confirm, name="import_confirm"),
    path("import/<uuid:staged>/again/", views.again, name="import_again"),
    path("import/<uuid:staged>/discard/", views.discard, name="import_discard"),
    path("posts.csv", export_limited(roster_file_views.posts_csv), name="posts_csv"),
    path("posts.xlsx", export_limited(roster_file_views.posts_xlsx), name="posts_xlsx"),
    path("roster-template.csv", export_limited(roster_file_views.template_csv), name="roster_template_csv"),
    path("roster-template.xlsx", export_limited(roster_file_views.template_xlsx), name="roster_template_xlsx"),
]
