"""Layout objects of the ``nhsuk`` template pack, beside those of crispy-forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms import layout as crispy
from crispy_forms.helper import FormHelper
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.template.loader import get_template
from django.utils.safestring import SafeString


def form_helper(*fields: Any, label_size: str = "s") -> FormHelper:
    """A helper that lays out ``fields`` and leaves the form element, its token and button to the page."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.include_media = False
    helper.label_size = label_size
    helper.layout = crispy.Layout(*fields)
    return helper


class Fieldset(crispy.Fieldset):  # type: ignore[misc]  # crispy has no types
    """Fields under one legend, of size s, m, l or xl. The legend is text, not a template."""

    def __init__(self, legend: str, *fields: Any, size: str = "m", hint: str = "", **kwargs: Any) -> None:
        super().__init__(legend, *fields, **kwargs)
        self.size = size
        self.hint = hint

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> str:
        """Draw the fields inside the fieldset."""
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        template = get_template(self.get_template_name(template_pack))
        return template.render({"fieldset": self, "legend": self.legend, "fields": fields})


class Reveal(crispy.LayoutObject):  # type: ignore[misc]  # crispy has no types
    """Radios or checkboxes, some of which reveal further fields.

    ``shows`` maps a choice's value to the fields that it reveals. Without JavaScript they are all shown.
    """

    def __init__(self, field: str, shows: Mapping[Any, Sequence[Any]], *, css_class: str = "") -> None:
        self.field = field
        self.shows = {str(value): crispy.Layout(*fields) for value, fields in shows.items()}
        self.fields = [field, *self.shows.values()]
        self.attrs = {"class": css_class} if css_class else {}

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> str:
        """Draw the revealed fields first, then the choices around them."""
        reveals = {
            value: SafeString(shown.render(form, context, template_pack=template_pack, **kwargs))
            for value, shown in self.shows.items()
        }
        html: str = render_field(
            self.field,
            form,
            context,
            attrs=self.attrs,
            template_pack=template_pack,
            extra_context={"reveals": reveals},
            **kwargs,
        )
        return html
