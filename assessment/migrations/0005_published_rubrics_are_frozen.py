"""The database itself refuses to change or delete a published rubric version; only its day of retirement may be set.

SQLite loses triggers when a later migration rebuilds the table: such a migration has to make them again. A test says so.
"""

from django.db import migrations

FROZEN = (
    "id rubric_id number state definition sha256 published_at published_by_id notes changed_by_id approved_by_id"
).split()
CHANGED = "A published rubric version is never changed"
DELETED = "A published rubric version is never deleted"

SQLITE = [
    f"""CREATE TRIGGER rubric_version_is_never_changed BEFORE UPDATE OF {", ".join(FROZEN)} ON assessment_rubricversion
    WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END""",
    f"""CREATE TRIGGER rubric_version_is_never_deleted BEFORE DELETE ON assessment_rubricversion
    WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, '{DELETED}'); END""",
]
POSTGRESQL = [
    f"""CREATE FUNCTION rubric_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state <> 'draft' THEN RAISE EXCEPTION '{DELETED}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
            RETURN OLD;
        END IF;
        IF OLD.state <> 'draft' AND ROW({", ".join(f"NEW.{name}" for name in FROZEN)})
            IS DISTINCT FROM ROW({", ".join(f"OLD.{name}" for name in FROZEN)})
        THEN RAISE EXCEPTION '{CHANGED}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER rubric_version_is_frozen BEFORE UPDATE OR DELETE ON assessment_rubricversion
    FOR EACH ROW EXECUTE FUNCTION rubric_version_is_frozen()""",
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER rubric_version_is_never_changed",
        "DROP TRIGGER rubric_version_is_never_deleted",
    ],
    "postgresql": [
        "DROP TRIGGER rubric_version_is_frozen ON assessment_rubricversion",
        "DROP FUNCTION rubric_version_is_frozen()",
    ],
}
DO = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def freeze(apps, schema_editor):
    for statement in DO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def thaw(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0004_rubric_drafts")]

    operations = [migrations.RunPython(freeze, thaw)]
