"""The database itself refuses to change an event."""

from typing import Any

from django.db import migrations

TABLE = "audit_event"


def forbid(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION audit_event_is_final() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit events are never changed'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER audit_event_final BEFORE UPDATE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION audit_event_is_final()"
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER audit_event_final BEFORE UPDATE ON {TABLE} "
            "BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END"
        )


def allow(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER audit_event_final ON {TABLE}")
        schema_editor.execute("DROP FUNCTION audit_event_is_final()")
    else:
        schema_editor.execute("DROP TRIGGER audit_event_final")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
