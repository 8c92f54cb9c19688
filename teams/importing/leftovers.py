"""Rows that are no posts: totals, page footers, headings of sections and headings given again."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall|report|team|page|running)[\s-]*)?totals?"
    r"(?:\s*[:(–-].{0,60}"
    r"|\s+(?:wte|fte|posts?|staff|heads|headcount|hours|establishment|budget|in post|for|of)\b.{0,60})?"
    r"|.{0,80}[\s-](?:sub[\s-]?)?totals?\s*:?|(?:sum|count|average) of .{0,60}|grand sum"
    r"|(?:balance|count|average|sum|headcount)\s*:?",
    re.IGNORECASE,
)
_SAYS_TOTAL = re.compile(r"\b(?:sub-?)?totals?\b", re.IGNORECASE)
_FOOTER = re.compile(
    r"(?:end of (?:report|data|file|list)|page \d+|printed|report (?:run|produced|created|date|parameters|name|title)"
    r"|run (?:date|by|on)|produced|created|generated|exported|extracted|source|note|notes|key|official|confidential"
    r"|restricted|data (?:as at|correct|from)|as at|prepared|copyright|\d+ (?:rows|records)|records|rows)\b.*|[*©].*",
    re.IGNORECASE | re.DOTALL,
)
_RULE = re.compile(r"[-=_*.\s]+")
_FEW = 3


def as_marker(text: str) -> str:
    """What stays of a cell in a column that is not kept: that its row is a total or a line of the report."""
    if _TOTAL.fullmatch(text):
        return "Total"
    return "End of report" if _FOOTER.match(text) else ""


def left_out(cells: Sequence[str], headings: Sequence[str], title: str, ref: str) -> str:
    """Why a row is no post, "" where it is one. `title` and `ref` are its cells of those columns ("" for none)."""
    texts = [cell for cell in cells if cell]
    if all(_RULE.fullmatch(text) for text in texts):
        return "It holds only a line." if texts else "It holds nothing that is kept."
    if len(texts) > 1 and all(cell in ("", heading) for cell, heading in zip(cells, headings, strict=False)):
        return "It holds the headings again."
    if not title or (not ref and _TOTAL.fullmatch(title)):
        pattern = _TOTAL if title or ref else _SAYS_TOTAL
        total = next((text for text in texts if _TOTAL.fullmatch(text) or pattern.search(text)), "")
        if total:
            return f"It is a total: “{total[:60]}”."
    return _said_alone(texts, headings, title, ref)


def _said_alone(texts: Sequence[str], headings: Sequence[str], title: str, ref: str) -> str:
    if len(texts) >= _FEW or len(headings) < _FEW:
        return ""
    if _FOOTER.match(texts[0]) and (len(texts) == 1 or not (title and ref)):
        return "It is a line of the report and no post."
    if len(texts) == 1 and not title and not ref:
        return "It is a heading of a section: nothing else stands in it."
    return ""
