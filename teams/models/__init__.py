"""What is true of an organisation: its teams, posts, skills and facts. No personal names anywhere."""

from teams.models.clinical_help import ClinicalHelp
from teams.models.facts import OrganisationFacts
from teams.models.imports import STAGED_FOR, ImportMapping, StagedImport
from teams.models.initiatives import CompleteList, Initiative
from teams.models.posts import Post
from teams.models.pulse import PulseResponse, PulseWave
from teams.models.representation import RepresentationCount
from teams.models.self_rating import RatingLink, StaffTold
from teams.models.sharing import TeamShare
from teams.models.skills import SkillRating, ratings_of
from teams.models.suppliers import Contract, Supplier
from teams.models.teams import Team
from teams.models.titles import LearntTitle

__all__ = [
    "STAGED_FOR",
    "ClinicalHelp",
    "CompleteList",
    "Contract",
    "ImportMapping",
    "Initiative",
    "LearntTitle",
    "OrganisationFacts",
    "Post",
    "PulseResponse",
    "PulseWave",
    "RatingLink",
    "RepresentationCount",
    "SkillRating",
    "StaffTold",
    "StagedImport",
    "Supplier",
    "Team",
    "TeamShare",
    "ratings_of",
]
