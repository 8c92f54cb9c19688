"""Which role of the catalogue a job title means, how surely, and whether a person should decide.

A rule of thumb in the open: every phrase stands in `data/job-titles.toml`. A whole-trust file is mostly people who are
no part of the digital team (`rubric-format.md`: everyone who builds, buys, runs or introduces digital services, not
coders or records clerks), so a title without any sign of digital work is "not digital" and not asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

from teams.catalogue import roles
from teams.title_words import Phrase, vocabulary, words_of

NO_DIGITAL_ROLE = ""
"""The role of a title that is no part of the digital team, or that nothing is known about."""

KEY_LIMIT = 200
"""The longest title, and so the longest key of a learnt one, that is kept."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a title seems to mean.

    `role` is a code of `roles.csv`, or "" for no digital role; `function` is that role's, or "". `confidence`, 0 to 1,
    is how surely this is so (of "" too, which then means: surely not digital). With `ask` a person should decide, and
    `role` is a first guess at most.
    """

    title: str
    role: str
    function: str
    confidence: float
    ask: bool


class Place(Enum):
    """What the unit tells of a post."""

    DIGITAL = "digital"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


def suggest(
    title: str,
    band: str = "",
    staff_group: str = "",
    area: str = "",
    learnt: Mapping[str, str] = {},
) -> Suggestion:
    """The role that `title` seems to mean.

    `band` is a grade in any spelling, `staff_group` one of the Electronic Staff Record, `area` its area of work or a
    department; each may be "". `learnt` is what users of the organisation decided: role by `normalised` title, "" for
    titles that are not digital. Nothing is refused: an empty title is asked about.
    """
    if learnt and (key := normalised(title)) in learnt and learnt[key] in ("", *roles()):
        return _of_learnt(title, learnt[key], _place_of_post(area, band, staff_group))
    return _suggest(title, band, staff_group, area)


@lru_cache(maxsize=20_000)
def normalised(title: str) -> str:
    """The form of a title under which a decision about it is learnt: without seniority, band and codes.

    "Snr BI Analyst (B6)|1234" gives "business intelligence analyst"; a title of such words only gives "".
    """
    return " ".join(words_of(title)).replace("_", " ")[:KEY_LIMIT].strip()


def _of_learnt(title: str, role: str, place: Place) -> Suggestion:
    """A learnt role; asked about only where the post's place says the opposite of what was learnt."""
    contrary = place is (Place.ELSEWHERE if role else Place.DIGITAL)
    return _answer(title, role, 0.6 if contrary else 1.0, ask=contrary)


@lru_cache(maxsize=20_000)
def _suggest(title: str, band: str, staff_group: str, area: str) -> Suggestion:
    words = words_of(title)
    if not words:
        return _answer(title, NO_DIGITAL_ROLE, 0.0, ask=True)
    post = _Post(title, words, _place_of_post(area, band, staff_group))
    best = _best(post)
    if best and best[0].phrase.list_name == "first":
        return _judged(post, best)
    found = _judged(post, best)
    return _of_hats(post) or (_of_job_and_unit(post) if found.ask else None) or found


def _answer(title: str, role: str, confidence: float, ask: bool = False) -> Suggestion:
    return Suggestion(title, role, roles()[role].function if role else "", confidence, ask)


# What is known of the post -------------------------------------------------------------------------------------------


_OF_UNIT = re.compile(r"\s[-–—:]|[(,|/]|\b(?:of|for|in|on|with|working)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Post:
    title: str
    words: tuple[str, ...]
    listed: Place
    """What area, staff group and pay scale tell."""
    unit: Place = Place.UNKNOWN
    """What a unit that is named beside the job tells: it counts before everything else."""

    def has(self, group: str) -> bool:
        """Whether the title has a word of a group."""
        return not vocabulary().groups[group].isdisjoint(self.words)

    @cached_property
    def job_word(self) -> str:
        """The word that names the job: the last before a unit or "of"."""
        parts = (words_of(part) for part in _OF_UNIT.split(self.title))
        return next((words[-1] for words in parts if words), "")

    @property
    def is_vague(self) -> bool:
        """Whether the title names a kind of work and no field."""
        return vocabulary().groups["vague"].union(vocabulary().ignored).issuperset(self.words)

    @property
    def place(self) -> Place:
        """What the title and, where it says nothing, the rest of the file tells of the unit."""
        if self.unit is not Place.UNKNOWN:
            return self.unit
        if self.has("digital"):
            return Place.DIGITAL
        if self.has("elsewhere"):
            return Place.ELSEWHERE
        return self.listed


@lru_cache(maxsize=4_000)
def _place_of(area: str) -> Place:
    words = set(words_of(area)) - vocabulary().filler
    areas = vocabulary().areas
    if not words or words <= areas["unclear"]:
        return Place.UNKNOWN
    if words & areas["elsewhere"] or not words & (areas["digital"] | vocabulary().groups["digital"]):
        return Place.ELSEWHERE
    return Place.DIGITAL


_CLINICAL_GROUPS = re.compile(
    r"medical|dental|nursing|midwifery|allied health|scientific|scientist|clinical services|estates|ancillary|students"
)
_MEDICAL_GRADES = re.compile(r"^\s*(?:medical\b|consultant|m[c-z]\d|y[ckmz]\d|zt\d|specialty|sas\b|resident doctor)")


def _place_of_post(area: str, band: str, staff_group: str) -> Place:
    place = _place_of(area)
    return Place.ELSEWHERE if place is Place.UNKNOWN and _is_clinical(band, staff_group) else place


def _is_clinical(band: str, staff_group: str) -> bool:
    """Whether the staff group or the pay scale is that of people who care for patients or buildings."""
    return bool(_CLINICAL_GROUPS.search(staff_group.casefold()) or _MEDICAL_GRADES.search(band.casefold()))


# Phrases -------------------------------------------------------------------------------------------------------------

_WORTH = {
    "first": 100.3,
    "ask_first": 100.4,
    "always": 0.3,
    "usually": 0.2,
    "digital": 0.2,
    "ask": 0.1,
    "needs_unit": 0.0,
}
"""What a phrase is worth by its list, beside the number of its words."""
_NAMES_THE_JOB = 0.5
"""What a phrase is worth more that has the word which names the job: the trainer of "Clinical Applications Trainer"."""
_BETWEEN = 0.1
"""What each word costs that stands between those of a phrase, up to four."""


@dataclass(frozen=True, slots=True)
class _Match:
    phrase: Phrase
    score: float

    @property
    def function(self) -> str:
        return roles()[self.phrase.role].function if self.phrase.role else ""


def _matches(post: _Post) -> Iterator[_Match]:
    """The phrases in the title, each worth the number of its words and a little for what it is."""
    seen = {word: at for at, word in reversed(list(enumerate(post.words)))}
    phrases = {id(phrase): phrase for word in seen for phrase in vocabulary().phrases.get(word, ())}
    for phrase in phrases.values():
        if phrase.list_name == "digital" and post.place is not Place.DIGITAL:
            continue
        if any(group.isdisjoint(seen) for group in phrase.groups):
            continue
        places = [min(seen[word] for word in group if word in seen) for group in phrase.groups]
        between = max(places) - min(places) + 1 - len(places)
        named = _NAMES_THE_JOB * _names_the_job(phrase, post.job_word)
        score = phrase.words + _WORTH[phrase.list_name] + named - _BETWEEN * min(between, 4)
        yield _Match(phrase, round(score, 2))


def _names_the_job(phrase: Phrase, job_word: str) -> bool:
    """Whether the word that names the job is in the phrase; of no account in a phrase that decides nothing alone."""
    return phrase.list_name in ("always", "usually", "digital") and any(job_word in group for group in phrase.groups)


def _best(post: _Post) -> list[_Match]:
    """The phrases that are worth most, in the order of the file."""
    matches = sorted(_matches(post), key=lambda match: match.phrase.place)
    most = max((match.score for match in matches), default=0)
    return [match for match in matches if match.score == most]


def _judged(post: _Post, best: list[_Match]) -> Suggestion:
    if not best:
        return _unmatched(post)
    if any(match.function != best[0].function for match in best):
        return _torn(post, best)
    return _said(post, best[0].phrase)


def _from_words(post: _Post) -> Suggestion:
    return _judged(post, _best(post))


def _torn(post: _Post, level: list[_Match]) -> Suggestion:
    """Phrases of equal weight and several functions: a person decides, with the first role where all name one."""
    guess = level[0].phrase.role if all(match.phrase.role for match in level) else NO_DIGITAL_ROLE
    return _answer(post.title, guess, 0.4, ask=True)


def _said(post: _Post, phrase: Phrase) -> Suggestion:
    """What one phrase means where the post is."""
    if not phrase.role:
        return _not_digital(post, phrase)
    if phrase.list_name in ("ask", "ask_first"):
        guess = phrase.role if post.place is Place.DIGITAL else NO_DIGITAL_ROLE
        return _answer(post.title, guess, 0.4, ask=True)
    if phrase.list_name in ("first", "always"):
        return _answer(post.title, phrase.role, 0.95)
    if post.place is Place.DIGITAL:
        return _answer(post.title, phrase.role, 0.85)
    if post.has("elsewhere") or (post.place is Place.ELSEWHERE and phrase.list_name == "needs_unit"):
        return _answer(post.title, NO_DIGITAL_ROLE, 0.75)
    if post.place is Place.ELSEWHERE:
        return _answer(post.title, phrase.role, 0.4, ask=True)
    if phrase.list_name == "needs_unit":
        return _answer(post.title, NO_DIGITAL_ROLE, 0.3, ask=True)
    return _answer(post.title, phrase.role, 0.8)


def _not_digital(post: _Post, phrase: Phrase) -> Suggestion:
    if phrase.list_name == "first":
        return _answer(post.title, NO_DIGITAL_ROLE, 0.95)
    if post.place is Place.DIGITAL:
        return _answer(post.title, NO_DIGITAL_ROLE, 0.4, ask=True)
    return _answer(post.title, NO_DIGITAL_ROLE, 0.9)


def _unmatched(post: _Post) -> Suggestion:
    """A title without a phrase: asked about where something calls it digital, or where it names no field at all."""
    if post.place is Place.DIGITAL:
        return _answer(post.title, NO_DIGITAL_ROLE, 0.3, ask=True)
    if post.is_vague and post.place is Place.UNKNOWN:
        return _answer(post.title, NO_DIGITAL_ROLE, 0.3, ask=True)
    return _answer(post.title, NO_DIGITAL_ROLE, 0.7)


# Parts of a title ----------------------------------------------------------------------------------------------------

_UNIT = re.compile(r"^(?P<job>.+?)\s*(?:\((?P<bracket>[^()]+)\)?|\s[-–—:|]\s*(?P<dash>.+))\s*$")


def _of_job_and_unit(post: _Post) -> Suggestion | None:
    """Of a title like "Analyst (Digital Services)": what the job means in that unit, if nobody need be asked then."""
    parts = _UNIT.match(post.title)
    words = words_of(parts["job"]) if parts else ()
    if not parts or not words:
        return None
    unit = _place_of(parts["bracket"] or parts["dash"])
    found = _from_words(_Post(post.title, words, post.listed, unit))
    return None if found.ask else found


_HATS = re.compile(r"\s*(?:/|\+|;|&|\band\b|\bcum\b)\s*", re.IGNORECASE)


def _of_hats(post: _Post) -> Suggestion | None:
    """Where the title joins jobs of different functions: the first of them, asked about."""
    parts = [part for part in _HATS.split(post.title) if part.strip()]
    if len(parts) < 2:
        return None
    hats = [_from_words(_Post(part, words, post.listed)) for part in parts if (words := words_of(part))]
    jobs = [hat for hat in hats if hat.role and not hat.ask]
    if len({job.function for job in jobs}) < 2:
        return None
    return _answer(post.title, jobs[0].role, 0.5, ask=True)
