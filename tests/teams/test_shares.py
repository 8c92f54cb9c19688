"""The rule by which several organisations count one team, without a database."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from teams import catalogue
from teams.roster import UNKNOWN, Post
from teams.shares import WHOLE, Claim, PostSum, as_guest, as_host, by_host_and_ref, largest_total, part_of

APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


def shares_of_a_team() -> st.SearchStrategy[list[int]]:
    """Shares of up to four partners, together at most a whole."""
    cuts = st.lists(st.integers(0, WHOLE), min_size=1, max_size=4).map(sorted)
    return cuts.map(lambda found: [top - low for low, top in zip([0, *found], found, strict=False) if top > low])


posts = st.builds(
    Post,
    post_ref=st.just("D1"),
    title=st.just("Developer"),
    wte=st.integers(1, 150_000),
    role=st.sampled_from(["", "software_developer", "clinical_safety_officer"]),
    status=st.sampled_from(["filled", "vacant"]),
    employment=st.sampled_from(["", *catalogue.terms("employment")]),
    funded_wte=st.none() | st.integers(0, 150_000),
)


@given(posts, shares_of_a_team())
def test_the_parts_of_a_post_add_up_to_the_post(post: Post, shares: list[int]) -> None:
    rosters = {"ZZA": [as_host(post, shares)]}
    rosters |= {f"ZZ{number}": [as_guest(post, "ZZA", share)] for number, share in enumerate(shares)}
    kept = {ods: [row for row in rows if row] for ods, rows in rosters.items()}
    sums = by_host_and_ref(kept)
    assert list(sums) == [("ZZA", "D1")]
    assert sums["ZZA", "D1"].wte == post.wte
    if post.funded_wte is not None:
        counted = sum(row.funded_wte or 0 for rows in kept.values() for row in rows)
        assert counted <= min(post.funded_wte, post.wte)
    if post.effective_funded_wte == UNKNOWN:
        assert sums["ZZA", "D1"].funded_wte == UNKNOWN
    for row in (row for rows in kept.values() for row in rows):
        assert 0 < row.wte <= post.wte
        assert row.clinician == post.clinician


@given(posts, st.integers(1, WHOLE))
def test_a_guest_counts_its_share_rounded_down_and_what_is_external_stays_so(post: Post, share: int) -> None:
    row = as_guest(post, "ZZA", share)
    assert part_of(post.wte, share) == (row.wte if row else 0)
    if row:
        assert row.post_ref == "ZZA:D1"
        assert row.employer == "ZZA"
        in_house = post.employment in catalogue.IN_HOUSE
        assert row.employment == ("shared_partner" if in_house else post.employment)


def test_the_host_keeps_what_rounding_leaves() -> None:
    post = Post("D1", "Developer", 100_000, funded_wte=50_001)
    third = as_guest(post, "ZZA", 3_333)
    rest = as_host(post, [3_333, 3_333])
    assert third
    assert rest
    assert (third.wte, third.funded_wte) == (33_330, 16_665)
    assert (rest.wte, rest.funded_wte) == (33_340, 16_671)


def test_a_team_shared_wholly_is_in_the_partners_roster_only() -> None:
    post = Post("D1", "Developer", 60_000)
    assert as_host(post, [4_000, 6_000]) is None
    assert as_guest(Post("D1", "Developer", 1), "ZZA", 5_000) is None


def test_sums_over_a_system_leave_out_partners_that_are_not_in_it() -> None:
    post = Post("D1", "Developer", 60_000, role="software_developer")
    own = Post("ZZA:D1", "A reference that only looks like a partner's", 20_000, role="software_developer")
    guest = as_guest(post, "ZZA", 2_500)
    rest = as_host(post, [2_500])
    assert guest
    assert rest
    assert by_host_and_ref({"ZZA": [rest], "ZZB": [guest, own]}) == {
        ("ZZA", "D1"): PostSum(60_000, 60_000),
        ("ZZB", "ZZA:D1"): PostSum(20_000, 20_000),
    }
    assert by_host_and_ref({"ZZA": [rest]})["ZZA", "D1"] == PostSum(45_000, 45_000)


def test_the_largest_total_is_found_on_the_day_on_which_it_begins() -> None:
    claims = [
        Claim(1, 5_000, APRIL, MAY),
        Claim(1, 2_000, MAY, None),
        Claim(2, 4_000, APRIL, None),
        Claim(3, 4_000, JUNE, None),
    ]
    assert largest_total(claims) == (WHOLE, JUNE)
    assert largest_total(claims[:3]) == (9_000, APRIL)
    assert largest_total([]) is None


def test_an_offer_to_a_partner_with_a_share_counts_as_the_larger_of_both() -> None:
    claims = [Claim(1, 5_000, APRIL, None), Claim(1, 2_000, MAY, None), Claim(2, 5_000, MAY, None)]
    assert largest_total(claims) == (WHOLE, MAY)
