"""The addresses of deadlines, once for integrated care boards and once for the service."""

from django.urls import URLPattern, path

from accounts.limits import export_limited
from assessment import deadline_views


def deadline_paths(start: str = "") -> list[URLPattern]:
    """The addresses; `start` is that of their names."""
    return [
        path("", deadline_views.listed, name=f"{start}deadlines"),
        path("add/", deadline_views.add, name=f"{start}deadline_add"),
        path("<int:pk>/", deadline_views.one, name=f"{start}deadline"),
        path(
            "<int:pk>/progress.csv",
            export_limited(deadline_views.progress),
            name=f"{start}deadline_progress",
        ),
        path("<int:pk>/change/", deadline_views.change, name=f"{start}deadline_change"),
        path("<int:pk>/withdraw/", deadline_views.withdraw, name=f"{start}deadline_withdraw"),
    ]
