"""Other rubric versions offered to an assessment in draft, and its move to one.

An assessment stays on its version until somebody moves it. Answers stay with the assessment: those to criteria that the
other version does not ask are kept and come back with a version that asks them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from accounts import audit
from accounts.models import Organisation, User
from assessment.models import Assessment, RubricVersion
from assessment.published import rubric_of
from assessment.rubric import Criterion
from assessment.rubric.comparing import Difference, compare
from assessment.services import AS_AT_TARGET, draft_for


class Moved(Exception):
    """The assessment is not what was seen, or the version is not offered any more. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What moving an assessment to `version` changes for it.

    `kept` are the criteria with an answer that stays, `reworded` those of them whose words differ, `hidden` those with
    an answer that the version does not ask for, and `new` those that have to be answered.
    """

    version: RubricVersion
    differences: list[Difference]
    kept: list[str]
    reworded: list[str]
    hidden: list[str]
    new: list[str]


def offered(draft: Assessment) -> list[RubricVersion]:
    """The versions in use, one of each rubric, that the assessment is not made by; none once it is submitted."""
    found = RubricVersion.objects.choices() if draft.is_draft else []
    return [version for version in found if version.pk != draft.rubric_version_id]


def offer_of(draft: Assessment, version: RubricVersion) -> Offer:
    """What moving `draft` to `version` would change."""
    old, new = _asked(draft.rubric_version), _asked(version)
    answered = set(draft.answers.values_list("criterion", flat=True)) if draft.pk else set()
    kept = [name for name in new if name in answered]
    return Offer(
        version=version,
        differences=compare(draft.rubric_version.definition, version.definition),
        kept=kept,
        reworded=[name for name in kept if name in old and old[name].answers != new[name].answers],
        hidden=[name for name in old if name in answered and name not in new],
        new=[name for name in new if name not in answered],
    )


def _asked(version: RubricVersion) -> dict[str, Criterion]:
    return {criterion.id: criterion for criterion in rubric_of(version).criteria if criterion.answers}


@transaction.atomic
def move(*, by: User, organisation: Organisation, to: RubricVersion, seen: int | None) -> None:
    """Make the open draft of `organisation` an assessment by `to`. Moved: the draft is not the one `seen`."""
    Organisation.objects.hold(organisation)
    draft = draft_for(organisation)
    if draft.pk is None or draft.version != seen or to.pk not in [version.pk for version in offered(draft)]:
        raise Moved
    changes = {"rubric": [str(draft.rubric_version), str(to)]}
    draft.rubric_version = to
    draft.version += 1
    draft.save(update_fields=("rubric_version", "version"))
    audit.record(by=by, organisation=organisation, verb="changed", target=AS_AT_TARGET, changes=changes)
