"""Sessions that know when their person signed in and when they were last here, and when they end.

A session lies in the database. Each time it is written, which a mere look at a page asks for once in five minutes at
most, it notes the time; `remaining` works out from that how long it still lasts.
"""

from __future__ import annotations

import time
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Session, User
from accounts.read_only import takes_no_writes

SIGNED_IN = "signed_in_at"
SEEN = "seen_at"
NOTED_EVERY = timedelta(minutes=5)


class SessionStore(DatabaseStore):
    """Sets both times, in seconds, whenever the session of somebody who is signed in is written.

    The row names its user, so that they can see their sessions and end them. `noted` is what it held, beside the times,
    when nothing but the times was to be written.
    """

    noted: dict[str, Any] | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def save(self, must_create: bool = False) -> None:
        if SESSION_KEY in self:
            now = int(time.time())
            self.setdefault(SIGNED_IN, now)
            self[SEEN] = now
        try:
            super().save(must_create)
        except UpdateError as error:
            # Django takes whatever goes wrong for a session that was ended meanwhile.
            refused = error.__context__
            if not isinstance(refused, DatabaseError) or type(refused) is DatabaseError:
                raise
            if self.noted != self.beside_times() or not takes_no_writes(refused):
                raise refused from refused.__cause__

    def beside_times(self) -> dict[str, Any]:
        """A copy of what the session holds beside its times."""
        return deepcopy({key: value for key, value in self.items() if key not in (SIGNED_IN, SEEN)})

    def get_session_cookie_age(self) -> int:
        """How long the row is kept after it was last written, in seconds: no session is longer."""
        return int(settings.SESSION_ABSOLUTE.total_seconds())


@dataclass(frozen=True, slots=True)
class Remaining:
    """Seconds until a session ends: for idleness, and whatever its person does."""

    idle: int
    absolute: int

    @property
    def has_ended(self) -> bool:
        return self.idle <= 0 or self.absolute <= 0


def remaining(session: SessionBase) -> Remaining | None:
    """How long the session of somebody who is signed in lasts; None where nobody is.

    A time that lies ahead, as after the server's clock was put back, counts as now; a time that is missing has ended.
    """
    if SESSION_KEY not in session:
        return None
    idle, absolute = settings.SESSION_IDLE, settings.SESSION_ABSOLUTE
    return Remaining(_left(session.get(SEEN, 0), idle), _left(session.get(SIGNED_IN, 0), absolute))


def sessions_of(user: User) -> QuerySet[Session]:
    """The sessions of `user` that are kept, also those that have ended for idleness."""
    return Session.objects.filter(user=user, expire_date__gt=timezone.now())


def note_presence(session: SessionBase, *, at_once: bool = False) -> None:
    """Have the session written, which starts its idle time anew, where the last time is some minutes ago.

    While the database takes no writes, who only reads goes on reading until the idle time is over.
    """
    now = time.time()
    seen = session.get(SEEN, 0)
    # A time that lies ahead is set right at once, or the session would outlast its limit.
    if at_once or seen > now or session.get(SIGNED_IN, 0) > now or now - seen >= _noted_every():
        session[SEEN] = int(now)
        session[SIGNED_IN] = min(session.get(SIGNED_IN, 0), int(now))
        if isinstance(session, SessionStore) and not at_once:
            session.noted = session.beside_times()


def _left(since: float, limit: timedelta) -> int:
    now = time.time()
    return int(limit.total_seconds() - max(0, now - since))


def _noted_every() -> float:
    """Seconds. Where the idle limit is short, it is a sixth of that."""
    return min(NOTED_EVERY, settings.SESSION_IDLE / 6).total_seconds()
