"""The forms of one post. Its values are read by the rules of a roster file, so that there is one set of rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone

from accounts.conflicts import VersionedForm
from accounts.english import lower_first, sentence
from accounts.fields import HintedRadios, NhsDateField
from accounts.layout import Fieldset, form_helper
from accounts.permissions import Access
from teams import catalogue
from teams.cells import format_wte, read_post
from teams.forms.text import Day, LongText
from teams.models import Post, Team
from teams.roster import COLUMNS, WTE_UNIT
from teams.roster import Post as PostRow

Choices = list[tuple[str, Any]]

EMPLOYMENT_HINTS = {
    "secondment_in": "From a public body",
    "shared_partner": "Under an agreement in which you share the direction of the work",
    "nhs_service": "Or from a company that the NHS owns. It counts as cover, but not as your own team",
}


def term_choices(column: str, blank: str) -> Choices:
    """The codes of `column` with their names, after `blank` for none."""
    codes = catalogue.values(column) or ()
    return [("", blank), *((code, sentence(catalogue.name_of(column, code))) for code in codes)]


def role_choices(blank: str) -> Choices:
    """The roles, in groups by function."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for role in catalogue.roles().values():
        groups.setdefault(role.function, []).append((role.code, role.name))
    named = [(sentence(catalogue.name_of("function", function)), roles) for function, roles in groups.items()]
    return [("", blank), *named]


EMPLOYMENTS = [*term_choices("employment", "")[1:], ("", "Not known")]


class Cell(forms.CharField):
    """Text of a roster column, checked with the whole row and not here."""

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        self.validators = []


def _narrow(**attrs: str) -> forms.TextInput:
    return forms.TextInput({"class": "nhsuk-input--width-5", "spellcheck": "false", **attrs})


def offer_teams(team: Any, access: Access) -> None:
    """In a field of teams: all of the organisation, or those whose posts this person may change, and no blank then."""
    teams = access.organisation.teams.order_by("name")
    if access.teams is not None:
        teams = teams.filter(pk__in=access.teams)
        team.required = True
        team.help_text = "You can choose the teams that a digital lead has assigned to you."
        team.empty_label = "Choose a team"
    team.queryset = teams


class PostForm(VersionedForm):
    """One post with the columns of a roster file, less its skills."""

    post_ref = Cell(
        required=True,
        label="Post reference",
        help_text="Your own reference, such as an establishment number. Do not use a person's name.",
        widget=forms.TextInput({"class": "nhsuk-input--width-20"}),
    )
    title = Cell(required=True, label="Job title", help_text="The title of the post, not the name of the person in it.")
    role = Cell(
        label="Role",
        help_text="The closest match. The role decides which function the post counts towards.",
        widget=forms.Select(choices=role_choices("Not known")),
    )
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        Team.objects.none(), required=False, label="Team", empty_label="The organisation's own team"
    )
    employment = Cell(
        label="How is the post engaged?",
        widget=HintedRadios(choices=EMPLOYMENTS, hints=EMPLOYMENT_HINTS),
    )
    supplier = Cell(
        label="Supplier",
        help_text="For agency staff, contractors, consultancies and suppliers only. Leave blank if you do not know.",
    )
    employer = Cell(
        label="ODS code of the employer",
        help_text="Only if another organisation is the employer. Leave blank if it is this organisation.",
        widget=_narrow(),
    )
    status = Cell(
        label="Is the post filled?",
        widget=HintedRadios(
            choices=[("filled", "Filled"), ("vacant", "Vacant")],
            hints={"vacant": "We remove the start date and the skill ratings: they belong to the person who left"},
        ),
    )
    wte = Cell(
        label="WTE",
        help_text="Whole time equivalent that is really given to digital work, above 0 and up to 1.5. For example, 0.6."
        " For a vacant post, the established time.",
        widget=_narrow(inputmode="decimal"),
    )
    funded_wte = Cell(
        label="Funded WTE",
        help_text="The part of that time that the person is employed for, or that is in the job plan or backfilled."
        " Blank means not known for a clinician, and all of the time for anybody else. Not used for a vacant post."
        " Parts that are recorded as clinical time go if they no longer add up to it.",
        widget=_narrow(inputmode="decimal"),
    )
    started_on = NhsDateField(
        required=False, label="Start date", help_text="The first day in the post, whatever renewals came since."
    )
    ends_on = NhsDateField(
        required=False, label="End date", help_text="The day on which the contract or the secondment ends, if it does."
    )
    clinical_profession = Cell(
        label="Clinical profession",
        help_text="If the post is for a registered clinician.",
        widget=forms.Select(choices=term_choices("clinical_profession", "None")),
    )
    senior_leader = Cell(
        label="Is it a senior leader's post?",
        widget=forms.RadioSelect(choices=[("", "Work it out from the role"), ("yes", "Yes"), ("no", "No")]),
    )
    control_role = forms.MultipleChoiceField(
        required=False,
        label="Does the post hold any of these roles?",
        help_text="Select all that apply.",
        choices=term_choices("control_role", "")[1:],
        widget=forms.CheckboxSelectMultiple,
    )
    grade = Cell(
        label="Grade",
        help_text="For example, Band 7, VSM or a medical grade.",
        widget=_narrow(**{"class": "nhsuk-input--width-10"}),
    )
    notes = LongText(required=False, label="Notes", help_text="Do not write personal names or anything about a person.")

    def __init__(self, *args: Any, access: Access, post: Post | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=stored_values(post), **kwargs)
        self.read: dict[str, Any] = {}
        self.held = post.control_role if post else ""
        offer_teams(self.fields["team"], access)

    def clean(self) -> dict[str, Any]:
        """Read the whole row as a row of a roster file and say what it refuses, field by field."""
        cleaned = self.cleaned_data
        row, problems = read_post({column: _cell(cleaned.get(column)) for column in COLUMNS if column != "team"})
        for problem in problems:
            if problem.column not in self.errors:
                self.add_error(problem.column, f"{self.fields[problem.column].label}: {lower_first(problem.reason)}")
        if row:
            self.read = row_values(row)
            cleaned |= {name: wte_text(self.read[name]) for name in ("wte", "funded_wte")}
        return cleaned

    def values(self) -> dict[str, Any]:
        """The checked values for `services.POST_FIELDS`."""
        values = self.read | {name: self.cleaned_data[name] for name in ("team", "notes")}
        if set(values["control_role"].split(";")) == set(self.held.split(";")):
            values["control_role"] = self.held  # the same roles in the order of a file are no change
        return values

    @property
    def helper(self) -> FormHelper:
        return form_helper(
            "version",
            Fieldset("What the post is", "post_ref", "title", "role", "team"),
            Fieldset("Contract and employer", "employment", "supplier", "employer"),
            Fieldset("Time", "status", "wte", "funded_wte", "started_on", "ends_on"),
            Fieldset("Clinical work and leadership", "clinical_profession", "senior_leader", "control_role"),
            Fieldset("Anything else", "grade", "notes"),
        )


def row_values(row: PostRow) -> dict[str, Any]:
    """The values that a checked row of a roster gives to a stored post, less its team and skills."""
    same = ("post_ref", "title", "role", "employment", "status", "grade", "employer", "clinical_profession")
    return {
        **{name: getattr(row, name) for name in (*same, "senior_leader", "started_on", "ends_on", "supplier")},
        "wte": Decimal(row.wte) / WTE_UNIT,
        "funded_wte": None if row.funded_wte is None else Decimal(row.funded_wte) / WTE_UNIT,
        "control_role": ";".join(row.control_role),
    }


def _cell(value: Any) -> str:
    """A cleaned value as the text of a roster cell."""
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(value)


def stored_values(post: Post | None) -> dict[str, Any]:
    """What the form of a post opens with; None is a new post."""
    if post is None:
        return {"status": Post.Status.FILLED}
    same = ("version", "post_ref", "title", "team", "role", "employment", "status", "grade", "employer")
    more = ("clinical_profession", "started_on", "ends_on", "supplier", "notes")
    return {
        **{name: getattr(post, f"{name}_id" if name == "team" else name) for name in same + more},
        "wte": wte_text(post.wte),
        "funded_wte": wte_text(post.funded_wte),
        "senior_leader": {True: "yes", False: "no", None: ""}[post.senior_leader],
        "control_role": list(filter(None, post.control_role.split(";"))),
    }


def wte_text(wte: Decimal | None) -> str:
    """WTE as the shortest plain number; blank for none."""
    return "" if wte is None else format_wte(round(wte * WTE_UNIT))


class VersionOnly(VersionedForm):
    """A form with nothing to fill in: it only says which state of the row was on the page."""

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": row.version}, **kwargs)


class MoveForm(VersionedForm):
    """The team that a post moves to."""

    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        Team.objects.none(), required=False, label="Team", empty_label="The organisation's own team"
    )

    def __init__(self, *args: Any, access: Access, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": post.version, "team": post.team_id}, **kwargs)
        offer_teams(self.fields["team"], access)


class CloseForm(VersionedForm):
    """The day from which a post is no longer in the roster."""

    closed_on = Day(
        label="When does the post leave the roster?",
        called="date",
        help_text="The first day on which it no longer counts. For example, 31 3 2026.",
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        initial = {"version": post.version, "closed_on": post.closed_on or timezone.localdate()}
        super().__init__(*args, initial=initial, **kwargs)
