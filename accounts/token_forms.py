"""The form by which a member makes an API token."""

from __future__ import annotations

from django import forms

from accounts.fields import PlainMessages
from accounts.models.tokens import NAME_LIMIT

DAYS = ((30, "30 days"), (90, "90 days"), (180, "180 days"), (365, "One year, the longest there is"))
NAME_TAKEN = "You have a token of that name. Enter another name, or withdraw that token first"
TOO_MANY = "You have as many tokens as anybody may have. Withdraw one first"


class TokenForm(PlainMessages, forms.Form):
    """What a token is for, and how long it works."""

    name = forms.CharField(
        label="What is the token for?",
        max_length=NAME_LIMIT,
        help_text="So that you can tell your tokens apart, for example “Power BI of the planning team”. Leads of your"
        " organisations see it in the activity log.",
    )
    days = forms.TypedChoiceField(label="How long will it work?", choices=DAYS, coerce=int, widget=forms.RadioSelect)
