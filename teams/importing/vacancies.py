"""Words that say that nobody is in a post, wherever they stand."""

from __future__ import annotations

import re

_WORDS = (
    r"vacant|vacancy|vacancies|vacant post|vacant position|post vacant|not in post|unfilled|unfilled post"
    r"|no post ?holder"
)
_SOON = r"to be recruited|to be appointed|out to advert|awaiting recruitment|recruiting|tbr|tba"
_WHOLE = re.compile(rf"[\W_]*(?:{_WORDS}|{_SOON})[\W_]*\d*[\W_]*", re.IGNORECASE)
_AROUND_TITLE = re.compile(
    rf"^\W*(?:vacant|vacancy)\s*(?:post)?\s*[-–:/,]+\s*(?P<after>.+)$|^(?P<before>.+?)\s*[-–:/,(\[]+\s*(?:{_WORDS})\s*[)\]]?\s*$",
    re.IGNORECASE,
)


def is_vacancy(text: str) -> bool:
    """Whether `text` says nothing but that nobody is there: "Not In Post", "** VACANT **", "Vacancy 2"."""
    return bool(text) and bool(_WHOLE.fullmatch(text))


def vacant_title(title: str) -> tuple[bool, str]:
    """Whether a job title says that the post is vacant, and the title without it: "Vacant - Data analyst"."""
    if is_vacancy(title):
        return True, title
    around = _AROUND_TITLE.match(title)
    return (True, (around["after"] or around["before"]).strip()) if around else (False, title)
