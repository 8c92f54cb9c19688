"""Parts of pages that cost more to draw than to keep: each process keeps those that it drew last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from django.utils.safestring import SafeString

KEPT = 128
"""Parts kept in each process; the body of a report takes about 60 kilobytes."""


@dataclass(frozen=True, slots=True)
class Part:
    """A drawn part, and the version of what it was drawn from."""

    version: Hashable
    html: SafeString


class KeptParts:
    """The parts that were drawn last, by name."""

    def __init__(self) -> None:
        self._parts: OrderedDict[Hashable, Part] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Hashable, version: Hashable, draw: Callable[[], SafeString]) -> SafeString:
        """The part `name` of that version; by `draw` if it is not at hand."""
        with self._lock:
            part = self._parts.get(name)
            if part:
                self._parts.move_to_end(name)
        if part is None or part.version != version:
            part = Part(version, draw())
            with self._lock:
                self._parts[name] = part
                self._parts.move_to_end(name)
                while len(self._parts) > KEPT:
                    self._parts.popitem(last=False)
        return part.html

    def clear(self) -> None:
        """Let go of every part."""
        with self._lock:
            self._parts.clear()
