"""Figures frozen for a reporting date; the database itself refuses to change what is frozen."""

from typing import Any

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import zhengyou.scoping.prefix

SAID = "a frozen figure is never changed"
OPTIONS = {"abstract": False, "base_manager_name": "_rows", "default_manager_name": "_rows"}
# table: what says, of the row NEW or of the rows FRESH, whether its snapshot is written to the end
PARTS = {
    "analytics_frozenplace": "SELECT 1 FROM analytics_snapshot s WHERE s.id = {row}.snapshot_id AND s.digest <> ''",
    "analytics_frozencell": "SELECT 1 FROM analytics_frozenplace p JOIN analytics_snapshot s ON s.id = p.snapshot_id "
    "WHERE p.id = {row}.place_id AND s.digest <> ''",
    "analytics_frozenfacts": "SELECT 1 FROM analytics_frozenplace p JOIN analytics_snapshot s ON s.id = p.snapshot_id "
    "WHERE p.id = {row}.place_id AND s.digest <> ''",
}


def forbid(apps: Any, schema_editor: Any) -> None:
    for statement in (on_postgresql if schema_editor.connection.vendor == "postgresql" else on_sqlite)():
        schema_editor.execute(statement)


def on_sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    made = [
        f"CREATE TRIGGER analytics_snapshot_{verb} BEFORE {verb.upper()} ON analytics_snapshot WHEN OLD.digest <> '' {refuse}"
        for verb in ("update", "delete")
    ]
    for table, frozen in PARTS.items():
        made += [
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} "
            f"WHEN EXISTS ({frozen.format(row='NEW')}) {refuse}",
        ]
    return made


def on_postgresql() -> list[str]:
    raising = f"BEGIN RAISE EXCEPTION '{SAID}'; END"
    made = [
        f"CREATE FUNCTION analytics_frozen_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ {raising} $$",
        "CREATE TRIGGER analytics_snapshot_final BEFORE UPDATE OR DELETE ON analytics_snapshot FOR EACH ROW "
        "WHEN (OLD.digest <> '') EXECUTE FUNCTION analytics_frozen_is_final()",
    ]
    for table, frozen in PARTS.items():
        body = (
            f"BEGIN IF EXISTS (SELECT 1 FROM fresh WHERE EXISTS ({frozen.format(row='fresh')})) "
            f"THEN RAISE EXCEPTION '{SAID}'; END IF; RETURN NULL; END"
        )
        made += [
            f"CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION analytics_frozen_is_final()",
            f"CREATE FUNCTION {table}_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            # once a statement: a snapshot of a province has hundreds of thousands of cells
            f"CREATE TRIGGER {table}_whole AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_whole()",
        ]
    return made


def allow(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in PARTS:
            schema_editor.execute(f"DROP TRIGGER {table}_whole ON {table}")
            schema_editor.execute(f"DROP TRIGGER {table}_final ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_is_whole()")
        schema_editor.execute("DROP TRIGGER analytics_snapshot_final ON analytics_snapshot")
        schema_editor.execute("DROP FUNCTION analytics_frozen_is_final()")
        return
    for table in PARTS:
        for verb in ("update", "delete", "insert"):
            schema_editor.execute(f"DROP TRIGGER {table}_{verb}")
    schema_editor.execute("DROP TRIGGER analytics_snapshot_update")
    schema_editor.execute("DROP TRIGGER analytics_snapshot_delete")


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def to(model: str, **kwargs: Any) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **kwargs
    )


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0002_dimensions"),
        ("census", "0008_phone_index"),
        ("organisations", "0002_reorganisations"),
    ]

    operations = [
        migrations.CreateModel(
            "Snapshot",
            fields=[
                ("id", key()),
                ("date", models.DateField(unique=True, verbose_name="报告日期")),
                ("title", models.CharField(max_length=80, verbose_name="名称")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("frozen_at", models.DateTimeField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("actor", models.CharField(max_length=120)),
                ("reorganised", models.BigIntegerField(default=0)),
                ("places", models.PositiveIntegerField(default=0)),
                ("cells", models.PositiveIntegerField(default=0)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("round", to("census.round")),
            ],
            options={**OPTIONS, "ordering": ["-date"]},
            managers=[("_rows", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            "FrozenPlace",
            fields=[
                ("id", key()),
                ("path", zhengyou.scoping.prefix.PathField(max_length=64)),
                ("code", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=60)),
                ("level", models.CharField(max_length=12)),
                ("parent", to("organisations.territory", null=True)),
                ("territory", to("organisations.territory")),
                ("snapshot", to("analytics.snapshot", db_index=False)),
            ],
            options={
                **OPTIONS,
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "path"), name="frozen_path_once"),
                    models.UniqueConstraint(fields=("snapshot", "territory"), name="frozen_territory_once"),
                ],
            },
            managers=[("_rows", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            "FrozenCell",
            fields=[
                ("id", key()),
                ("indicator", models.CharField(max_length=40)),
                ("dimension", models.CharField(default="", max_length=30)),
                ("value", models.CharField(default="", max_length=30)),
                ("numerator", models.PositiveIntegerField()),
                ("denominator", models.PositiveIntegerField()),
                ("unknown", models.PositiveIntegerField()),
                ("left_out", models.PositiveIntegerField()),
                ("place", to("analytics.frozenplace", db_index=False)),
            ],
            options={
                **OPTIONS,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "dimension", "indicator", "value"), name="frozen_cell_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("numerator__lte", models.F("denominator"))),
                        name="frozen_part_of_whole",
                    ),
                ],
            },
            managers=[("_rows", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            "FrozenFacts",
            fields=[
                ("id", key()),
                ("facts", models.CharField(max_length=20)),
                ("content", models.BinaryField()),
                ("place", to("analytics.frozenplace", db_index=False)),
            ],
            options={
                **OPTIONS,
                "constraints": [models.UniqueConstraint(fields=("place", "facts"), name="frozen_facts_once")],
            },
            managers=[("_rows", django.db.models.manager.Manager())],
        ),
        migrations.RunPython(forbid, allow),
    ]
