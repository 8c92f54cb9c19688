"""What it means: rubrics that never change once published, an organisation's assessments, answers and actions."""

from assessment.models.actions import Action, NoAction, plan_rows, recorded_of, recorded_plan
from assessment.models.assessments import Answer, Assessment
from assessment.models.deadlines import Deadline, DeadlineOrganisation, DeadlineReminder, assessments_since
from assessment.models.papers import BoardPaperCover, ReportLink, cover_among, cover_rows
from assessment.models.rubrics import Rubric, RubricComment, RubricVersion, listed_rubrics, versions_to_compare
from assessment.models.snapshots import PostsRemoval, SignOff, Snapshot, SnapshotPosts

__all__ = [
    "Action",
    "Answer",
    "Assessment",
    "BoardPaperCover",
    "Deadline",
    "DeadlineOrganisation",
    "DeadlineReminder",
    "NoAction",
    "PostsRemoval",
    "ReportLink",
    "Rubric",
    "RubricComment",
    "RubricVersion",
    "SignOff",
    "Snapshot",
    "SnapshotPosts",
    "assessments_since",
    "cover_among",
    "cover_rows",
    "listed_rubrics",
    "plan_rows",
    "recorded_of",
    "recorded_plan",
    "versions_to_compare",
]
