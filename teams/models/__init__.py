"""What is true of an organisation: its teams, posts, skills and facts. No personal names anywhere."""

from teams.models.facts import OrganisationFacts
from teams.models.imports import STAGED_FOR, StagedImport
from teams.models.posts import Post
from teams.models.representation import RepresentationCount
from teams.models.sharing import TeamShare
from teams.models.skills import SkillRating
from teams.models.teams import Team
from teams.models.titles import LearntTitle

__all__ = [
    "STAGED_FOR",
    "LearntTitle",
    "OrganisationFacts",
    "Post",
    "RepresentationCount",
    "SkillRating",
    "StagedImport",
    "Team",
    "TeamShare",
]
