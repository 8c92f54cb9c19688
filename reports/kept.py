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
    """A drawn part, and the value, which never changes, that it was drawn from."""

    source: object
    html: SafeString


class KeptParts:
    """The parts that were drawn last, by name."""

    def __init__(self) -> None:
        self._parts: OrderedDict[Hashable, Part] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Hashable, source: object, draw: Callable[[], SafeString]) -> SafeString:
        """The part `name` as drawn from the very object `source`; by `draw` if it is not at hand."""
        with self._lock:
            part = self._parts.get(name)
        if part is None or part.source is not source:
            part = Part(source, draw())
            with self._lock:
                self._parts[name] = part
                self._parts.move_to_end(name)
                while len(self._parts) > KEPT:
                    self._parts.popitem(last=False)
        return part.html
