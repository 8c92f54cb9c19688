"""The cookie that carries what the next page says."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class Storage(CookieStorage):
    """Named so that browsers take it from this host over HTTPS only, as the other cookies are."""

    cookie_name = "__Host-messages" if settings.PRODUCTION else "messages"
