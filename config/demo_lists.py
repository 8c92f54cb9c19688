"""What a lead of a demonstration trust has recorded in lists: time, initiatives, contracts, a survey, counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, User
from teams import services
from teams.models import Post


def record_lists(organisation: Organisation, lead: User, lists: Mapping[str, Any]) -> None:
    """Record everything of the document as the lead would in the browser, and say that the lists are complete."""
    posts = {post.post_ref: post for post in organisation.posts.all()}
    for time in lists["clinical_time"]:
        _record_time(lead, posts[time["post_ref"]], time)
    services.save_clinical_help(by=lead, organisation=organisation, version=None, values=lists["help"])
    for initiative in lists["initiatives"]:
        values = {**initiative, "clinical_lead": posts.get(initiative["clinical_lead"])}
        services.add_initiative(by=lead, organisation=organisation, values=values)
    _record_contracts(organisation, lead, posts, lists["contracts"])
    for name in ("initiatives", "contracts"):
        services.say_complete(by=lead, organisation=organisation, name=name, complete=True)
    _record_survey(organisation, lead, lists["pulse"])
    for counts in lists.get("earlier_counts", ()):
        values = {**counts, "as_at": date.fromisoformat(counts["as_at"])}
        services.add_representation(by=lead, organisation=organisation, values=values)


def _record_time(lead: User, post: Post, time: Mapping[str, str]) -> None:
    parts = {name: Decimal(time[name]) for name in ("job_planned_wte", "backfilled_wte", "extra_wte")}
    funded = parts["job_planned_wte"] + parts["backfilled_wte"]
    values = {"time_unit": time["time_unit"], "funded_wte": funded, **parts}
    services.change_clinical_time(by=lead, post=post, version=post.version, values=values)


def _record_contracts(
    organisation: Organisation, lead: User, posts: Mapping[str, Post], contracts: list[dict[str, Any]]
) -> None:
    suppliers = {
        name: services.add_supplier(by=lead, organisation=organisation, values={"name": name})
        for name in sorted({contract["supplier"] for contract in contracts})
    }
    for contract in contracts:
        values = {
            **contract,
            "supplier": suppliers[contract["supplier"]],
            "owner": posts.get(contract["owner"]),
            "functions": ";".join(contract["functions"]),
            "ends_on": date.fromisoformat(contract["ends_on"]) if contract["ends_on"] else None,
        }
        services.add_contract(by=lead, organisation=organisation, values=values)


def _record_survey(organisation: Organisation, lead: User, answers: list[dict[str, Any]]) -> None:
    wave = services.open_wave(by=lead, organisation=organisation)
    # One of each kind in turn, as answers come in any order.
    for turn in range(max(said["people"] for said in answers)):
        for said in (said for said in answers if turn < said["people"]):
            services.answer_pulse(wave=wave, said={name: code for name, code in said.items() if name != "people"})
