"""Publish version 1 of the default rubric, "Minimum viable digital team", from the file that ships with it."""

from pathlib import Path

from django.db import migrations
from django.utils import timezone

from assessment.rubric import normal_form, parse_toml, sha256

SOURCE = Path(__file__).parent.parent / "rubrics" / "minimum-viable-team.toml"


def publish(apps, schema_editor):
    document = normal_form(parse_toml(SOURCE.read_text(encoding="utf-8")))
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
