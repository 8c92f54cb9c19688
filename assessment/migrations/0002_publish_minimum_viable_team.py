"""Publish version 1 of the default rubric, "Minimum viable digital team", from the file that ships with it."""

from pathlib import Path

from django.db import migrations
from django.utils import timezone

from assessment.rubric import normal_form, parse_toml, sha256

SHA256 = "dff9697b3d9fb69278d908fd137e2097d1ef93a663f77f13a95fd2079fdee1cf"
"""Of version 1, which never changes. Later contents are later versions, from files of their own."""

SOURCE = Path(__file__).parent.parent / "rubrics" / "minimum-viable-team.toml"


def publish(apps, schema_editor):
    document = normal_form(parse_toml(SOURCE.read_text(encoding="utf-8")))
    if sha256(document) != SHA256:
        raise ValueError(f"{SOURCE.name} is no longer version 1. Publish what changed as a new version")
    rubric = apps.get_model("assessment", "Rubric").objects.create(name=document["title"], is_default=True)
    apps.get_model("assessment", "RubricVersion").objects.create(
        rubric=rubric,
        number=1,
        state="published",
        definition=document,
        sha256=sha256(document),
        published_at=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
