"""The addresses of the API. Only what programs read stands here, and the page that tells people of it."""

from django.urls import URLPattern, path

from reports.api.answering import for_programs
from reports.api.endpoints import api
from reports.api.views import about, nothing, openapi


def _for_programs(found: URLPattern) -> URLPattern:
    """An address of the API behind our own door, as no session opens it."""
    return URLPattern(found.pattern, for_programs(found.callback), name=found.name)


urlpatterns = [
    path("", about, name="api"),
    path("openapi.json", for_programs(openapi), name="api_openapi"),
    *(_for_programs(found) for found in api.urls[0] if isinstance(found, URLPattern) and found.name != "api-root"),
    path("<path:rest>", for_programs(nothing), name="api_nothing"),
]
