"""Every address of the site. A record's key stands in its address, never in the session."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from assessment.deadline_urls import deadline_paths
from reports.home import home


class OdsCode(StringConverter):
    """What is no ODS code never reaches the database, which may refuse to look for it (NUL bytes)."""

    regex = "[A-Z0-9]{3,5}"


register_converter(OdsCode, "ods")

urlpatterns = [
    path("", home, name="home"),
    path("", include("accounts.urls")),
    path("", include("teams.public_urls")),
    path("", include("reports.public_urls")),
    path("api/v1/", include("reports.api.urls")),
    path("rubrics/", include("assessment.rubric_pages.urls")),
    path("rubrics/", include("reports.rubric_urls")),
    path("administration/deadlines/", include(deadline_paths("administration_"))),
    path("organisations/<ods:ods>/", include("teams.urls")),
    path("organisations/<ods:ods>/", include("assessment.urls")),
    path("organisations/<ods:ods>/", include("reports.urls")),
]

handler400 = "accounts.errors.bad_request"
handler403 = "accounts.errors.forbidden"
handler404 = "accounts.errors.not_found"
handler500 = "accounts.errors.server_error"
