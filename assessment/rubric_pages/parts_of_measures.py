"""What the page of a measure shows beside its form: its terms and conditions in words, and a trial on the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from assessment.models import RubricVersion
from assessment.rubric.comparing import word_of
from assessment.rubric.editing import Document, row
from assessment.rubric.words import AMOUNTS, FACTS
from assessment.rubric_pages.forms.base import as_list, as_table
from assessment.rubric_pages.forms.conditions import LABELS
from teams import catalogue

WAY = re.compile(r"(top|bottom)-[1-9][0-9]?|where|among", re.ASCII)
LISTS = {"ratio": ("top", "bottom"), "coverage": (), "concentration": (), "representation": ()}
WHERES = {"ratio": (), "coverage": ("where", "among"), "concentration": ("where",), "representation": ()}
NAMES = {
    "where": "posts that count",
    "among": "only what these posts cover as well",
    "top": "part {} of the sum on top",
    "bottom": "part {} of the sum that it is divided by",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A term or a where: the way to it, its name and its content in words; `is_new` where there is none yet."""

    way: str
    name: str
    words: str
    is_new: bool = False


def piece_name(way: str) -> str:
    """How a page names a piece."""
    key, _, number = way.partition("-")
    return NAMES[key].format(number)


def pieces(document: Document, criterion: str) -> list[Piece]:
    """The pieces of a measure, each list of terms with a place for a new one."""
    measure = as_table(row(document, "criteria", criterion).get("measure"))
    kind = str(measure.get("kind"))
    found = [piece for key in LISTS.get(kind, ()) for piece in _terms(key, as_list(measure.get(key)))]
    wheres = [Piece(key, piece_name(key), _where(key, measure), key not in measure) for key in WHERES.get(kind, ())]
    return found + wheres


def _where(key: str, measure: Mapping[str, Any]) -> str:
    return "Not used" if key == "among" and key not in measure else where_words(as_table(measure.get(key)))


def _terms(key: str, terms: list[Any]) -> Iterator[Piece]:
    for number, term in enumerate(terms, 1):
        yield Piece(f"{key}-{number}", piece_name(f"{key}-{number}"), term_words(as_table(term)))
    new = f"{key}-{len(terms) + 1}"
    yield Piece(new, piece_name(new), "Not there yet", is_new=True)


def is_way(document: Document, criterion: str, way: str) -> bool:
    """Whether `way` leads to a piece of the measure."""
    return way in [piece.way for piece in pieces(document, criterion)]


def term_words(term: Any) -> str:
    """A term of a document in words, checked or not."""
    times = f"{term['times']} times " if "times" in term else ""
    if "fact" in term:
        return times + FACTS.get(term["fact"], str(term["fact"]))
    amount = AMOUNTS.get(str(term.get("amount")), str(term.get("amount")))
    return f"{times}{amount} of {where_words(as_table(term.get('where')))}"


def where_words(where: Any) -> str:
    """A where of a document in words, with the names of its sets."""
    parts = []
    for column, value in where.items():
        label = LABELS.get(column, word_of(column)).rstrip("?")
        names = [_name(column, entry) for entry in as_list(value)]
        parts.append(f"{label[:1].lower()}{label[1:]}: {' or '.join(names)}")
    return "posts with " + "; ".join(parts) if parts else "all posts"


def _name(column: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return catalogue.name_of(column, str(value))


def trial_of(user: User, draft: RubricVersion, criterion: str, chosen: str) -> dict[str, Any]:
    """The organisations to choose from, and what the criterion comes to on the chosen one."""
    from assessment.rubric_pages import trial

    return trial.shown(user, draft.definition, criterion, chosen)
