"""The table of every address of the site: who gets which answer there, and what its keys may be.

A new page needs a line in `PAGES`; a new kind of key in an address needs a line in `KEYS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core import signing

from accounts import invitation_links
from accounts.models import Organisation
from assessment.models import Rubric
from teams import rating_links
from tests.walk import Values, filled, parameters
from tests.with_imports import first_import_of

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

BY_ROUTE = {page.route: page for page in PAGES}
ORGANISATION = "organisations/<ods:ods>"
STRANGERS = "the stranger's organisation"


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
