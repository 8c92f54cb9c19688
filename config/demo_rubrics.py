"""Two people of the demonstration who look after rubrics, and a draft that changes something to look at."""

from __future__ import annotations

from copy import deepcopy

from accounts.models import User
from assessment import rubric_services
from assessment.models import RubricVersion

PEOPLE = (
    ("rubric@demo.example", "Demo rubric administrator"),
    ("approver@demo.example", "Demo second rubric administrator"),
)
NOTES = "Core functions weigh more, and vacancies are judged more strictly: a suggestion to argue about."


def add_rubric_administrators(password: str) -> list[User]:
    """The people, who are there afterwards if they were not yet."""
    for email, name in PEOPLE:
        if not User.objects.filter(email=email).exists():
            User.objects.create_user(email, name, password)
    people = User.objects.filter(email__in=[email for email, _ in PEOPLE])
    people.update(is_rubric_administrator=True)
    return list(people.order_by("pk"))


def add_draft(by: User) -> None:
    """A draft of the default rubric, unless somebody has changed or started one."""
    current = RubricVersion.objects.current()
    if current.rubric.versions.count() > 1:
        return
    draft = rubric_services.start_draft(by=by, rubric=current.rubric)
    definition = deepcopy(draft.definition)
    criteria = {criterion["id"]: criterion for criterion in definition["criteria"]}
    criteria["Q1.1"]["weight"] = 40
    criteria["Q1.6"]["levels_from"] = ["0.03", "0.07", "0.1", "0.15"]
    rubric_services.replace_draft(by=by, draft=draft, version=draft.version, definition=definition)
    draft.refresh_from_db()
    rubric_services.write_notes(by=by, draft=draft, version=draft.version, notes=NOTES)
