"""The lines of the grid of posts. A template or a form would take many times as long for 500 of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from teams.forms.grid import LABELS, STATUSES, SentRow, Texts, joined, texts_of
from teams.forms.posts import EMPLOYMENTS, role_choices
from teams.views.grid_saving import Outcome, stored_texts
from teams.views.post_list import by_words, closed_tag, options_html

ROW = (
    '<tr{13}><th scope="row"><a id="r{0}" href="../{0}/">{1}</a>{2}'
    '<input type="hidden" name="{0}-version" value="{3}" data-version>'
    '<input type="hidden" name="{0}-was" value="{4}" data-was></th>'
    '<td><input name="{0}-title" value="{5}" aria-labelledby="h-title r{0}"></td>'
    '<td><select name="{0}-team" aria-labelledby="h-team r{0}">{6}</select></td>'
    '<td><select name="{0}-role" aria-labelledby="h-role r{0}">{7}</select></td>'
    '<td><select name="{0}-employment" aria-labelledby="h-employment r{0}">{8}</select></td>'
    '<td><select name="{0}-status" aria-labelledby="h-status r{0}">{9}</select></td>'
    '<td><input name="{0}-wte" value="{10}" inputmode="decimal" aria-labelledby="h-wte r{0}"></td>'
    '<td><input name="{0}-funded_wte" value="{11}" inputmode="decimal" aria-labelledby="h-funded_wte r{0}"></td>'
    '<td><input name="{0}-ends_on" value="{12}" aria-labelledby="h-ends_on r{0}"></td></tr>\n'
)
SAVES_ITSELF = SafeString(" data-autosave")
BLANK = SafeString("")

CONTROLS = ("team", "role", "employment", "status", "wte", "funded_wte", "ends_on")
CHOICES = {
    "role": by_words(role_choices("Not known")),
    "employment": [EMPLOYMENTS[-1], *EMPLOYMENTS[:-1]],
    "status": STATUSES,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a row shows in place of what is stored: what was typed, not yet saved, and what its controls held before."""

    version: int
    was: str
    texts: Texts
    outcome: Outcome | None = None


def typed(sent: Iterable[SentRow], outcomes: Iterable[Outcome]) -> dict[int, Shown]:
    """What the rows of a form show that was sent and not saved, by the ids of their posts.

    A clash shows what was typed over what is stored now, so that saving again is a choice.
    """
    by_row = {outcome.row.pk: outcome for outcome in outcomes}
    shown = {}
    for row in sent:
        outcome = by_row.get(row.pk)
        if outcome and outcome.clash and outcome.post:
            was = joined(stored_texts(outcome.post))
            shown[row.pk] = Shown(outcome.post.version, was, row.texts, outcome)
        elif row.is_changed and not (outcome and outcome.is_saved):
            shown[row.pk] = Shown(row.version, row.was, row.texts, outcome)
    return shown


def rows_html(rows: Iterable[tuple[Any, ...]], teams: list[tuple[str, str]], shown: Mapping[int, Shown]) -> SafeString:
    """The lines of `rows`, as `PostLists.in_grid` gives them.

    `teams` are the ids and names to choose from. A page on which anything is typed and not saved does not save by
    itself: its controls do not show what is stored.
    """
    of_teams: dict[str, SafeString] = {}
    plain = SAVES_ITSELF if not shown else BLANK
    lines = []
    for pk, version, ref, closed_on, *fields in rows:
        other = shown.get(pk)
        texts = other.texts if other else texts_of(*fields)
        state = (other.version, other.was) if other else (version, joined(texts))
        team, *codes, wte, funded, ends_on = [texts[name] for name in CONTROLS]
        if team not in of_teams:
            of_teams[team] = options_html(teams, team)
        closed = closed_tag(closed_on) if closed_on else BLANK
        choices = (of_teams[team], *map(_options, CHOICES, codes))
        values = (texts["title"], *choices, wte, funded, ends_on, plain)
        line = format_html(ROW, SafeString(pk), ref, closed, *state, *values)
        lines.append(_with_words(line, other.outcome) if other and other.outcome else line)
    return SafeString("".join(lines))


@lru_cache(maxsize=500)
def _options(name: str, chosen: str) -> SafeString:
    return options_html(CHOICES[name], chosen)


def _with_words(line: str, outcome: Outcome) -> str:
    """A line with what is wrong below it; the controls that are wrong say so."""
    for name in outcome.wrong:
        key = f"{outcome.row.pk}-{name}"
        marked = f'name="{key}" id="f-{key}" aria-invalid="true" aria-describedby="s{outcome.row.pk}"'
        line = line.replace(f'name="{key}"', marked)
    return line + render_to_string("teams/grid_said.html", {"outcome": outcome, "columns": len(LABELS) + 1})
