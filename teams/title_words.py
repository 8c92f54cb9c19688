"""The words of a job title: abbreviations written out, spelling mended, band, codes and filler left out.

`data/job-titles.toml` says what is written how, and explains itself. Nothing here knows Django.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from teams.catalogue import DATA

_IT = re.compile(
    r"\bim\s*&\s*t\b|\bit\s*&\s*t\b|\binformation(?:,? | and | & |management|communications?)*technology\b"
)
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b|\b(?:[a-z]\.){2,}")
_PREFIX = re.compile(r"\b(e|m|co)-(?=[a-z])|\b(co) (?=ordinat)")
_TO_WHOM = re.compile(
    r"(?<=\w) to (?:the )?(?:chief|director|deputy|associate|head|executive|medical|trust|c[a-z]*o\b).*"
)
_WORD = re.compile(r"[a-z][a-z0-9]*|[0-9]+[a-z]+")
_STARTS_OTHERWISE = ("ss", "us", "is", "ics", "os")
_SHORTEST_KNOWN = 6
"""Shorter words are not mended to: too many of them are a letter away from another."""
_LONG_WORD = 10


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand for a role ("" is none). Any word of each group must be in the title; `words` counts them."""

    role: str
    list_name: str
    groups: tuple[frozenset[str], ...]
    words: int
    place: int
    """Its place in the file: of equals the first one counts."""


@dataclass(frozen=True)
class Vocabulary:
    """What `job-titles.toml` says, with every word in the form that `words_of` gives.

    `phrases` are found by each word of one of their groups: of the one whose words are in the fewest phrases.
    """

    phrases: dict[str, list[Phrase]]
    groups: dict[str, frozenset[str]]
    areas: dict[str, frozenset[str]]
    filler: frozenset[str]
    ignored: frozenset[str]


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads((DATA / "job-titles.toml").read_text(encoding="utf-8"))


@cache
def vocabulary() -> Vocabulary:
    """What the file says, read once."""
    document = _document()
    phrases = list(_phrases(document))
    used = Counter(word for phrase in phrases for group in phrase.groups for word in group)
    by_word: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        for word in min(phrase.groups, key=lambda group: sum(used[word] for word in group)):
            by_word.setdefault(word, []).append(phrase)
    groups, areas = (
        {name: frozenset(map(_plain, words)) for name, words in document[table].items()}
        for table in ("groups", "areas")
    )
    ignored = frozenset(map(_plain, document["ignored"]["words"]))
    return Vocabulary(by_word, groups, areas, ignored - used.keys(), ignored)


def _phrases(document: dict[str, Any]) -> Iterator[Phrase]:
    place = count()
    for table in (*document["roles"], "not_digital"):
        lists = document["roles"].get(table) or document["not_digital"]
        for name, texts in lists.items():
            for text in texts:
                groups = tuple(
                    _alternatives(part, document) for part in _joined([_singular(word) for word in text.split()])
                )
                words = sum(min(word.count("_") for word in group) + 1 for group in groups)
                yield Phrase("" if table == "not_digital" else table, name, groups, words, next(place))


def _alternatives(part: str, document: dict[str, Any]) -> frozenset[str]:
    named = (document["groups"][word[1:]] if word.startswith("@") else [word] for word in part.split("|"))
    return frozenset(_plain(word) for words in named for word in words)


def _plain(word: str) -> str:
    """A word of the file in the form that `words_of` gives: a compound word by word."""
    return "_".join(map(_singular, word.split("_")))


def _singular(word: str) -> str:
    if len(word) <= 4 or not word.endswith("s") or word.endswith(_STARTS_OTHERWISE):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


# Titles --------------------------------------------------------------------------------------------------------------


def words_of(text: str) -> tuple[str, ...]:
    """The words of a title, unit or area, in their order: lower case, singular, abbreviations written out, spelling
    mended, words that belong together joined by `_`; without band, grade, codes, filler and the person who is served
    ("PA to the Chief Executive").
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(letter for letter in letters if letter not in "’'" and not unicodedata.combining(letter))
    text = _IT.sub("it", text)
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    text = _PREFIX.sub(lambda found: found[1] or found[2], text)
    text = _TO_WHOM.sub("", text)
    written = [meant for word in _WORD.findall(text) for meant in _meant(word)]
    filler = vocabulary().filler
    return tuple(word for word in _joined(written) if word not in filler)


@cache
def _same_word() -> dict[str, tuple[str, ...]]:
    return {word: tuple(map(_singular, meant.split())) for word, meant in _document()["same_word"].items()}


@cache
def _known() -> frozenset[str]:
    """Every single word of the file."""
    vocabulary_words = (
        word for phrases in vocabulary().phrases.values() for phrase in phrases for word in set().union(*phrase.groups)
    )
    groups = set().union(*vocabulary().groups.values())
    together = {word for phrase in _together().values() for words in phrase for word in words}
    meant = {word for words in _same_word().values() for word in words}
    ordinary = map(_plain, _document()["ordinary"]["words"])
    parts = (
        part for word in (*vocabulary_words, *groups, *vocabulary().ignored, *ordinary) for part in word.split("_")
    )
    return frozenset((*parts, *together, *meant))


@lru_cache(maxsize=50_000)
def _meant(word: str) -> tuple[str, ...]:
    """What a word of a title stands for: nothing for a band or a code."""
    singular = _singular(word)
    if meant := _same_word().get(word) or _same_word().get(singular):
        return meant
    if singular in _known():
        return (singular,)
    if any(letter.isdigit() for letter in word):
        return ()
    return _same_word().get(mended := _mended(singular)) or (mended,)


def _mended(word: str) -> str:
    """The known word that is a slip of the pen away: one letter, two in a long word, and never the first letter."""
    if len(word) < _SHORTEST_KNOWN - 1:
        return word
    slips = 1 if len(word) < _LONG_WORD else 2
    found = process.extractOne(word, _by_first_letter().get(word[0], ()), scorer=OSA.distance, score_cutoff=slips)
    return str(found[0]) if found else word


@cache
def _by_first_letter() -> dict[str, tuple[str, ...]]:
    letters: dict[str, list[str]] = {}
    for word in sorted(_known() | set(_same_word())):
        if len(word) >= _SHORTEST_KNOWN:
            letters.setdefault(word[0], []).append(word)
    return {letter: tuple(words) for letter, words in letters.items()}


@cache
def _together() -> dict[str, list[tuple[str, ...]]]:
    """The words that belong together, by the first of them, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for text in sorted(_document()["together"]["phrases"], key=lambda text: -len(text.split())):
        words = tuple(map(_singular, text.split()))
        found.setdefault(words[0], []).append(words)
    return found


def _joined(words: Sequence[str]) -> list[str]:
    joined: list[str] = []
    at = 0
    while at < len(words):
        here = (found for found in _together().get(words[at], ()) if tuple(words[at : at + len(found)]) == found)
        found = next(here, (words[at],))
        joined.append("_".join(found))
        at += len(found)
    return joined
