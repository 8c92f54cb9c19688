from django.urls import URLPattern, path

from accounts.limits import View, export_limited
from reports import (
    compare_views,
    decision_views,
    download_views,
    peer_views,
    plan_views,
    signed_views,
    system_views,
    version_downloads,
    views,
)

FILES = {"paper": "paper.pdf", "word": "paper.docx", "slides": "slides.pptx", "workbook": "workbook.xlsx"}
"""The last part of the address of each kind of file."""
PAPERS = {"public": "", "private": "private/"}
"""The part of an address that says for whom a file is."""


def _files(below: str, prefix: str, file_view: View, table_view: View) -> list[URLPattern]:
    """The addresses of every file of a report: the kinds and the tables, for each audience."""
    found = []
    for audience, folder in PAPERS.items():
        said = {"audience": audience}
        name = f"{prefix}{'private_' if folder else ''}"
        found += [
            path(f"{below}{folder}{file}", export_limited(file_view), {**said, "kind": kind}, name=f"{name}{kind}")
            for kind, file in FILES.items()
        ]
        table = f"{below}{folder}tables/<slug:table>.csv"
        found.append(path(table, export_limited(table_view), said, name=f"{name}table"))
    return found


urlpatterns = [
    path("", views.overview, name="overview"),
    path("start/", views.start, name="start"),
    path("report/", views.report, name="report"),
    *_files("report/", "", download_views.live_file, download_views.live_table),
    path("report/decisions/", decision_views.decisions, name="decisions"),
    path("reports/<int:number>/decisions/", decision_views.report_decisions, name="report_decisions"),
    path("report/charts/<slug:chart>.json", views.chart, name="chart"),
    path("plan/", plan_views.plan, name="plan"),
    path("history/", plan_views.history, name="history"),
    path("plan.csv", export_limited(plan_views.plan_file), {"kind": "csv"}, name="plan_csv"),
    path("plan.xlsx", export_limited(plan_views.plan_file), {"kind": "xlsx"}, name="plan_xlsx"),
    path("assessments/check/", signed_views.check, name="cycle_check"),
    path("assessments/submitted/", signed_views.submitted, name="submitted"),
    path("reports/changes/", compare_views.changes, name="changes"),
    path("reports/compare/", compare_views.compare, name="compare"),
    path("system/", system_views.whole_system, name="system"),
    path("reports/peers/", peer_views.compare_with_peers, name="peers"),
    path("reports/<int:number>/", signed_views.signed_off, name="signed_off"),
    path("reports/<int:number>/charts/<slug:chart>.json", signed_views.signed_off_chart, name="signed_off_chart"),
    path("reports/<int:number>/posts/", signed_views.signed_off_posts, name="signed_off_posts"),
    *_files("reports/<int:number>/", "signed_off_", download_views.signed_off_file, download_views.signed_off_table),
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
