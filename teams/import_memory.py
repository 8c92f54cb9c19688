"""What an organisation said of the headings and words of its files, kept for the next one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts import audit
from accounts.models import Organisation, User
from teams.import_files import Memory, memory_of
from teams.importing.words import LEAVE_OUT
from teams.models import ImportMapping
from teams.services.titles import learn_titles

TARGET = "words of roster files"


def remember_headings(*, by: User, organisation: Organisation, headings: Mapping[str, str]) -> Memory:
    """Remember what these headings (as `plain` has them) mean; give everything that is remembered now."""
    with transaction.atomic():
        mapping = _held(organisation)
        new = {**mapping.headings, **headings}
        if new != mapping.headings:
            _record(by, organisation, {"headings": [None, len(new)]})
            mapping.headings = new
            _save(mapping)
    return memory_of(organisation)


def remember_words(*, by: User, organisation: Organisation, words: Mapping[str, Mapping[str, str]]) -> Memory:
    """Remember what these words (as `plain` has them) of each column mean; give everything that is remembered now.

    What was said of job titles is also learnt for titles that differ in seniority, band or spelling only.
    """
    with transaction.atomic():
        mapping = _held(organisation)
        columns = {*mapping.words, *words}
        new = {column: {**mapping.words.get(column, {}), **words.get(column, {})} for column in columns}
        if new != mapping.words:
            _record(by, organisation, {"words": [None, sum(map(len, new.values()))]})
            mapping.words = new
            _save(mapping)
    roles = words.get("title", {})
    if roles:
        learnt = {title: "" if role == LEAVE_OUT else role for title, role in roles.items()}
        learn_titles(by=by, organisation=organisation, roles=learnt)
    return memory_of(organisation)


def _held(organisation: Organisation) -> ImportMapping:
    """The mapping, held for this transaction; of two first ones at once, the second waits and finds the first."""
    Organisation.objects.hold(organisation)
    return ImportMapping.objects.get_or_create(organisation=organisation)[0]


def _save(mapping: ImportMapping) -> None:
    mapping.version += 1
    mapping.save()


def _record(by: User, organisation: Organisation, changes: audit.Changes) -> None:
    audit.record(by=by, organisation=organisation, verb="explained", target=TARGET, changes=changes)
