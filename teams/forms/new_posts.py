"""The form of posts that are added: one, several alike, or a copy."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from teams.forms.posts import PostForm, stored_values
from teams.models import Post
from teams.roster import TEXT_LIMIT

MOST_ALIKE = 50


class NewPostForm(PostForm):
    """A post that is added, or several that are alike but for their references."""

    number = forms.IntegerField(
        required=False,
        initial=1,
        min_value=1,
        max_value=MOST_ALIKE,
        label="How many posts like this?",
        help_text="For several, the first gets the reference above. The others get the next ones that are free:"
        " after D14 come D15 and D16.",
    )

    def __init__(self, *args: Any, like: Post | None = None, post_ref: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if like:
            theirs = stored_values(like)
            self.initial = {name: theirs[name] for name in theirs if name not in OF_ONE_POST} | {"post_ref": post_ref}

    def clean(self) -> dict[str, Any]:
        """Beside what one post is refused for: a reference that has no room for the number of those that follow."""
        cleaned = super().clean()
        cleaned["number"] = cleaned.get("number") or 1
        if cleaned["number"] > 1 and len(self.read.get("post_ref", "")) > TEXT_LIMIT - len("-100"):
            self.add_error("post_ref", "Post reference: enter a shorter one, so that others can follow it")
        return cleaned

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout.fields[1].fields.insert(1, "number")
        return helper


OF_ONE_POST = ("version", "started_on", "control_role", "notes")
"""What a copy of a post does not take over: it belongs to that post or to the person in it."""
