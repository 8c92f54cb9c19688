"""The database itself refuses to change or delete what was submitted and signed off.

The posts of a snapshot may be deleted whole, and only once a removal says why.
SQLite loses triggers when a later migration rebuilds the table: such a migration has to make them again. A test says so.
"""

from django.db import migrations

FROZEN = ("snapshot", "signoff", "postsremoval")
CHANGED = "What was submitted is never changed"
DELETED = "What was submitted is never deleted"
UNEXPLAINED = "The posts of a snapshot are deleted only with a reason"
EXPLAINED = "EXISTS (SELECT 1 FROM assessment_postsremoval WHERE snapshot_id = OLD.snapshot_id)"


def sqlite():
    for name in (*FROZEN, "snapshotposts"):
        table = f"assessment_{name}"
        yield f"""CREATE TRIGGER {name}_is_never_changed BEFORE UPDATE ON {table}
            BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END"""
    for name in FROZEN:
        yield f"""CREATE TRIGGER {name}_is_never_deleted BEFORE DELETE ON assessment_{name}
            BEGIN SELECT RAISE(ABORT, '{DELETED}'); END"""
    yield f"""CREATE TRIGGER snapshotposts_go_with_a_reason BEFORE DELETE ON assessment_snapshotposts
        WHEN NOT {EXPLAINED} BEGIN SELECT RAISE(ABORT, '{UNEXPLAINED}'); END"""


def postgresql():
    error = "USING ERRCODE = 'integrity_constraint_violation'"
    yield f"""CREATE FUNCTION what_was_submitted_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION '{CHANGED}' {error}; END IF;
            RAISE EXCEPTION '{DELETED}' {error};
        END $$"""
    yield f"""CREATE FUNCTION posts_of_a_snapshot_go_whole() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION '{CHANGED}' {error}; END IF;
            IF NOT {EXPLAINED} THEN RAISE EXCEPTION '{UNEXPLAINED}' {error}; END IF;
            RETURN OLD;
        END $$"""
    for name in FROZEN:
        yield f"""CREATE TRIGGER {name}_is_frozen BEFORE UPDATE OR DELETE ON assessment_{name}
            FOR EACH ROW EXECUTE FUNCTION what_was_submitted_is_frozen()"""
    yield """CREATE TRIGGER snapshotposts_go_whole BEFORE UPDATE OR DELETE ON assessment_snapshotposts
        FOR EACH ROW EXECUTE FUNCTION posts_of_a_snapshot_go_whole()"""


def undo_sqlite():
    yield from (f"DROP TRIGGER {name}_is_never_changed" for name in (*FROZEN, "snapshotposts"))
    yield from (f"DROP TRIGGER {name}_is_never_deleted" for name in FROZEN)
    yield "DROP TRIGGER snapshotposts_go_with_a_reason"


def undo_postgresql():
    yield from (f"DROP TRIGGER {name}_is_frozen ON assessment_{name}" for name in FROZEN)
    yield "DROP TRIGGER snapshotposts_go_whole ON assessment_snapshotposts"
    yield "DROP FUNCTION what_was_submitted_is_frozen()"
    yield "DROP FUNCTION posts_of_a_snapshot_go_whole()"


DO = {"sqlite": sqlite, "postgresql": postgresql}
UNDO = {"sqlite": undo_sqlite, "postgresql": undo_postgresql}


def freeze(apps, schema_editor):
    for statement in DO[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


def thaw(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0006_the_cycle")]

    operations = [migrations.RunPython(freeze, thaw)]
