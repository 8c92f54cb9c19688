"""The addresses of imports and of the roster as a file, below an organisation's own."""

from django.urls import path

from accounts.limits import export_limited
from teams import import_views as views

import_urlpatterns = [
    path("import/", views.choose, name="import"),
    path("import/<uuid:staged>/", views.preview, name="import_preview"),
    path("import/<uuid:staged>/confirm/", views.confirm, name="import_confirm"),
    path("import/<uuid:staged>/again/", views.again, name="import_again"),
    path("import/<uuid:staged>/discard/", views.discard, name="import_discard"),
    path("posts.csv", export_limited(views.posts_csv), name="posts_csv"),
    path("posts.xlsx", export_limited(views.posts_xlsx), name="posts_xlsx"),
    path("roster-template.csv", export_limited(views.template_csv), name="roster_template_csv"),
    path("roster-template.xlsx", export_limited(views.template_xlsx), name="roster_template_xlsx"),
]
