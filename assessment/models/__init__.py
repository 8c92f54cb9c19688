"""What it means: rubrics that never change once published, an organisation's assessments, answers and actions."""

from assessment.models.actions import Action, NoAction, plan_rows, recorded_of, recorded_plan
from assessment.models.assessments import Answer, Assessment
from assessment.models.deadlines import Deadline, DeadlineOrganisation, DeadlineReminder, assessments_since
from assessment.models.rubrics import Rubric, RubricComment, RubricVersion, listed_rubrics, versions_to_compare
from assessment.models.snapshots import PostsRemoval, SignOff, Snapshot, SnapshotPosts

__all__ = [
    "Action",
    "Answer",
    "Assessment",
    "Deadline",
    "DeadlineOrganisation",
    "DeadlineReminder",
    "NoAction",
    "PostsRemoval",
    "Rubric",
    "RubricComment",
    "RubricVersion",
    "SignOff",
    "Snapshot",
    "SnapshotPosts",
    "assessments_since",
    "listed_rubrics",
    "plan_rows",
    "recorded_of",
    "recorded_plan",
    "versions_to_compare",
]
