"""The writes of teams. Each is one transaction with one audit event, and marks the roster where it changed."""

from teams.services.facts import FACT_FIELDS, save_facts
from teams.services.posts import (
    POST_FIELDS,
    add_post,
    add_posts,
    change_post,
    close_post,
    move_post,
    with_vacancy,
)
from teams.services.representation import (
    REPRESENTATION_FIELDS,
    add_representation,
    change_representation,
    remove_representation,
)
from teams.services.sharing import (
    SHARE_FIELDS,
    ShareRefused,
    Why,
    answer_offer,
    change_share,
    end_share,
    offer_share,
    withdraw_offer,
)
from teams.services.skills import rate_skills
from teams.services.teams import (
    TEAM_FIELDS,
    HasPosts,
    IsShared,
    add_team,
    change_team,
    merge_team,
    remove_team,
    split_team,
)
from teams.services.titles import learn_titles
from teams.services.writing import AlreadyThere, Stale, hold_rosters, raise_roster_version, target_of

__all__ = [
    "FACT_FIELDS",
    "POST_FIELDS",
    "REPRESENTATION_FIELDS",
    "SHARE_FIELDS",
    "TEAM_FIELDS",
    "AlreadyThere",
    "HasPosts",
    "IsShared",
    "ShareRefused",
    "Stale",
    "Why",
    "add_post",
    "add_posts",
    "add_representation",
    "add_team",
    "answer_offer",
    "change_post",
    "change_representation",
    "change_share",
    "change_team",
    "close_post",
    "end_share",
    "hold_rosters",
    "learn_titles",
    "merge_team",
    "move_post",
    "offer_share",
    "raise_roster_version",
    "rate_skills",
    "remove_representation",
    "remove_team",
    "save_facts",
    "split_team",
    "target_of",
    "with_vacancy",
    "withdraw_offer",
]
