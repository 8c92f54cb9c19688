"""Removing the posts of what was submitted: the time for them is over, they held what must not be kept, or on request.

The rest of a submission stays as it was: it still verifies, and is scored again from its sums.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessment.models import Answer, Assessment, PostsRemoval, Snapshot, SnapshotPosts
from assessment.texts import TEXTS


@dataclass(eq=False)
class Waits(Exception):
    """The assessment waits for sign-off, which must see the posts. Nothing was changed."""


def with_posts(assessment: Assessment) -> list[Snapshot]:
    """The submissions of an assessment whose posts are still there, the first first."""
    return list(Snapshot.objects.with_posts().filter(assessment=assessment))


@transaction.atomic
def remove_posts(
    *, by: User | None, assessment: Assessment, reason: str, frozen_before: datetime | None = None
) -> list[Snapshot]:
    """Delete the posts of every submission of an assessment, for a reason of `PostsRemoval`; gives which they were.

    Those that were returned or withdrawn hold the same posts, and go with the last one. With them go the copies that
    nothing shows any more: titles of vacancies beside the assessments that were started from it, and once it is
    superseded the texts of its answers. `frozen_before` leaves later submissions as they are. None that has posts: no
    change. Waits: it waits for sign-off.
    """
    held = Assessment.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=assessment.pk)
    if held.state == Assessment.State.SUBMITTED:
        raise Waits
    found = [each for each in with_posts(held) if frozen_before is None or each.frozen_at < frozen_before]
    if found:
        at = timezone.now()
        PostsRemoval.objects.bulk_create(PostsRemoval(snapshot=each, reason=reason, removed_at=at) for each in found)
        SnapshotPosts.objects.filter(snapshot__in=found).delete()
        _remove_copies(held)
        changes = {"reason": [None, reason], "snapshots": [None, [each.sequence for each in found]]}
        audit.record(
            by=by, organisation=held.organisation, verb="removed the posts of", target=_target(found), changes=changes
        )
    return found


def _remove_copies(held: Assessment) -> None:
    Assessment.objects.filter(started_from=held).update(vacancies=[])
    if held.state == Assessment.State.SUPERSEDED:
        Answer.objects.filter(assessment=held).update(**dict.fromkeys(TEXTS, ""))


def _target(snapshots: Iterable[Snapshot]) -> str:
    """How the activity log names them: by the report that was signed off, if one was."""
    signed = [each.sign_off.number for each in snapshots if hasattr(each, "sign_off")]
    return f"report {signed[0]}" if signed else "what was submitted"


# Retention -----------------------------------------------------------------------------------------------------------


def years_before(day: date, years: int) -> datetime:
    """The start (London) of the day that many years before `day`; 29 February becomes 28 February."""
    last = (day.month, day.day) == (2, 29)
    then = day.replace(year=day.year - years, day=28 if last else day.day)
    return timezone.make_aware(datetime.combine(then, time.min))


@dataclass(frozen=True, slots=True)
class Old:
    """An assessment with submissions that are kept longer than they should be, the first first."""

    assessment: Assessment
    snapshots: tuple[Snapshot, ...]

    def __str__(self) -> str:
        first, last = (timezone.localtime(each.frozen_at).date() for each in (self.snapshots[0], self.snapshots[-1]))
        when = f"on {first}" if first == last else f"from {first} to {last}"
        return f"{self.assessment.organisation.ods_code} {_target(self.snapshots)}, submitted {when}"


def kept_since_before(moment: datetime) -> list[Old]:
    """What was submitted before `moment` and has posts, by organisation.

    The current report of an organisation that is open, and what waits for sign-off, are left out.
    """
    found = Snapshot.objects.with_posts().filter(frozen_at__lt=moment)
    left = [each for each in found if not _is_in_use(each.assessment)]
    grouped = groupby(left, key=lambda each: each.assessment)
    return [Old(assessment, tuple(snapshots)) for assessment, snapshots in grouped]


def _is_in_use(assessment: Assessment) -> bool:
    closed_on = assessment.organisation.closed_on
    is_closed = closed_on is not None and closed_on < timezone.localdate()
    is_current = assessment.state == Assessment.State.SIGNED_OFF
    return assessment.state == Assessment.State.SUBMITTED or (is_current and not is_closed)
