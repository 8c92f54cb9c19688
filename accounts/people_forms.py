"""Forms about people, and about what their organisation lets others read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.conflicts import VersionedForm
from accounts.fields import HintedRadios, PlainMessages
from accounts.models import Consent, Invitation, Membership, Organisation, Role, User
from accounts.models.people import ODS_CODE
from accounts.organisations import BOARD, kinds
from accounts.services import consents_as_number

PASSWORD_MOST = 128

HINTS = {
    Role.LEAD: "Enters and changes everything, and invites people",
    Role.CONTRIBUTOR: "Changes the sections, or the posts of teams, that you assign to them",
    Role.SPONSOR: "Reads everything and signs off the report",
    Role.BOARD: "Reads signed-off reports; the report as it stands only if you allow it. Never sees posts",
    Role.SYSTEM: "Reads signed-off reports of the organisations that share with the board. Never sees posts",
}


def roles_in(organisation: Organisation) -> list[tuple[str, str]]:
    """The roles that somebody can have in `organisation`: only an integrated care board has system members."""
    return [(role.value, role.label) for role in Role if role != Role.SYSTEM or organisation.kind == BOARD]


def _role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What is their role?",
        choices=Role.choices,
        widget=HintedRadios(hints={role.value: hint for role, hint in HINTS.items()}),
    )


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]  # a field of choices


def _email_field() -> forms.EmailField:
    return forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="The invitation works only for this address.",
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class InviteForm(PlainMessages, forms.Form):
    """Whom to invite, and as what."""

    email = _email_field()
    role = _role_field()

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["role"], roles_in(organisation))


class LeadInviteForm(PlainMessages, forms.Form):
    """Whom to invite as the first digital lead."""

    email = _email_field()


class RoleForm(VersionedForm):
    """The role of a member."""

    role = _role_field()

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": membership.version, "role": membership.role}, **kwargs)
        _offer(self.fields["role"], roles_in(membership.organisation))


class MemberVersion(VersionedForm):
    """A form with nothing to fill in: it only says which state of a member was on the page."""

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": membership.version}, **kwargs)


class ConsentForm(VersionedForm):
    """Who else may read reports."""

    to = forms.MultipleChoiceField(
        required=False,
        label="Who else may read?",
        help_text="Select all that apply. You can change this at any time; it counts at once.",
        choices=Consent.To.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, to: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": consents_as_number(to), "to": sorted(to)}, **kwargs)


class JoinForm(PlainMessages, forms.Form):
    """The name and the password of a person who is new to the service."""

    name = forms.CharField(
        label="Full name",
        max_length=200,
        help_text="Others in your organisation see it.",
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=PASSWORD_MOST,
        strip=False,
        help_text="12 characters or more. Three random words are easy to remember. You can paste it.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = invitation.email

    def clean(self) -> dict[str, Any]:
        """Refuse a password that breaks the rules of the settings."""
        typed = self.cleaned_data
        if "password" in typed:
            try:
                validate_password(typed["password"], User(email=self.email, name=typed.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return typed


class OrganisationForm(PlainMessages, forms.Form):
    """An organisation that the NHS has and the data files lack."""

    ods_code = forms.CharField(
        label="ODS code",
        help_text="Three to five letters and digits, as the Organisation Data Service has it.",
        widget=forms.TextInput({"class": "nhsuk-input--width-5", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=())
    board = forms.CharField(
        required=False,
        label="ODS code of its integrated care board",
        help_text="Leave blank if it has none or if you do not know.",
        widget=forms.TextInput({"class": "nhsuk-input--width-5", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["kind"], [("", "Choose a kind"), *((kind, kind) for kind in kinds())])

    def clean_ods_code(self) -> str:
        return _ods_code(self.cleaned_data["ods_code"])

    def clean_board(self) -> str:
        return _ods_code(self.cleaned_data["board"]) if self.cleaned_data["board"] else ""


def _ods_code(typed: str) -> str:
    """What was typed as an ODS code, in capital letters. ValidationError: it is none."""
    code = typed.strip().upper()
    ODS_CODE(code)
    return code
