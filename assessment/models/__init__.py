"""What it means: rubrics that never change once published, and an organisation's assessments and answers."""

from assessment.models.assessments import Answer, Assessment
from assessment.models.rubrics import Rubric, RubricVersion

__all__ = ["Answer", "Assessment", "Rubric", "RubricVersion"]
