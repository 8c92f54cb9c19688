"""Two assessments compared in words: verdicts, levels, and the posts and answers that explain each change.

Plain values in, sentences out. Both sides must have been scored by one rubric.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.english import lower_first, sentence
from assessment.rubric import Rubric
from assessment.scorecard import CriterionResult, Scorecard
from reports.answers import Answers, CriterionAnswer, answers
from reports.english import counted
from teams import catalogue
from teams.cells import format_wte
from teams.roster import Post


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. `posts` is None where they have been removed, so that nothing can be said of them."""

    scorecard: Scorecard
    posts: Sequence[Post] | None


@dataclass(frozen=True, slots=True)
class PostChange:
    """What became of one post. `function` is the name of what it is counted for, `says` the sentence on its page."""

    ref: str
    what: str
    function: str
    says: str

    @property
    def verb(self) -> str:
        """What happened in one word, for who reads no post."""
        return next((verb for verb in ("joined", "left") if self.what.startswith(verb)), "changed")


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """A criterion of which the level or what was found differs; `because` are the sentences that explain it."""

    name: str
    before: str
    after: str
    found: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question on both sides, with its criteria that differ."""

    text: str
    before: str
    after: str
    standing_before: str
    standing_after: str
    score_before: str
    score_after: str
    criteria: tuple[CriterionChange, ...]

    @property
    def differs(self) -> bool:
        return (self.before, self.standing_before) != (self.after, self.standing_after)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs. `posts` are sentences, or how many posts by function for who may not see posts."""

    questions: tuple[QuestionChange, ...]
    posts: tuple[str, ...]
    retitled: tuple[str, ...]
    posts_known: bool

    @property
    def is_same(self) -> bool:
        return not self.posts and not any(question.differs or question.criteria for question in self.questions)


def compare(before: Side, after: Side, rubric: Rubric, *, shows_posts: bool) -> Comparison:
    """What differs between two sides, both scored by `rubric`. Without `shows_posts` no post is named."""
    changes = post_changes(before.posts or (), after.posts or ()) if _known(before, after) else []
    words = answers(before.scorecard, rubric), answers(after.scorecard, rubric)
    by_ref = {change.ref: change for change in changes}
    return Comparison(
        questions=_questions(before.scorecard, after.scorecard, words, by_ref, shows_posts),
        posts=tuple(change.says for change in changes) if shows_posts else tuple(_by_function(changes)),
        retitled=_retitled(before.posts or (), after.posts or ()) if shows_posts and _known(before, after) else (),
        posts_known=_known(before, after),
    )


def _known(before: Side, after: Side) -> bool:
    return before.posts is not None and after.posts is not None


# Posts ---------------------------------------------------------------------------------------------------------------


def post_changes(before: Sequence[Post], after: Sequence[Post]) -> list[PostChange]:
    """What became of every post that differs in anything that counts, in the order of references."""
    old, new = ({post.post_ref: post for post in posts} for posts in (before, after))
    found = (_change(old.get(ref), new.get(ref)) for ref in sorted(old.keys() | new.keys()))
    return [change for change in found if change]


def _change(old: Post | None, new: Post | None) -> PostChange | None:
    post = new or old
    if post is None or old == new:
        return None
    what = _what(old, new)
    if not what:
        return None
    name = f"{post.post_ref} {old.title if old else post.title}"
    return PostChange(post.post_ref, what, _function(post), f"{name} {what}")


def _what(old: Post | None, new: Post | None) -> str:
    """What happened, to follow the name of the post; "" for nothing that counts."""
    if old is None or new is None:
        kind = "" if (new or old) is None or (new or old).is_filled else ", vacant"  # type: ignore[union-attr]  # one is
        return f"joined the roster{kind}" if old is None else f"left the roster{kind}"
    if old.is_filled != new.is_filled:
        return "was filled" if new.is_filled else "fell vacant"
    return " and ".join(_fields(old, new))


def _fields(old: Post, new: Post) -> Iterable[str]:
    for column in ("role", "employment"):
        if getattr(old, column) != getattr(new, column):
            was, now = (_named(column, getattr(post, column)) for post in (old, new))
            yield f"changed from {was} to {now}"
    if old.wte != new.wte:
        yield f"went from {format_wte(old.wte)} to {format_wte(new.wte)} WTE"
    if old.effective_funded_wte != new.effective_funded_wte:
        was, now = (_funded(post.effective_funded_wte) for post in (old, new))
        yield f"went from {was} to {now}"
    others = ("team", "supplier", "control_role", "skills", "started_on", "ends_on", "clinical_profession")
    changed = [NAMES[column] for column in others if getattr(old, column) != getattr(new, column)]
    if changed:
        yield f"has another {', '.join(changed)}"


NAMES = {
    "team": "team",
    "supplier": "supplier",
    "control_role": "control role",
    "skills": "rating of skills",
    "started_on": "start date",
    "ends_on": "end date",
    "clinical_profession": "clinical profession",
}


def _named(column: str, code: str) -> str:
    return lower_first(catalogue.name_of(column, code)) if code else "not known"


def _funded(units: int) -> str:
    return "funding not known" if units < 0 else f"{format_wte(units)} WTE funded"


def _function(post: Post) -> str:
    return catalogue.name_of("function", catalogue.roles()[post.role].function) if post.role else "no known function"


def _by_function(changes: Iterable[PostChange]) -> Iterable[str]:
    """How many posts by function: for who reads no post."""
    number = Counter((change.function, change.verb) for change in changes)
    return (
        sentence(f"{counted(count, 'post')} in {lower_first(function)} {verb}")
        for (function, verb), count in sorted(number.items())
    )


def _retitled(before: Sequence[Post], after: Sequence[Post]) -> tuple[str, ...]:
    """Posts under another title: whether the work changed as well is for a person to say."""
    old = {post.post_ref: post for post in before}
    renamed = [(old[post.post_ref], post) for post in after if post.post_ref in old]
    return tuple(
        f"{new.post_ref} was “{was.title}” and is “{new.title}”"
        + (
            f", counted as {_named('role', new.role)} instead of {_named('role', was.role)}"
            if was.role != new.role
            else ""
        )
        for was, new in renamed
        if was.title.casefold() != new.title.casefold()
    )


# Criteria ------------------------------------------------------------------------------------------------------------


def _questions(
    before: Scorecard, after: Scorecard, words: tuple[Answers, Answers], changes: Mapping[str, PostChange], named: bool
) -> tuple[QuestionChange, ...]:
    return tuple(
        QuestionChange(
            text=new.text,
            before=old.verdict,
            after=new.verdict,
            standing_before=old.standing,
            standing_after=new.standing,
            score_before=old.score,
            score_after=new.score,
            criteria=tuple(
                _criterion(before.criterion(b.id), after.criterion(a.id), b, a, changes, named)
                for b, a in zip(old.criteria, new.criteria, strict=True)
                if (b.level, b.found) != (a.level, a.found)
            ),
        )
        for old, new in zip(words[0].questions, words[1].questions, strict=True)
    )


def _criterion(
    old: CriterionResult,
    new: CriterionResult,
    before: CriterionAnswer,
    after: CriterionAnswer,
    changes: Mapping[str, PostChange],
    named: bool,
) -> CriterionChange:
    refs = _refs(old) | _refs(new)
    touched = [changes[ref] for ref in sorted(refs) if ref in changes]
    so = _covered(old, new)
    because = [change.says for change in touched] if named else list(_by_function(touched))
    if because and so:
        because = [f"{'; '.join(because)}, so {so}"]
    elif so:
        because = [sentence(so)]
    elif not because:
        because = ["The answer changed"] if old.better == "" else ["The facts or the date behind it changed"]
    return CriterionChange(after.name, before.level_words, after.level_words, after.found, tuple(because))


def _refs(result: CriterionResult) -> set[str]:
    """The posts that count for a criterion, and those on which something is unknown."""
    counted_posts = {*result.posts.top, *result.posts.bottom, *result.posts.unknown}
    return counted_posts | {ref for member in result.members for ref in member.posts}


def _covered(old: CriterionResult, new: CriterionResult) -> str:
    """Which members of a coverage are covered no longer, and which now."""
    names = {member.code: member.name for member in (*old.members, *new.members)}
    gone = [lower_first(names[code]) for code in old.covered if code not in new.covered]
    come = [lower_first(names[code]) for code in new.covered if code not in old.covered]
    parts = [f"{_list(gone)} {'is' if len(gone) == 1 else 'are'} no longer covered"] if gone else []
    parts += [f"{_list(come)} {'is' if len(come) == 1 else 'are'} now covered"] if come else []
    return " and ".join(parts)


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
