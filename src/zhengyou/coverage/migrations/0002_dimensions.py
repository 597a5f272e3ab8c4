"""Facts by which figures are divided stand on the coverage row, filled from the units a part at a time."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Substr

CHUNK = 20_000
COPIED = ("org_kind", "size_class", "condition", "located_in")


def fill(apps, schema_editor):
    coverage = apps.get_model("coverage", "UnitCoverage")._base_manager.using(schema_editor.connection.alias)
    unit = apps.get_model("census", "Unit")._base_manager.filter(pk=OuterRef("pk"))
    values = {name: Subquery(unit.values(name)) for name in COPIED}
    values["section"] = Subquery(unit.annotate(letter=Substr("industry_code", 1, 1)).values("letter"))
    after = 0
    while ids := list(coverage.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        coverage.filter(pk__gt=after, pk__lte=ids[-1]).update(**values)
        after = ids[-1]


class Migration(migrations.Migration):
    dependencies = [
        ("census", "0008_phone_index"),
        ("coverage", "0001_initial"),
    ]

    operations = [
        migrations.AddField("unitcoverage", "org_kind", models.CharField(default="", max_length=30)),
        migrations.AddField("unitcoverage", "section", models.CharField(default="", max_length=1)),
        migrations.AddField("unitcoverage", "size_class", models.CharField(default="", max_length=30)),
        migrations.AddField("unitcoverage", "condition", models.CharField(default="", max_length=30)),
        migrations.AddField("unitcoverage", "located_in", models.CharField(default="", max_length=30)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
