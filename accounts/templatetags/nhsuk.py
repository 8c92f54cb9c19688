"""What the ``nhsuk`` template pack needs to know of a form field in order to draw it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.template import Context
from django.utils.safestring import SafeString

from accounts.fields import NhsDateWidget

register = template.Library()

# The first that fits a widget decides how it is drawn; any other widget draws itself.
KINDS = (
    (NhsDateWidget, "date", ""),
    (forms.CheckboxSelectMultiple, "checkboxes", ""),
    (forms.RadioSelect, "radios", ""),
    (forms.CheckboxInput, "checkbox", ""),
    (forms.SelectMultiple, "other", ""),
    (forms.Select, "select", "nhsuk-select"),
    (forms.Textarea, "textarea", "nhsuk-textarea"),
    (forms.FileInput, "file", "nhsuk-file-upload__input"),
    (
        forms.PasswordInput,
        "password",
        "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input",
    ),
    (forms.MultipleHiddenInput, "other", ""),
    (forms.HiddenInput, "hidden", ""),
    (Input, "input", "nhsuk-input"),
)
# Attributes that would cut typing short or stop a form in the browser: the server says what is wrong instead.
DROPPED = ("required", "maxlength", "minlength", "min", "max", "step")


# Every name that the template asks for: one that is missing costs more than the whole rest of a field.
BLANK: dict[str, Any] = {"block": "", "id": "", "limit": "", "options": "", "prefix": "", "suffix": ""}


@register.simple_tag(takes_context=True)
def control(context: Context, field: BoundField) -> dict[str, Any]:
    """Describe a bound field for ``nhsuk/field.html``."""
    kind, css = _kind(type(field.field.widget))  # type: ignore[arg-type]  # a class can be hashed
    errors = field.errors
    drawn = BLANK | {
        "kind": kind,
        "errors": errors,
        "described_by": field.aria_describedby,
        "size": context.get("label_size") or "s",
        "unseen": context.get("form_show_labels") is False,
        "wrapper": context.get("wrapper_class"),
    }
    if kind in ("radios", "checkboxes", "checkbox"):
        return drawn | _choices(field, kind, context.get("reveals") or {})
    if kind in ("date", "other"):
        return drawn | {"id": field.id_for_label}
    if kind == "hidden":
        widget = _widget(field)
        return drawn | widget | {"flat": flatatt(widget["attrs"])}
    return drawn | _single(field, kind, f"{css} {css.split()[0]}--error" if errors else css)


@cache
def _kind(widget_class: type) -> tuple[str, str]:
    for base, kind, css in KINDS:
        if issubclass(widget_class, base):
            return kind, css
    return "other", ""


def _widget(field: BoundField) -> dict[str, Any]:
    """Django's own description of the widget."""
    widget = field.field.widget
    described: dict[str, Any]
    if field.field.localize:
        widget.is_localized = True
    attrs = field.build_widget_attrs({"id": widget.attrs.get("id") or field.auto_id})
    if isinstance(widget, forms.Select) and type(widget).create_option is forms.Select.create_option:
        # Django would describe each option, of which a long list has more than the rest of a form has controls.
        described = forms.Widget.get_context(widget, field.html_name, field.value(), attrs)["widget"]
        return described | {"options": _options(widget.choices, widget.format_value(field.value()))}
    described = widget.get_context(field.html_name, field.value(), attrs)["widget"]
    return described


def _options(choices: Iterable[tuple[Any, Any]], chosen: list[str]) -> SafeString:
    """The options of a list of choices, in their groups."""
    lines = []
    for value, words in choices:
        if isinstance(words, list | tuple):
            lines.append(f'<optgroup label="{escape(str(value))}">\n{_options(words, chosen)}</optgroup>\n')
        else:
            text = "" if value is None else str(value)
            selected = " selected" if text in chosen else ""
            lines.append(f'<option value="{escape(text)}"{selected}>{escape(str(words))}</option>\n')
    return SafeString("".join(lines))


def _single(field: BoundField, kind: str, css: str) -> dict[str, Any]:
    """A control that has one label: text, number, select, textarea, file or password."""
    widget = _widget(field)
    attrs = widget["attrs"]
    own = attrs.pop("class", "")
    if widget.get("type") == "number":
        widget["type"] = "text"
        fraction = isinstance(field.field, (forms.DecimalField, forms.FloatField))
        attrs |= {"inputmode": "decimal" if fraction else "numeric", "spellcheck": "false"}
        own = own or "nhsuk-input--width-5"
    attrs["class"] = f"{css} {own}" if own else css
    limit = attrs.get("maxlength") if kind == "textarea" else None
    if limit:
        info = f"{attrs['id']}-info"
        attrs["class"] += " nhsuk-js-character-count"
        attrs["aria-describedby"] = f"{attrs.get('aria-describedby', '')} {info}".strip()
    widget |= {"prefix": attrs.pop("prefix", ""), "suffix": attrs.pop("suffix", ""), "limit": limit}
    for name in DROPPED:
        attrs.pop(name, None)
    widget["id"] = attrs["id"]
    widget["flat"] = flatatt(attrs)
    return widget


def _choices(field: BoundField, kind: str, reveals: Mapping[str, str]) -> dict[str, Any]:
    """Radios, checkboxes, or one checkbox."""
    widget = _widget(field)
    if kind == "checkbox":
        hint = field.help_text
        own = {"label": field.label, "selected": widget["attrs"].get("checked"), "hint": hint}
        options = [{**widget, **own, "value": widget["value"] or "on", "described_by": field.aria_describedby}]
    else:
        options = [option for _, group, _ in widget["optgroups"] for option in group]
    return {
        "block": "radios" if kind == "radios" else "checkboxes",
        "type": "radio" if kind == "radios" else "checkbox",
        "single": kind == "checkbox",
        "css": widget["attrs"].get("class", ""),
        "name": widget["name"],
        "options": [_option(option, kind, reveals) for option in options],
    }


def _option(option: dict[str, Any], kind: str, reveals: Mapping[str, str]) -> dict[str, Any]:
    """One radio or checkbox, with its hint and what it reveals."""
    attrs = option["attrs"]
    hint = option.get("hint", "")
    described = option.get("described_by") or (f"{attrs['id']}-item-hint" if hint else "")
    kept = {
        name: value
        for name, value in attrs.items()
        if name not in ("class", "required", "checked", "aria-describedby")
        and (name != "aria-invalid" or kind == "checkbox")
    }
    value = str(option["value"])
    revealed = reveals.get(value, "")
    if described:
        kept["aria-describedby"] = described
    if revealed:
        kept["data-aria-controls"] = f"conditional-{attrs['id']}"
    return {
        "id": attrs["id"],
        "value": value,
        "label": option["label"],
        "checked": bool(option["selected"]),
        "hint": hint,
        "hint_id": described.split()[0] if described else "",
        "revealed": revealed,
        "flat": flatatt(kept),
    }


@register.simple_tag
def page_numbers(page: Page[Any]) -> Iterator[str | int]:
    """The numbers to show for a page of a long list, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
