"""Every address of the site, asked for by every member of the cast with every kind of key, against one table.

A new page needs a line in `PAGES`; a new kind of key in an address needs a line in `KEYS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from accounts import invitation_links
from accounts.models import Organisation, Role, User
from assessment.models import Assessment, Deadline, Rubric, SignOff
from assessment.models.papers import token_hash
from teams import rating_links
from teams.models import ClinicalHelp, RatingLink, Team
from tests import factories
from tests.factories import AS_AT, make_draft, make_member, make_organisation, make_post, make_share, make_team
from tests.planting import canaries_in, canary, fill, plant
from tests.walk import Asked, Caller, Values, filled, missing_headers, parameters, routes
from tests.with_imports import first_import_of, furnish_with_imports

# Who -----------------------------------------------------------------------------------------------------------------

MEMBERS = ("lead", "contributor", "sponsor", "board_member", "system_member")
INSIDE = ("lead", "contributor", "sponsor", "board_member")
READERS = ("lead", "contributor", "sponsor")
OVERSEERS = ("lead", "sponsor")
LEAD = ("lead",)
SPONSOR = ("sponsor",)
OF_THE_BOARD = ("system member of the organisation itself",)
"""Nobody of the cast: the organisation is a trust, whose system member is one of its integrated care board."""
SIGNED_IN = (*MEMBERS, "stranger")
ANYBODY = (*SIGNED_IN, "anonymous")
NOBODY = ()

SHUT_OUT = {"disabled": "anonymous", "removed": "stranger", "without_second_factor": "lead"}
"""More callers, each with a session, and whose answers they get: one whose account was disabled is nobody; one who was
removed from the organisation is a stranger (with no organisation of their own); a lead without the second factor that
is required reaches what a lead does of `BEFORE_SECOND_FACTOR` and is sent from everything else to set one up."""

BEFORE_SECOND_FACTOR = (
    "sign-in/",
    "sign-out/",
    "sign-in/with/",
    "sign-in/with/back/",
    "sign-in/again/",
    "sign-in/again/code/",
    "sign-in/again/passkey/",
    "account/second-factor/",
    "account/second-factor/app/",
    "account/second-factor/passkeys/add/",
    "session/extend/",
)

# What ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """Who may open an address (GET) and who may send it a form (POST), and the answer to them where it is not 200.

    A form is sent empty: 200 is the page again with its errors. What nobody may do is 405. Who is not signed in is sent
    to the sign-in page; another organisation's address is 404, and one that the role does not allow 403.

    An address `by_token` is for programs: no session opens it, so that everybody here gets 401. With tokens it is
    walked in `tests.reports.test_api`.
    """

    route: str
    opened_by: tuple[str, ...]
    sent_by: tuple[str, ...] = NOBODY
    opened: int = 200
    sent: int = 200
    other: dict[str, int] = field(default_factory=dict)
    """Answers that differ by person."""
    by_token: bool = False

    def answer(self, method: str, who: str) -> int | None:
        """The answer to somebody who names things of the own organisation; None where it follows from the role."""
        allowed, status = (self.opened_by, self.opened) if method == "GET" else (self.sent_by, self.sent)
        if not allowed:
            return 405 if who != "anonymous" or who in self.opened_by else None
        return self.other.get(who, status) if who in allowed else None


BY_TOKEN = (
    "organisations",
    "organisations/<ods:ods>/assessments",
    "organisations/<ods:ods>/reports/<int:number>/scorecard",
    "organisations/<ods:ods>/reports/<int:number>/questions",
    "organisations/<ods:ods>/reports/<int:number>/criteria",
    "organisations/<ods:ods>/reports/<int:number>/aggregates",
    "organisations/<ods:ods>/live/scorecard",
    "organisations/<ods:ods>/live/questions",
    "organisations/<ods:ods>/live/criteria",
    "organisations/<ods:ods>/live/aggregates",
)

FILES = ("paper.pdf", "paper.docx", "slides.pptx", "workbook.xlsx", "tables/<slug:table>.csv")
"""Every file of a report, public or private."""

PAGES = [
    Page("", SIGNED_IN),
    Page("sign-in/", ANYBODY, ANYBODY, other=dict.fromkeys(SIGNED_IN, 302)),
    Page("sign-out/", ANYBODY, ANYBODY, sent=302, other={"anonymous": 302}),
    Page("sign-in/second-factor/", ANYBODY, ANYBODY, opened=302, sent=302),
    Page("sign-in/with/", ANYBODY, ANYBODY, opened=404, sent=404),
    Page("sign-in/with/back/", ANYBODY, ANYBODY, opened=404, sent=404),
    Page("sign-in/again/", SIGNED_IN, SIGNED_IN, opened=302, sent=302),
    Page("sign-in/again/code/", SIGNED_IN, SIGNED_IN, opened=302, sent=302),
    Page("sign-in/again/passkey/", SIGNED_IN, SIGNED_IN, opened=302, sent=302),
    Page("reset-password/", ANYBODY, ANYBODY),
    Page("reset-password/sent/", ANYBODY, ANYBODY),
    Page("reset-password/<link>/", ANYBODY, ANYBODY, opened=404, sent=404),
    Page("account/", SIGNED_IN),
    Page("account/password/", SIGNED_IN, SIGNED_IN),
    Page("account/email/", SIGNED_IN, SIGNED_IN),
    Page("account/email/<token>/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("account/sessions/", SIGNED_IN, SIGNED_IN, sent=302),
    Page("account/second-factor/", SIGNED_IN),
    Page("account/second-factor/app/", SIGNED_IN, SIGNED_IN),
    Page("account/second-factor/app/remove/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("account/second-factor/passkeys/add/", SIGNED_IN, SIGNED_IN),
    Page("account/second-factor/passkeys/<int:pk>/remove/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("account/second-factor/codes/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("account/second-factor/codes/new/", SIGNED_IN, SIGNED_IN),
    Page("account/api-tokens/", SIGNED_IN, SIGNED_IN, sent=302),
    Page("account/api-tokens/add/", SIGNED_IN, SIGNED_IN),
    Page("api/v1/", ANYBODY),
    Page("api/v1/openapi.json", ANYBODY),
    Page("api/v1/<path:rest>", ANYBODY, opened=404),
    *(Page(f"api/v1/{route}", NOBODY, by_token=True) for route in BY_TOKEN),
    Page("session/extend/", NOBODY, SIGNED_IN),
    Page("session/kept-form/discard/", NOBODY, SIGNED_IN, sent=302),
    Page("organisations/<ods:ods>/activity/", OVERSEERS),
    Page("organisations/<ods:ods>/activity.csv", OVERSEERS),
    Page("invitation/<str:token>/", ANYBODY, ANYBODY, opened=403, sent=403, other={"anonymous": 200}),
    Page("organisations/<ods:ods>/members/", READERS),
    Page("organisations/<ods:ods>/members/invite/", LEAD, LEAD),
    Page("organisations/<ods:ods>/members/leave/", MEMBERS, MEMBERS, sent=302, other={"system_member": 404}),
    Page("organisations/<ods:ods>/members/<int:pk>/role/", LEAD, LEAD),
    Page("organisations/<ods:ods>/members/<int:pk>/remove/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/members/<int:pk>/assignments/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/invitations/<int:pk>/send-again/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/invitations/<int:pk>/withdraw/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/access/", MEMBERS),
    Page("organisations/<ods:ods>/consent/", LEAD, LEAD, sent=409),
    Page("rubrics/", ANYBODY),
    Page("rubrics/compare/", ANYBODY),
    Page("rubrics/<int:rubric>/versions/<int:number>/", ANYBODY),
    Page("rubrics/<int:rubric>/versions/<int:number>/rubric.toml", ANYBODY),
    Page("rubrics/<int:rubric>/versions/<int:number>/rubric.pdf", ANYBODY),
    Page("rubrics/add/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/import/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/default/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/versions/<int:number>/retire/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/", SIGNED_IN, opened=404),
    Page("rubrics/<int:rubric>/draft/start/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/rubric.toml", SIGNED_IN, opened=404),
    Page("rubrics/<int:rubric>/draft/replace/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/notes/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/comment/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/approve/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/publish/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/discard/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/parts/<slug:part>/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/weights/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/add-question/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/questions/<str:name>/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/add-criterion/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/criteria/<str:name>/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/criteria/<str:name>/scale/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/criteria/<str:name>/measure/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page(
        "rubrics/<int:rubric>/draft/criteria/<str:name>/measure/<slug:way>/", SIGNED_IN, SIGNED_IN, opened=404, sent=404
    ),
    Page("rubrics/<int:rubric>/draft/questions/<str:name>/remove/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/questions/<str:name>/up/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/questions/<str:name>/down/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/criteria/<str:name>/remove/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/criteria/<str:name>/up/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/criteria/<str:name>/down/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/effect/", SIGNED_IN, opened=404),
    Page("rubrics/<int:rubric>/draft/effect/weights/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("rubrics/<int:rubric>/draft/firmness/", SIGNED_IN, opened=404),
    Page("administration/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("administration/add/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("administration/<ods:ods>/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("administration/<ods:ods>/invite/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("administration/<ods:ods>/invitations/<int:pk>/withdraw/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("administration/deadlines/", SIGNED_IN, opened=404),
    Page("administration/deadlines/add/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("administration/deadlines/<int:pk>/", SIGNED_IN, opened=404),
    Page("administration/deadlines/<int:pk>/progress.csv", SIGNED_IN, opened=404),
    Page("administration/deadlines/<int:pk>/change/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("administration/deadlines/<int:pk>/withdraw/", SIGNED_IN, SIGNED_IN, opened=404, sent=404),
    Page("organisations/<ods:ods>/teams/", READERS),
    Page("organisations/<ods:ods>/teams/add/", LEAD, LEAD),
    Page("organisations/<ods:ods>/teams/<int:pk>/", LEAD, LEAD),
    Page("organisations/<ods:ods>/teams/<int:pk>/merge/", LEAD, LEAD),
    Page("organisations/<ods:ods>/teams/<int:pk>/split/", LEAD, LEAD),
    Page("organisations/<ods:ods>/teams/<int:pk>/remove/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/teams.csv", READERS),
    Page("organisations/<ods:ods>/teams.xlsx", READERS),
    Page("organisations/<ods:ods>/", MEMBERS),
    Page("organisations/<ods:ods>/import/", LEAD, LEAD),
    Page("organisations/<ods:ods>/import/<uuid:staged>/", LEAD),
    Page("organisations/<ods:ods>/import/<uuid:staged>/headings/", LEAD, LEAD),
    Page("organisations/<ods:ods>/import/<uuid:staged>/columns/", LEAD, LEAD),
    Page("organisations/<ods:ods>/import/<uuid:staged>/words/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/import/<uuid:staged>/rejected.csv", LEAD),
    Page("organisations/<ods:ods>/import/<uuid:staged>/without-rejected/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/import/result/<int:event>/", LEAD),
    Page("organisations/<ods:ods>/import/result/<int:event>/undo/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/import/<uuid:staged>/confirm/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/import/<uuid:staged>/again/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/import/<uuid:staged>/discard/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/posts.csv", READERS),
    Page("organisations/<ods:ods>/posts.xlsx", READERS),
    Page("organisations/<ods:ods>/roster-template.csv", READERS),
    Page("organisations/<ods:ods>/roster-template.xlsx", READERS),
    Page("organisations/<ods:ods>/posts/", READERS),
    Page("organisations/<ods:ods>/posts/list.csv", READERS),
    Page("organisations/<ods:ods>/posts/list.xlsx", READERS),
    Page("organisations/<ods:ods>/posts/grid/", LEAD, LEAD),
    Page("organisations/<ods:ods>/posts/change/", LEAD, LEAD),
    Page("organisations/<ods:ods>/posts/suggest-role/", LEAD),
    Page("organisations/<ods:ods>/posts/add/", LEAD, LEAD),
    Page("organisations/<ods:ods>/posts/<int:pk>/copy/", LEAD, LEAD),
    Page("organisations/<ods:ods>/posts/<int:pk>/move/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/posts/<int:pk>/", READERS),
    Page("organisations/<ods:ods>/posts/<int:pk>/edit/", LEAD, LEAD),
    Page("organisations/<ods:ods>/posts/<int:pk>/skills/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/posts/<int:pk>/skills/verify/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/posts/<int:pk>/skills/link/", LEAD, LEAD),
    Page("organisations/<ods:ods>/posts/<int:pk>/skills/link/revoke/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/skills/", READERS, LEAD, sent=302),
    Page("organisations/<ods:ods>/skills/staff-told/", LEAD, LEAD),
    Page("rate/<str:token>/", ANYBODY, ANYBODY, sent=302),
    Page("privacy/self-rating/", ANYBODY, ANYBODY, sent=405),
    Page("organisations/<ods:ods>/posts/<int:pk>/close/", LEAD, LEAD),
    Page("organisations/<ods:ods>/posts/<int:pk>/reopen/", NOBODY, LEAD, sent=409),
    Page("organisations/<ods:ods>/facts/", READERS, LEAD),
    Page("organisations/<ods:ods>/representation/", READERS),
    Page("organisations/<ods:ods>/representation/add/", LEAD, LEAD),
    Page("organisations/<ods:ods>/representation/<int:pk>/", LEAD, LEAD),
    Page("organisations/<ods:ods>/representation/<int:pk>/remove/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/quality/", READERS),
    Page("organisations/<ods:ods>/sharing/", READERS),
    Page("organisations/<ods:ods>/sharing/add/", LEAD, LEAD),
    Page("organisations/<ods:ods>/sharing/<int:pk>/", READERS),
    Page("organisations/<ods:ods>/sharing/<int:pk>/change/", LEAD, LEAD),
    Page("organisations/<ods:ods>/sharing/<int:pk>/end/", LEAD, LEAD),
    Page("organisations/<ods:ods>/sharing/<int:pk>/withdraw/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/sharing/offers/<int:pk>/", LEAD, LEAD),
    Page("organisations/<ods:ods>/roster-as-scored.csv", READERS),
    Page("organisations/<ods:ods>/roster-as-scored.xlsx", READERS),
    Page("pulse/thanks/", ANYBODY, ANYBODY),
    Page("pulse/<slug:token>/", ANYBODY, ANYBODY),
    Page("organisations/<ods:ods>/clinical-time/", READERS),
    Page("organisations/<ods:ods>/clinical-time/elsewhere/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/clinical-time/<int:pk>/", LEAD, LEAD),
    Page("organisations/<ods:ods>/clinical-time.csv", READERS),
    Page("organisations/<ods:ods>/clinical-time.xlsx", READERS),
    Page("organisations/<ods:ods>/pulse/", READERS),
    Page("organisations/<ods:ods>/pulse/open/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/pulse/close/", NOBODY, LEAD, sent=409),
    Page("organisations/<ods:ods>/pulse/renew/", NOBODY, LEAD, sent=409),
    Page("organisations/<ods:ods>/pulse/print/", LEAD),
    Page("organisations/<ods:ods>/survey.csv", READERS),
    Page("organisations/<ods:ods>/survey.xlsx", READERS),
    Page("organisations/<ods:ods>/initiatives/", READERS),
    Page("organisations/<ods:ods>/initiatives/add/", LEAD, LEAD),
    Page("organisations/<ods:ods>/initiatives/complete/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/initiatives/<int:pk>/", LEAD, LEAD),
    Page("organisations/<ods:ods>/initiatives/<int:pk>/remove/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/initiatives.csv", READERS),
    Page("organisations/<ods:ods>/initiatives.xlsx", READERS),
    Page("organisations/<ods:ods>/suppliers/", READERS),
    Page("organisations/<ods:ods>/suppliers/add/", LEAD, LEAD),
    Page("organisations/<ods:ods>/suppliers/complete/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/suppliers/<int:pk>/", READERS),
    Page("organisations/<ods:ods>/suppliers/<int:pk>/edit/", LEAD, LEAD),
    Page("organisations/<ods:ods>/suppliers/<int:pk>/remove/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/contracts/add/", LEAD, LEAD),
    Page("organisations/<ods:ods>/contracts/<int:pk>/", LEAD, LEAD),
    Page("organisations/<ods:ods>/contracts/<int:pk>/remove/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/contracts.csv", READERS),
    Page("organisations/<ods:ods>/contracts.xlsx", READERS),
    Page("organisations/<ods:ods>/answers/", READERS),
    Page("organisations/<ods:ods>/start/", LEAD),
    Page("organisations/<ods:ods>/start/roles/", LEAD, LEAD),
    Page("organisations/<ods:ods>/start/time/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/answers/all/", LEAD, LEAD),
    Page("organisations/<ods:ods>/answers/print/", READERS),
    Page("organisations/<ods:ods>/answers/<criterion>/", READERS, LEAD),
    Page("organisations/<ods:ods>/answers/<criterion>/clear/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/assessment/as-at/", LEAD, LEAD),
    Page("organisations/<ods:ods>/assessment/rubric/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/plan/", READERS),
    Page("organisations/<ods:ods>/history/", MEMBERS),
    Page("organisations/<ods:ods>/plan.csv", READERS),
    Page("organisations/<ods:ods>/plan.xlsx", READERS),
    Page("organisations/<ods:ods>/plan/gaps/<str:criterion>/add/", LEAD, LEAD),
    Page("organisations/<ods:ods>/plan/gaps/<str:criterion>/none/", LEAD, LEAD),
    Page("organisations/<ods:ods>/plan/actions/<int:pk>/", LEAD, LEAD),
    Page("organisations/<ods:ods>/plan/actions/<int:pk>/progress/", LEAD, LEAD),
    Page("organisations/<ods:ods>/plan/actions/<int:pk>/remove/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/plan/reasons/<int:pk>/", LEAD, LEAD),
    Page("organisations/<ods:ods>/plan/reasons/<int:pk>/remove/", LEAD, LEAD, sent=409),
    Page("organisations/<ods:ods>/assessments/", MEMBERS),
    Page("organisations/<ods:ods>/assessments/start/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/assessments/carried/", LEAD, LEAD),
    Page("organisations/<ods:ods>/assessments/commentary/<question>/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/assessments/warnings/", LEAD, LEAD),
    Page("organisations/<ods:ods>/assessments/cover/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/reports/<int:number>/cover/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/report/decisions/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/reports/<int:number>/links/", LEAD, LEAD),
    Page("organisations/<ods:ods>/reports/<int:number>/links/<int:link>/revoke/", NOBODY, LEAD, sent=302),
    Page("shared/<slug:token>/", ANYBODY),
    Page("organisations/<ods:ods>/reports/<int:number>/decisions/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/assessments/submit/", LEAD, LEAD),
    Page("organisations/<ods:ods>/assessments/withdraw/", NOBODY, LEAD, sent=302),
    Page("organisations/<ods:ods>/assessments/sign-off/", SPONSOR, SPONSOR, sent=302),
    Page("organisations/<ods:ods>/assessments/return/", SPONSOR, SPONSOR, sent=302),
    Page("organisations/<ods:ods>/assessments/check/", READERS),
    Page("organisations/<ods:ods>/assessments/submitted/", READERS),
    Page("organisations/<ods:ods>/reports/changes/", READERS),
    Page("organisations/<ods:ods>/reports/compare/", MEMBERS),
    Page("organisations/<ods:ods>/reports/peers/", MEMBERS),
    # The cast's organisation shares with the board of the system member, and is none itself.
    Page("organisations/<ods:ods>/system/", ("system_member",), opened=403),
    Page("organisations/<ods:ods>/reports/<int:number>/", MEMBERS),
    Page("organisations/<ods:ods>/reports/<int:number>/charts/<slug:chart>.json", MEMBERS),
    Page("organisations/<ods:ods>/reports/<int:number>/posts/", READERS),
    *(Page(f"organisations/<ods:ods>/reports/<int:number>/{file}", MEMBERS) for file in FILES),
    *(Page(f"organisations/<ods:ods>/reports/<int:number>/private/{file}", INSIDE) for file in FILES),
    Page("organisations/<ods:ods>/reports/<int:number>/posts/remove/", OVERSEERS, OVERSEERS),
    Page("organisations/<ods:ods>/reports/<int:number>/posts.csv", READERS),
    Page("organisations/<ods:ods>/reports/<int:number>/posts.xlsx", READERS),
    Page("organisations/<ods:ods>/reports/<int:number>/content.json", LEAD),
    Page("organisations/<ods:ods>/reports/<int:number>/posts.json", READERS),
    Page("organisations/<ods:ods>/reports/<int:number>/reopen/", LEAD, LEAD, sent=302),
    Page("organisations/<ods:ods>/deadlines/", OF_THE_BOARD),
    Page("organisations/<ods:ods>/deadlines/add/", OF_THE_BOARD, OF_THE_BOARD),
    Page("organisations/<ods:ods>/deadlines/<int:pk>/", OF_THE_BOARD),
    Page("organisations/<ods:ods>/deadlines/<int:pk>/progress.csv", OF_THE_BOARD),
    Page("organisations/<ods:ods>/deadlines/<int:pk>/change/", OF_THE_BOARD, OF_THE_BOARD),
    Page("organisations/<ods:ods>/deadlines/<int:pk>/withdraw/", OF_THE_BOARD, OF_THE_BOARD),
    Page("organisations/<ods:ods>/report/", READERS),
    Page("organisations/<ods:ods>/report/charts/<slug:chart>.json", READERS),
    Page("organisations/<ods:ods>/report/criteria/<path:criterion>/", READERS),
    *(Page(f"organisations/<ods:ods>/report/{file}", READERS) for file in FILES),
    *(Page(f"organisations/<ods:ods>/report/private/{file}", READERS) for file in FILES),
]

CRITERION = "Q1.7"
NUMBER: dict[str, Any] = {"missing": (0, 10**30), "malformed": ("one", "-1")}
UNLOGGED = (
    "organisations/<ods:ods>/import/<uuid:staged>/headings/",
    "organisations/<ods:ods>/import/<uuid:staged>/discard/",
    "organisations/<ods:ods>/import/<uuid:staged>/words/",
    "organisations/<ods:ods>/import/<uuid:staged>/again/",
    "sign-out/",
)
"""Where what is sent changes something, and no line of the activity log tells of it: nothing but what a file waits for.

Nobody is named where a link without a name was used: `rate/`.
"""

LOGGED_WHEN_OPENED = ("shared/<slug:token>/",)
"""Pages of which each opening is counted and logged, though nobody is named."""

KEYS = {
    "rubrics/<int:rubric>": Values(own=lambda organisation: Rubric.objects.get().pk, belongs_to_one=False, **NUMBER),
    "versions/<int:number>": Values(own=lambda organisation: 1, belongs_to_one=False, **NUMBER),
    "parts/<slug:part>": Values(
        own=lambda organisation: "rules", missing=("none",), malformed=("Ä\0",), belongs_to_one=False
    ),
    "questions/<str:name>": Values(
        own=lambda organisation: "Q1", missing=("Q9",), malformed=("Q1\0", "Q" * 300), belongs_to_one=False
    ),
    "criteria/<str:name>": Values(
        own=lambda organisation: CRITERION, missing=("Q9.9",), malformed=("Q\0", "Q" * 300), belongs_to_one=False
    ),
    "measure/<slug:way>": Values(
        own=lambda organisation: "top-1", missing=("top-99",), malformed=("Ä\0",), belongs_to_one=False
    ),
    "organisations/<ods:ods>": Values(
        own=lambda organisation: organisation.ods_code,
        missing=("ZZ9",),
        malformed=("zza", "ZZ\0", "Ä" * 300),
    ),
    "administration/<ods:ods>": Values(
        own=lambda organisation: organisation.ods_code, missing=("ZZ9",), malformed=("zza",), belongs_to_one=False
    ),
    "invitation/<str:token>": Values(
        own=lambda organisation: invitation_links.token_of(organisation.invitations.get()),
        missing=(signing.dumps([0, ""], salt=invitation_links.SALT),),
        malformed=("x", "a:b:c", "Ä" * 300),
        belongs_to_one=False,
    ),
    "rate/<str:token>": Values(
        own=lambda organisation: rating_links.token_of(organisation.posts.order_by("pk")[0].rating_link),
        missing=(signing.dumps([0, ""], salt=rating_links.SALT),),
        malformed=("x", "a:b:c", "Ä" * 300),
        belongs_to_one=False,
    ),
    "invitations/<int:pk>": Values(own=lambda organisation: organisation.invitations.get().pk, **NUMBER),
    "members/<int:pk>": Values(
        own=lambda organisation: organisation.memberships.contributors().latest("pk").pk, **NUMBER
    ),
    "reset-password/<link>": Values(
        own=lambda organisation: "1-abc-def", missing=("0-abc-def",), malformed=("x", "Ä\0"), belongs_to_one=False
    ),
    "email/<token>": Values(
        own=lambda organisation: signing.dumps([0, "", ""], salt="accounts.new_email"),
        missing=(),
        malformed=("x", "a:b:c", "Ä\0"),
        belongs_to_one=False,
    ),
    "v1/<path:rest>": Values(
        own=lambda organisation: "none", missing=("organisations/",), malformed=("\0", "Ä" * 300), belongs_to_one=False
    ),
    "passkeys/<int:pk>": Values(own=lambda organisation: 1, belongs_to_one=False, **NUMBER),
    "teams/<int:pk>": Values(own=lambda organisation: organisation.teams.get().pk, **NUMBER),
    "posts/<int:pk>": Values(own=lambda organisation: organisation.posts.order_by("pk")[0].pk, **NUMBER),
    "import/<uuid:staged>": Values(
        own=lambda organisation: organisation.staged_imports.get().pk,
        missing=(UUID(int=0),),
        malformed=("one", "0" * 32),
    ),
    "deadlines/<int:pk>": Values(
        own=lambda organisation: organisation.deadlines_set.get().pk, **NUMBER, belongs_to_one=False
    ),
    "sharing/<int:pk>": Values(own=lambda organisation: organisation.shares_given.get().pk, **NUMBER),
    "offers/<int:pk>": Values(own=lambda organisation: organisation.shares_received.get().pk, **NUMBER),
    "result/<int:event>": Values(own=lambda organisation: first_import_of(organisation).pk, **NUMBER),
    "representation/<int:pk>": Values(own=lambda organisation: organisation.representation.get().pk, **NUMBER),
    "pulse/<slug:token>": Values(
        own=lambda organisation: organisation.pulse_waves.get().token,
        missing=("A" * 22,),
        malformed=("x", "Ä" * 300, "a\0"),
        belongs_to_one=False,
    ),
    "clinical-time/<int:pk>": Values(own=lambda organisation: organisation.posts.order_by("pk")[0].pk, **NUMBER),
    "initiatives/<int:pk>": Values(own=lambda organisation: organisation.initiatives.get().pk, **NUMBER),
    "suppliers/<int:pk>": Values(own=lambda organisation: organisation.suppliers.get().pk, **NUMBER),
    "contracts/<int:pk>": Values(own=lambda organisation: organisation.contracts.get().pk, **NUMBER),
    "answers/<criterion>": Values(
        own=lambda organisation: CRITERION,
        missing=("Q9.9", "Q1.1"),
        malformed=("q1.7", "Q1.7\0", "Q" * 300),
        belongs_to_one=False,
    ),
    "gaps/<str:criterion>": Values(
        own=lambda organisation: CRITERION,
        missing=("Q9.9",),
        malformed=("q1.7", "Q1.7\0", "Q" * 300),
        belongs_to_one=False,
    ),
    "actions/<int:pk>": Values(own=lambda organisation: organisation.actions.get().pk, **NUMBER),
    "reasons/<int:pk>": Values(own=lambda organisation: organisation.no_actions.get().pk, **NUMBER),
    "commentary/<question>": Values(
        own=lambda organisation: "Q1",
        missing=("Q9",),
        malformed=("q1", "Q1\0", "Q" * 300),
        belongs_to_one=False,
    ),
    "reports/<int:number>": Values(
        own=lambda organisation: organisation.sign_offs.latest("number").number, **NUMBER, belongs_to_one=False
    ),
    "tables/<slug:table>": Values(
        own=lambda organisation: "answers",
        missing=("none",),
        malformed=("answers\0", "two words", "Ä" * 300),
        belongs_to_one=False,
    ),
    "links/<int:link>": Values(own=lambda organisation: organisation.sign_offs.get().links.get().pk, **NUMBER),
    "shared/<slug:token>": Values(
        own=lambda organisation: f"token-of-{organisation.pk}",
        missing=("A" * 43,),
        malformed=("x", "Ä" * 300, "a\0"),
        belongs_to_one=False,
    ),
    "charts/<slug:chart>": Values(
        own=lambda organisation: "scores",
        missing=("none",),
        malformed=("scores\0", "two words", "Ä" * 300),
        belongs_to_one=False,
    ),
    "criteria/<path:criterion>": Values(
        own=lambda organisation: CRITERION,
        missing=("Q9.9",),
        malformed=("../Q1.7", "Q1.7\0", "Q" * 300),
        belongs_to_one=False,
    ),
}

# The walk ------------------------------------------------------------------------------------------------------------

BY_ROUTE = {page.route: page for page in PAGES}
SIGN_IN = "/sign-in/?next="
ORGANISATION = "organisations/<ods:ods>"
SET_UP = "/account/second-factor/"
STRANGERS = "the stranger's organisation"


@pytest.fixture
def system_member(organisation: Organisation) -> User:
    """Of an integrated care board with which the cast's organisation shares, and the stranger's does not."""
    organisation.parent = make_organisation("QZZ", "Fenland ICB", kind="Integrated care board")
    organisation.save()
    member = make_member(organisation.parent, Role.SYSTEM)
    organisation.consents.create(to="system", given_by=member)
    return member


@pytest.fixture
def cast(
    organisation: Organisation,
    lead: User,
    contributor: User,
    sponsor: User,
    board_member: User,
    system_member: User,
    stranger: User,
) -> list[Caller]:
    people = {
        "lead": lead,
        "contributor": contributor,
        "sponsor": sponsor,
        "board_member": board_member,
        "system_member": system_member,
        "stranger": stranger,
        "anonymous": None,
    }
    callers = [Caller(name, user) for name, user in people.items()]
    return [*callers, *shut_out(organisation)]


def shut_out(organisation: Organisation) -> list[Caller]:
    """Those who signed in while they were leads, and what they may do was taken from them since."""
    people = {name: make_member(organisation, Role.LEAD) for name in SHUT_OUT}
    callers = [
        Caller(name, user, second_factor_required=name == "without_second_factor") for name, user in people.items()
    ]
    User.objects.filter(pk=people["disabled"].pk).update(is_active=False)
    organisation.memberships.get(user=people["removed"]).delete()
    return callers


@pytest.fixture
def organisations(
    organisation: Organisation, other_organisation: Organisation, lead: User, stranger: User
) -> list[Organisation]:
    """The cast's organisation and the stranger's, each with one of everything that has a key.

    The stranger's has one of everything else, too, and a canary in each of its texts.
    """
    furnish(organisation, by=lead)
    furnish_with_canaries(other_organisation, by=stranger)
    return [organisation, other_organisation]


def furnish(organisation: Organisation, by: User) -> None:
    """Give an organisation one of everything that has a key."""
    furnish_with_records(organisation, by)
    factories.sign_off(factories.make_ready_draft(organisation), by, make_member(organisation, Role.SPONSOR))
    furnish_with_link(organisation, by)
    open_draft(organisation)


def furnish_with_records(organisation: Organisation, by: User) -> None:
    """Give it one of everything that has a key and is recorded before an assessment."""
    make_member(organisation, Role.CONTRIBUTOR)
    organisation.invitations.create(email="invited@example.org", role=Role.LEAD, invited_by=by, nonce="x")
    team = make_team(organisation)
    post = make_post(organisation, team=team, clinical_profession="medical")
    furnish_with_shares(organisation, team)
    RatingLink.objects.create(post=post, nonce="x")
    post.skill_ratings.create(skill="user_research", level=2, source="self")
    organisation.representation.create(as_at=AS_AT, group="women", comparator="workforce")
    ClinicalHelp.objects.create(organisation=organisation, clinicians=2, hours_a_week=3, confirmed_by="Ward manager")
    organisation.pulse_waves.create(number=1, opened_on=AS_AT)
    organisation.initiatives.create(name="Outpatient letters", clinical_lead=organisation.posts.first())
    supplier = organisation.suppliers.create(name="Halden Systems")
    organisation.contracts.create(supplier=supplier, service="Service desk", owner=organisation.posts.first())
    gap = {"criterion": CRITERION, "name": "Shared teams"}
    organisation.actions.create(**gap, action="Share a team", owner="Chief nurse", due_on=AS_AT, note="Agreed")
    organisation.no_actions.create(**gap, because="There is no partner")
    organisation.deadlines_set.create(name="Spring", as_at_from=AS_AT, due_on=AS_AT)
    Deadline.objects.create(name="Spring", as_at_from=AS_AT, due_on=date(2099, 1, 1)).organisations.add(organisation)
    furnish_with_imports(organisation, by)


def open_draft(organisation: Organisation) -> None:
    make_draft(organisation).answers.create(criterion=CRITERION, level=2, differs_because="New")


def furnish_with_link(organisation: Organisation, by: User) -> None:
    """A link to the signed-off report, with a token that tests know."""
    organisation.sign_offs.get().links.create(
        purpose="The board of May", sha256=token_hash(f"token-of-{organisation.pk}"), made_by=by, days=30
    )


def furnish_with_canaries(organisation: Organisation, by: User) -> None:
    """Give it a row of everything else, too, and a canary in each of its texts and those of its signed-off report."""
    furnish_with_records(organisation, by)
    organisation.posts.update(supplier="Halden Systems")  # its canary would be a finding that nobody has explained
    draft = say_everything(factories.make_ready_draft(organisation))
    plant(organisation)
    sponsor = make_member(organisation, Role.SPONSOR)
    factories.sign_off(draft, by, sponsor, canary(SignOff, "job_title"))
    furnish_with_link(organisation, by)
    open_draft(organisation)
    fill(organisation, by)
    plant(organisation)


def say_everything(draft: Assessment) -> Assessment:
    """Write something into each text that is frozen with a draft when it is submitted."""
    draft.commentary, draft.reopened_because = {"Q1": "Our own words"}, "For a reason"
    draft.save()
    draft.answers.filter(criterion=CRITERION).update(
        level=2, evidence="Minutes", link="https://fenbrook.example/", differs_because="New"
    )
    return draft


def furnish_with_shares(organisation: Organisation, team: Team) -> None:
    """A team shared with a partner that does not use the service, and the offer of a share in a partner's team."""
    partner = Organisation.objects.get_or_create(ods_code="ZZP", defaults={"name": "Partner Trust"})[0]
    make_share(team, partner, state="recorded")
    make_share(make_team(partner), organisation, state="offered")


def paths(route: str, own: Organisation, other: Organisation) -> Iterator[tuple[str, str]]:
    """The address with every kind of key: the own one, and by turns each key foreign, missing or malformed."""
    usual = {name: KEYS[name].own(own) for name in parameters(route)}
    yield "own", filled(route, usual)
    for name in usual:
        values = KEYS[name]
        odd = [*values.missing, *values.malformed, *([values.own(other)] if values.belongs_to_one else [])]
        for value in odd:
            kind = "other key" if name != ORGANISATION else STRANGERS if value == other.ods_code else "no organisation"
            yield kind, filled(route, {**usual, name: value})


def expected(page: Page, kind: str, asked: Asked) -> int | None:
    """The answer that the table gives for a request."""
    try:
        resolve(asked.path)
    except Resolver404:
        return 404
    if must_set_up(page, asked):
        return 302
    if page.by_token:
        is_there = resolve(asked.path).route == page.route
        return 405 if asked.method not in ("GET", "HEAD") else 401 if is_there else 404
    who = SHUT_OUT.get(asked.who, asked.who)
    answer = page.answer(asked.method, who)
    if answer == 405:
        return 405
    if answer is None and who == "anonymous":
        return 302
    if ORGANISATION not in page.route:
        return answer if kind == "own" else 404
    keys = [KEYS[key] for key in parameters(page.route) if key != ORGANISATION]
    if asked.who == "stranger" and kind == STRANGERS and not any(values.belongs_to_one for values in keys):
        return page.answer(asked.method, "lead") or 403
    if who == "stranger" or kind in {STRANGERS, "no organisation"}:
        return 404
    if answer is None:
        # Who may read a thing is told that there is none; who may not even do that is refused before.
        may_read = page.answer("GET", who) == 200
        return 404 if kind == "other key" and may_read else 403
    return answer if kind == "own" else 404


def must_set_up(page: Page, asked: Asked) -> bool:
    """Whether a request is sent to the page on which a second factor is set up."""
    return asked.who == "without_second_factor" and page.route not in BEFORE_SECOND_FACTOR


def needs_user(page: Page, asked: Asked) -> bool:
    """Whether a request is of nobody, and the address is not for nobody."""
    is_nobody = SHUT_OUT.get(asked.who, asked.who) == "anonymous"
    return is_nobody and not page.by_token and page.answer(asked.method, "anonymous") is None


def test_every_address_has_a_line_in_the_table() -> None:
    assert sorted(routes()) == sorted(BY_ROUTE)
    assert len(BY_ROUTE) == len(PAGES)


def test_every_kind_of_key_has_a_line_in_the_table() -> None:
    assert {name for route in routes() for name in parameters(route)} == KEYS.keys()


@pytest.mark.parametrize("route", BY_ROUTE)
def test_each_member_of_the_cast_gets_the_answer_of_the_table(
    route: str, cast: list[Caller], organisations: list[Organisation]
) -> None:
    page, wrong = BY_ROUTE[route], []
    for kind, path in paths(route, *organisations):
        for asked in (caller.ask(method, path) for caller in cast for method in ("GET", "POST")):
            answer, status = expected(page, kind, asked), asked.response.status_code
            if status != answer:
                wrong.append(f"{asked}, not {answer}")
            refused = must_set_up(page, asked) or needs_user(page, asked)
            logged = asked.method == "GET" and kind == "own" and route in LOGGED_WHEN_OPENED
            if asked.writes and not logged and (refused or not (asked.method == "POST" and status == answer == 302)):
                wrong.append(f"{asked}, and it wrote: {asked.writes[0]}")
            if refused and status == 302 and not str(asked.response.headers["Location"]).startswith((SIGN_IN, SET_UP)):
                wrong.append(f"{asked}, but not to the page to sign in or to set up a second factor")
            if asked.writes and not asked.actors and route not in UNLOGGED:
                wrong.append(f"{asked}, and the activity log tells nothing of it")
            wrong += shared_faults(asked)
    assert not wrong, "\n" + "\n".join(wrong)


OTHER_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("route", BY_ROUTE)
def test_no_other_method_opens_or_changes_anything(
    route: str, cast: list[Caller], organisations: list[Organisation]
) -> None:
    page, wrong = BY_ROUTE[route], []
    _, path = next(paths(route, *organisations))
    for caller in (caller for caller in cast if caller.name in ("lead", "stranger", "anonymous")):
        like_get = expected(page, "own", Asked(caller.name, "GET", path, HttpResponse()))
        for asked in (caller.ask(method, path) for method in OTHER_METHODS):
            may_be = {like_get} if asked.method == "HEAD" else {like_get, 403, 404, 405}
            # Views of Django's own say which methods they have.
            says_methods = asked.method == "OPTIONS" and not asked.response.content
            if asked.response.status_code not in may_be and not says_methods:
                wrong.append(f"{asked}, not {like_get}")
            if asked.writes:
                wrong.append(f"{asked}, and it wrote: {asked.writes[0]}")
            wrong += shared_faults(asked)
    assert not wrong, "\n" + "\n".join(wrong)


def shared_faults(asked: Asked) -> list[str]:
    """What is wrong with an answer whoever asks: what they receive, who is said to have done it, its headers."""
    faults = [f"{asked}, without a proper {name}" for name in missing_headers(asked.response)]
    if asked.who != "stranger" and (seen := canaries_in(asked.received())):
        faults.append(f"{asked}, with texts of the stranger's organisation: {seen}")
    actor = None if asked.path.startswith(("/rate/", "/shared/")) else asked.user
    if any(named != actor for named in asked.actors):
        faults.append(f"{asked}, and the activity log names somebody else")
    return faults


QUERIES = [
    dict.fromkeys(("search", "page", "sort", "team", "function", "role", "status", "closed", "next", "matter"), value)
    for value in ("\0", "-1", "9" * 40, "'\"><&%", "\u202e\U0001f3f3" * 200)
]


@pytest.mark.parametrize("route", [page.route for page in PAGES if page.opened_by])
def test_no_query_breaks_a_page(route: str, lead: User, organisations: list[Organisation]) -> None:
    caller = Caller("lead", lead)
    _, path = next(paths(route, *organisations))
    answers = [caller.ask("GET", f"{path}?{urlencode(query)}") for query in QUERIES]
    assert [str(asked) for asked in answers if asked.response.status_code >= 500] == []


@pytest.mark.parametrize("route", [page.route for page in PAGES if page.sent_by])
def test_a_form_without_its_token_is_refused(route: str, lead: User, organisations: list[Organisation]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    _, path = next(paths(route, *organisations))
    assert client.post(path).status_code == 403
