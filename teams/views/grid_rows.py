"""The lines of the grid of posts. A template or a form would take many times as long for 500 of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from teams.forms.grid import LABELS, STATUSES, SentRow, Texts, control, joined, texts_of
from teams.forms.posts import EMPLOYMENTS, role_choices
from teams.views.grid_saving import Outcome, stored_texts
from teams.views.post_list import by_words, closed_tag, options_html

ROW = (
    '<tr{}><th scope="row"><a id="r{}" href="../{}/">{}</a>{}<input type="hidden" name="post" value="{}">'
    '<input type="hidden" name="row_version" value="{}" data-version>'
    '<input type="hidden" name="was" value="{}" data-was></th>'
    '<td><input name="row_title" value="{}" aria-labelledby="h-title"></td>{}{}{}{}'
    '<td><input name="row_wte" value="{}" inputmode="decimal" aria-labelledby="h-wte"></td>'
    '<td><input name="row_funded_wte" value="{}" inputmode="decimal" aria-labelledby="h-funded_wte"></td>'
    '<td><input name="row_ends_on" value="{}" aria-labelledby="h-ends_on"></td></tr>\n'
)
LIST = '<td><select name="row_{}" aria-labelledby="h-{}">{}</select></td>'
SAVES_ITSELF = " data-autosave"

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
    of_teams: dict[str, str] = {}
    plain = "" if shown else SAVES_ITSELF
    lines = []
    for pk, version, ref, closed_on, *fields in rows:
        other = shown.get(pk)
        texts = other.texts if other else texts_of(*fields)
        state = (other.version, other.was) if other else (version, joined(texts))
        team, *codes = [texts[name] for name in ("team", *CHOICES)]
        amounts = [texts[name] for name in ("wte", "funded_wte", "ends_on")]
        if team not in of_teams:
            of_teams[team] = _list("team", teams, team)
        closed = closed_tag(closed_on) if closed_on else ""
        typed_in = map(escape, (state[1], texts["title"]))
        lists = (of_teams[team], *map(_fixed, CHOICES, codes))
        line = ROW.format(plain, pk, pk, escape(ref), closed, pk, state[0], *typed_in, *lists, *map(escape, amounts))
        lines.append(_with_words(line, other.outcome) if other and other.outcome else line)
    return SafeString("".join(lines))


@lru_cache(maxsize=500)
def _fixed(name: str, chosen: str) -> str:
    """The cell of a list that is the same for every organisation."""
    return _list(name, CHOICES[name], chosen)


def _list(name: str, options: list[tuple[str, str]], chosen: str) -> str:
    # HTML needs no end tag of an option, and 500 rows have 40,000 of them.
    return LIST.format(name, name, options_html(options, chosen).replace("</option>", ""))


def _with_words(line: str, outcome: Outcome) -> str:
    """A line with what is wrong below it; the controls that are wrong say so."""
    pk = outcome.row.pk
    for name in outcome.wrong:
        named = f'name="{control(name)}"'
        line = line.replace(named, f'{named} id="f-{pk}-{name}" aria-invalid="true" aria-describedby="s{pk}"')
    return line + render_to_string("teams/grid_said.html", {"outcome": outcome, "columns": len(LABELS) + 1})
