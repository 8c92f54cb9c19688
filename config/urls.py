"""Every address of the site. A record's key stands in its address, never in the session."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("organisations/<ods>/", include("teams.urls")),
    path("organisations/<ods>/", include("assessment.urls")),
    path("organisations/<ods>/", include("reports.urls")),
]

handler403 = "accounts.errors.forbidden"
handler404 = "accounts.errors.not_found"
handler500 = "accounts.errors.server_error"
