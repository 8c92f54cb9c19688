"""What it means: rubrics that never change once published, and an organisation's assessments and answers."""

from assessment.models.assessments import Answer, Assessment
from assessment.models.rubrics import Rubric, RubricComment, RubricVersion, listed_rubrics, versions_to_compare
from assessment.models.snapshots import PostsRemoval, SignOff, Snapshot, SnapshotPosts

__all__ = [
    "Answer",
    "Assessment",
    "PostsRemoval",
    "Rubric",
    "RubricComment",
    "RubricVersion",
    "SignOff",
    "Snapshot",
    "SnapshotPosts",
    "listed_rubrics",
    "versions_to_compare",
]
