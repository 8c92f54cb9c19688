"""One way for every form to say that somebody else saved first, and to let the person choose.

A form carries the version of its row. When a save finds another version, the page shows what is stored, what was
typed, who saved and when; saving again from that page carries the version that is stored now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import autosave, errors
from accounts.fields import PlainMessages
from accounts.models import AuditEvent, Organisation
from accounts.pages import day_words

Values = str | list[str]
"""What a control of a page holds; several where it may."""

NOT_TYPED = ("csrfmiddlewaretoken", "form_token", "version")


class VersionedForm(PlainMessages, forms.Form):
    """A form of one row. `version` is that of the row as it was on the page; blank where there was no row yet."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput({"data-version": ""}))

    def shown(self, name: str) -> str:
        """The value of a field as a person reads it: what was typed if the form was sent, else what is stored."""
        field = self.fields[name]
        if self.is_bound:
            value = self.cleaned_data.get(name)
        else:
            value = self.get_initial_for_field(field, name)
        return _read_out(field, value)

    @property
    def asked(self) -> list[str]:
        """The names of the fields that a person fills in."""
        return [field.name for field in self.visible_fields()]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which what is stored differs from what was typed."""

    label: str
    theirs: str
    yours: str


def choose(
    request: HttpRequest,
    form: VersionedForm,
    stored: VersionedForm,
    *,
    organisation: Organisation | None,
    target: str,
    keep_url: str,
    button: str = "Save what I typed",
) -> HttpResponse:
    """The page that lets a person choose between what is stored and what was typed in `form`.

    `stored` is the same form, unsent, filled from the row as it is now; the activity log names the row `target`.
    `keep_url` is where to go to keep what is stored, and where somebody lands who typed just that.
    """
    found = differences(form, stored)
    version = stored.initial.get("version")
    if form.asked and not found:
        return autosave.saved(request, "Saved", keep_url, version=version or 1)
    if autosave.asked(request):
        event = latest(organisation, target)
        return clash(request, event, found, version=version, values=_values_of(stored))
    return errors.conflict(
        request,
        event=latest(organisation, target),
        differences=found,
        resubmit=[*typed(request), ("version", version or "")],
        keep_url=keep_url,
        button=button,
    )


def gone(
    request: HttpRequest,
    form: VersionedForm,
    *,
    keep_url: str,
    event: AuditEvent | None = None,
    again: bool = False,
) -> HttpResponse:
    """The page that says that the row is no longer there, and shows what was typed.

    `event` is the removal, from `removal` or `latest`. `again`: what was typed may be saved as a new row.
    """
    if autosave.asked(request):
        return autosave.not_saved(request, 404, *autosave.WHY[404])
    form.is_valid()
    return errors.conflict(
        request,
        event=event,
        gone=True,
        typed=[(form.fields[name].label, form.shown(name)) for name in form.asked],
        resubmit=[*typed(request), ("version", "")] if again else [],
        keep_url=keep_url,
    )


def clash(
    request: HttpRequest,
    event: AuditEvent | None,
    differences: list[Difference],
    *,
    version: int | None,
    values: Mapping[str, Values],
) -> HttpResponse:
    """The answer to the script where `differences` are to be chosen between: who, when, and what is stored.

    `values` are those of the controls that show what is stored, whose version is `version`.
    """
    what = [asdict(difference) for difference in differences]
    message = _who_and_when(request, event)
    return autosave.not_saved(request, 409, "conflict", message, differences=what, version=version, values=values)


def _who_and_when(request: HttpRequest, event: AuditEvent | None) -> str:
    if event is None:
        return "Somebody else changed this while you were working."
    name = event.actor.name if event.actor else "Somebody"
    who = "You changed this in another tab or window" if event.actor == request.user else f"{name} changed this"
    at = timezone.localtime(event.at)
    return f"{who} on {day_words(at.date())} at {at:%H:%M}."


def _values_of(form: VersionedForm) -> dict[str, Values]:
    """What the controls of an unsent form hold, by their names."""
    found: dict[str, Values] = {}
    for field in form.visible_fields():
        widget, value = field.field.widget, field.value()
        if isinstance(widget, forms.MultiWidget):
            suffixes = widget.widgets_names  # type: ignore[attr-defined]  # Django's own
            parts = zip(suffixes, widget.decompress(value) or (), strict=True)
            found |= {field.html_name + suffix: _plain(part) for suffix, part in parts}
        else:
            found[field.html_name] = _plain(value)
    return found


def _plain(value: Any) -> Values:
    """A value as a control holds it; several of them for one that holds several."""
    return [str(part) for part in value] if isinstance(value, list | tuple) else "" if value is None else str(value)


def latest(organisation: Organisation | None, target: str) -> AuditEvent | None:
    """What happened last to what the activity log names `target`; no organisation is the service itself."""
    return AuditEvent.objects.latest_change(organisation, target)


def removal(organisation: Organisation, target: str, row_id: int) -> AuditEvent | None:
    """Who removed the row of `row_id`, whose name in the activity log starts with `target`.

    None where the organisation never had it, so that another organisation's rows stay unknown.
    """
    return AuditEvent.objects.removal(organisation, target, row_id)


def differences(form: VersionedForm, stored: VersionedForm) -> list[Difference]:
    """The fields of which what was typed in `form` differs from what is stored."""
    found = [Difference(str(form.fields[name].label), stored.shown(name), form.shown(name)) for name in form.asked]
    return [difference for difference in found if difference.theirs != difference.yours]


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, by name, less the tokens and the version."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
        for value in values
        if isinstance(value, str)
    ]


def _read_out(field: forms.Field, value: Any) -> str:
    if isinstance(field.widget, ChoiceWidget):
        return ", ".join(_chosen(field, value))
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _chosen(field: forms.Field, value: Any) -> list[str]:
    """The words of the choices, where a choice may stand in a group of choices."""
    values = value if isinstance(value, list | tuple) else [value]
    wanted = {"" if value is None else str(field.prepare_value(value)) for value in values}
    found = []
    for code, words in field.widget.choices:
        options = words if isinstance(words, list | tuple) else [(code, words)]
        found += [str(text) for option, text in options if str(option) in wanted]
    return found
