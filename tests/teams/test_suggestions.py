"""The role that a job title suggests in the form of a post."""

from __future__ import annotations

import pytest

from teams.models import Post
from tests.factories import make_post
from tests.forms import send, shown, values_of

ADD = "/organisations/ZZA/posts/add/"
SUGGEST = "/organisations/ZZA/posts/suggest-role/"


@pytest.mark.parametrize(
    ("title", "role", "says"),
    [
        ("Software developer", "software_developer", "usually means Software developer"),
        ("Wizard", "", "We do not know the role"),
        (" ", "", "Enter a job title first"),
    ],
)
def test_a_title_suggests_a_role_as_one_types(client_of, lead, organisation, title, role, says):
    answer = client_of(lead).get(SUGGEST, {"title": title}).json()
    assert answer["role"] == role
    assert says in answer["says"]


def test_what_the_organisation_decided_is_suggested(client_of, lead, organisation):
    organisation.learnt_titles.create(title="wizard", role="data_analyst")
    assert client_of(lead).get(SUGGEST, {"title": "Wizard"}).json()["role"] == "data_analyst"


def test_without_javascript_a_button_suggests_and_keeps_what_was_typed(client_of, lead, organisation):
    client = client_of(lead)
    typed = {"post_ref": "D1", "title": "Data analyst", "wte": "oops", "ends_on_day": "31", "suggest": "yes"}
    page = send(client, ADD, **typed)
    html = page.content.decode()
    assert "usually means Data analyst" in html
    assert "There is a problem" not in html
    values = values_of(html)
    assert (values["role"], values["wte"], values["ends_on_day"]) == (["data_analyst"], ["oops"], ["31"])
    assert not Post.objects.exists()
    assert client.post(ADD, {**values, "wte": "1", "ends_on_day": ""}).status_code == 302
    assert Post.objects.get().role == "data_analyst"


def test_a_role_that_was_chosen_stays(client_of, lead, organisation):
    post = make_post(organisation, role="data_analyst")
    client, url = client_of(lead), f"/organisations/ZZA/posts/{post.pk}/edit/"
    html = client.post(url, {**shown(client, url), "title": "Software developer", "suggest": "yes"}).content.decode()
    assert values_of(html)["role"] == ["data_analyst"]
    assert "usually means Software developer" in html
    post.refresh_from_db()
    assert post.version == 1
