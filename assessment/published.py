"""The checked rubric of a stored rubric version. It needs no NumPy, so that pages which only ask can use it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from assessment.models import RubricVersion
from assessment.rubric import Rubric, read_rubric


def rubric_of(version: RubricVersion) -> Rubric:
    """The checked rubric of a version. ValueError: its definition is not a rubric."""
    return _checked(version.sha256, version.pk) if version.sha256 else _read(version.definition)


@lru_cache(maxsize=32)
def _checked(sha256: str, version: int) -> Rubric:
    return _read(RubricVersion.objects.get(pk=version, sha256=sha256).definition)


def _read(definition: Mapping[str, Any]) -> Rubric:
    rubric, problems = read_rubric(definition)
    if rubric is None:
        raise ValueError(f"The definition of a rubric version has {len(problems)} problems")
    return rubric
