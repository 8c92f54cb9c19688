"""What each organisation counts of a team that several share. Plain numbers: no database, no clock.

The rule: a guest counts the WTE and the funded WTE of each post times its share, rounded down to 0.00001, and the host
the exact remainder, so that nothing is counted twice and nothing is lost. A row without any time is in no roster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from teams import catalogue
from teams.roster import UNKNOWN, Post

WHOLE = 10_000
"""A whole team. Shares are whole numbers of 0.01 per cent, so that 33.33 and 66.67 are exactly a whole."""


def part_of(units: int, share: int) -> int:
    """`share` (of `WHOLE`) of `units` of 0.00001 WTE, rounded down."""
    return units * share // WHOLE


def as_guest(row: Post, host: str, share: int) -> Post | None:
    """The post of the host with ODS code `host` as a partner counts it who has `share`; None where no time is left."""
    in_house = row.employment in catalogue.IN_HOUSE
    wte, funded_wte = _amounts(row)
    return _with_time(
        replace(
            row,
            host=host,
            post_ref=f"{host}:{row.post_ref}",
            employer=row.employer or host,
            employment="shared_partner" if in_house else row.employment,
        ),
        part_of(wte, share),
        None if funded_wte is None else part_of(funded_wte, share),
    )


def as_host(row: Post, shares: Iterable[int]) -> Post | None:
    """The post as its host counts it beside partners with these `shares`; None where no time is left."""
    shares = tuple(shares)
    wte, funded_wte = _amounts(row)
    rest = wte - sum(part_of(wte, share) for share in shares)
    funded = None if funded_wte is None else funded_wte - sum(part_of(funded_wte, share) for share in shares)
    return _with_time(row, rest, funded)


def _amounts(row: Post) -> tuple[int, int | None]:
    """WTE and funded WTE as they are shared out: more than the WTE counts as the WTE, before it is divided."""
    return row.wte, None if row.funded_wte is None else min(row.funded_wte, row.wte)


def _with_time(row: Post, wte: int, funded_wte: int | None) -> Post | None:
    return replace(row, wte=wte, funded_wte=funded_wte) if wte > 0 else None


@dataclass(frozen=True, slots=True)
class Claim:
    """A share (of `WHOLE`) that a partner has, or would have if it accepted: from a day until before another."""

    partner: int
    share: int
    start: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)


def largest_total(claims: Iterable[Claim]) -> tuple[int, date] | None:
    """The largest sum of shares on any day and the first such day; None without claims.

    Of several claims of one partner on a day the largest counts, as an offer replaces a share only once it is accepted.
    """
    claims = tuple(claims)
    # A sum can only rise on a day on which a claim begins.
    totals = ((_total(claims, claim.start), claim.start) for claim in claims)
    return max(totals, key=lambda found: (found[0], -found[1].toordinal()), default=None)


def _total(claims: Iterable[Claim], day: date) -> int:
    of_partner: dict[int, int] = {}
    for claim in claims:
        if claim.holds_on(day):
            of_partner[claim.partner] = max(claim.share, of_partner.get(claim.partner, 0))
    return sum(of_partner.values())


@dataclass(frozen=True, slots=True)
class PostSum:
    """One post over all rosters that count it, in units of 0.00001; `funded_wte` may be `roster.UNKNOWN`."""

    wte: int
    funded_wte: int


def by_host_and_ref(rosters: Mapping[str, Iterable[Post]]) -> dict[tuple[str, str], PostSum]:
    """The posts of a system, each once, by the ODS code of the host and the host's reference.

    `rosters` are rosters as scored by the ODS code of their organisation. A share of a partner that is not among them
    is left out, as the rest of that partner's work is.
    """
    sums: dict[tuple[str, str], PostSum] = {}
    for ods_code, posts in rosters.items():
        for post in posts:
            key = (post.host, post.post_ref.removeprefix(f"{post.host}:")) if post.host else (ods_code, post.post_ref)
            sums[key] = _plus(sums.get(key, PostSum(0, 0)), post)
    return sums


def _plus(so_far: PostSum, post: Post) -> PostSum:
    funded = post.effective_funded_wte
    known = UNKNOWN not in (funded, so_far.funded_wte)
    return PostSum(so_far.wte + post.wte, so_far.funded_wte + funded if known else UNKNOWN)
