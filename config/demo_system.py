"""A fictional integrated care board, with which the demonstration trusts share their signed-off reports."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.models import Consent, Membership, Organisation, Role, User
from accounts.services import consents_as_number, set_consents

ODS_CODE = "ZZB"
NAME = "Northwold and Whinfell Integrated Care Board (fictional)"
PERSON = ("system@demo.example", "Demo system member")


@transaction.atomic
def add_system(trusts: Sequence[Organisation], lead: User, password: str) -> None:
    """The board and its member, who reads what the trusts have signed off, unless the board is there already."""
    board, is_new = Organisation.objects.get_or_create(ods_code=ODS_CODE, defaults={"name": NAME})
    if not is_new:
        return
    email, name = PERSON
    member = User.objects.filter(email=email).first() or User.objects.create_user(email, name, password)
    Membership.objects.create(user=member, organisation=board, role=Role.SYSTEM)
    for trust in trusts:
        trust.parent = board
        trust.save(update_fields=("parent",))
        given = set(trust.consents.values_list("to", flat=True))
        set_consents(by=lead, organisation=trust, version=consents_as_number(given), to={*given, Consent.To.SYSTEM})
