"""The assessment cycle as data: who may take which step in which state, and what becomes of the assessment.

The table of `docs/assessment-cycle.md` comes from here (`manage.py cycle_table`).
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Role
from accounts.permissions import ALLOWED, LIMITS, Action
from assessment.models import Assessment

State = Assessment.State
NONE = ""
"""The state of an assessment that is not there yet."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that may be done with an assessment in any of `states`; it is then in the state `to`.

    `limit` is what more must hold. A step that makes another assessment leaves the one it starts from as it is.
    """

    name: str
    words: str
    action: Action
    states: tuple[str, ...]
    to: str
    limit: str = ""


OPEN = Step("open", "start an assessment", Action.SUBMIT, (NONE, State.SIGNED_OFF), State.DRAFT, "no other is open")
CHANGE = Step("change", "answer questions", Action.ANSWER, (NONE, State.DRAFT), State.DRAFT)
DESCRIBE = Step("describe", "write commentary, and change the date", Action.SUBMIT, (NONE, State.DRAFT), State.DRAFT)
SUBMIT = Step(
    "submit",
    "submit it to a sponsor",
    Action.SUBMIT,
    (State.DRAFT,),
    State.SUBMITTED,
    "each question is answered, if only by “we do not know”; no check finds an error, and each warning is explained",
)
WITHDRAW = Step("withdraw", "withdraw it", Action.SUBMIT, (State.SUBMITTED,), State.DRAFT)
RETURN = Step("return", "return it with a comment", Action.SIGN_OFF, (State.SUBMITTED,), State.DRAFT, "as the sponsor")
SIGN_OFF = Step(
    "sign_off",
    "sign it off",
    Action.SIGN_OFF,
    (State.SUBMITTED,),
    State.SIGNED_OFF,
    "as the sponsor to whom it was submitted and who did not submit it; what was current is superseded",
)
REOPEN = Step(
    "reopen",
    "reopen it with a reason",
    Action.SUBMIT,
    (State.SIGNED_OFF,),
    State.DRAFT,
    "as a new draft; the signed-off one stays current until the draft is signed off",
)
STEPS = (OPEN, CHANGE, DESCRIBE, SUBMIT, WITHDRAW, RETURN, SIGN_OFF, REOPEN)

CLOSED = {
    State.SUBMITTED: "The assessment is submitted and waits for the sponsor. Withdraw it to change anything in it.",
    State.SIGNED_OFF: "The report is signed off. Start the next assessment, or reopen this one, to change answers.",
}
"""Why an assessment in a state cannot be changed."""


@dataclass(eq=False)
class NotNow(Exception):
    """The step cannot be taken: the assessment is in the `state`, or another is open. Nothing was changed."""

    step: Step
    state: str


def require(step: Step, state: str) -> None:
    """NotNow: `step` cannot be taken in `state`."""
    if state not in step.states:
        raise NotNow(step, state)


def table() -> str:
    """Who may take which step in which state, in Markdown."""
    roles = list(Role)
    head = ["step", "in the state", "leads to", *(str(role.label) for role in roles), "only if"]
    lines = [head, ["---"] * len(head)]
    for step in STEPS:
        states = " or ".join(str(State(state).label).lower() if state else "none yet" for state in step.states)
        allowed = ["yes" if role in ALLOWED[step.action] else "" for role in roles]
        limits = [LIMITS[role, step.action] for role in roles if (role, step.action) in LIMITS]
        conditions = "; ".join(filter(None, [step.limit, *(f"a contributor {limit}" for limit in limits)]))
        lines.append([step.words, states, str(State(step.to).label).lower(), *allowed, conditions])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
