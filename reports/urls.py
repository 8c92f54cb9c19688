from django.urls import path

from accounts.limits import export_limited
from reports import compare_views, signed_views, version_downloads, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("start/", views.start, name="start"),
    path("report/", views.report, name="report"),
    path("report/paper.pdf", export_limited(views.paper), name="paper"),
    path("report/paper.docx", export_limited(views.word), name="word"),
    path("report/slides.pptx", export_limited(views.slides), name="slides"),
    path("report/workbook.xlsx", export_limited(views.workbook), name="workbook"),
    path("report/charts/<slug:chart>.json", views.chart, name="chart"),
    path("assessments/check/", signed_views.check, name="cycle_check"),
    path("assessments/submitted/", signed_views.submitted, name="submitted"),
    path("reports/changes/", compare_views.changes, name="changes"),
    path("reports/compare/", compare_views.compare, name="compare"),
    path("reports/<int:number>/", signed_views.signed_off, name="signed_off"),
    path("reports/<int:number>/posts/", signed_views.signed_off_posts, name="signed_off_posts"),
    path("reports/<int:number>/paper.pdf", export_limited(signed_views.signed_off_paper), name="signed_off_paper"),
    path(
        "reports/<int:number>/workbook.xlsx",
        export_limited(version_downloads.signed_off_workbook),
        name="signed_off_workbook",
    ),
    path(
        "reports/<int:number>/scores.csv", export_limited(version_downloads.signed_off_scores), name="signed_off_scores"
    ),
    path(
        "reports/<int:number>/posts.csv",
        export_limited(version_downloads.signed_off_posts_csv),
        name="signed_off_posts_csv",
    ),
    path(
        "reports/<int:number>/posts.xlsx",
        export_limited(version_downloads.signed_off_posts_xlsx),
        name="signed_off_posts_xlsx",
    ),
    path(
        "reports/<int:number>/content.json",
        export_limited(version_downloads.signed_off_content),
        name="signed_off_content",
    ),
    path(
        "reports/<int:number>/posts.json",
        export_limited(version_downloads.signed_off_posts_json),
        name="signed_off_posts_json",
    ),
    path("report/criteria/<path:criterion>/", views.criterion, name="criterion"),
]
