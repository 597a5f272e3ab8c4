"""Cells by dimension. Those of earlier rounds stay as they are; the current round's are counted anew by the next refresh."""

from django.db import migrations, models


def forget_current(apps, schema_editor):
    """A round without cells is counted whole as soon as the worker looks."""
    alias = schema_editor.connection.alias
    current = apps.get_model("census", "Round")._base_manager.using(alias).order_by("as_of", "id").last()
    if current is not None:
        apps.get_model("analytics", "Cell")._base_manager.using(alias).filter(round=current).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0001_initial"),
        ("coverage", "0002_dimensions"),
    ]

    operations = [
        migrations.RunPython(forget_current, migrations.RunPython.noop),
        migrations.RemoveConstraint("cell", "cell_once"),
        migrations.AddField("cell", "dimension", models.CharField(default="", max_length=30)),
        migrations.AddField("cell", "value", models.CharField(default="", max_length=30)),
        migrations.AddConstraint(
            "cell",
            models.UniqueConstraint(
                fields=("round", "path", "dimension", "indicator", "value"), name="cell_once"
            ),
        ),
    ]
