"""The rosters in signed-off snapshots, for what adds up the posts of several organisations.

A snapshot's posts never change, but they may be removed: each server process keeps those that it read last, and shows
none that is gone.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from assessment.models import SnapshotPosts
from assessment.snapshot_content import posts_of
from teams.roster import Post

KEPT = 64
"""Rosters kept in each process; one of 500 posts takes about half a megabyte."""

_kept: OrderedDict[str, tuple[Post, ...]] = OrderedDict()
_lock = Lock()


def rosters_in(sha256: Iterable[str]) -> dict[str, tuple[Post, ...]]:
    """The posts in each of these snapshots, by its hash, less those that were removed. Two queries at most."""
    there = SnapshotPosts.objects.still_there(sha256)
    with _lock:
        at_hand = {each: _kept[each] for each in there if each in _kept}
    texts = SnapshotPosts.objects.texts(each for each in there if each not in at_hand)
    read = {each: tuple(posts_of(json.loads(text))) for each, text in texts.items()}
    with _lock:
        _kept.update(read)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return at_hand | read
