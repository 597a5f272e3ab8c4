"""Official statistics tables as they were derived."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0003_snapshots"),
        ("organisations", "0002_reorganisations"),
    ]

    operations = [
        migrations.CreateModel(
            "StatisticsTable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=4)),
                ("as_of", models.DateField()),
                ("content", models.JSONField()),
                ("derived_at", models.DateTimeField()),
                ("last_change", models.BigIntegerField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("actor", models.CharField(max_length=120)),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.territory",
                    ),
                ),
            ],
            options={
                "ordering": ["-derived_at", "-id"],
                "abstract": False,
                "base_manager_name": "_rows",
                "default_manager_name": "_rows",
                "indexes": [
                    models.Index(fields=["territory", "number", "-derived_at"], name="statistics_latest")
                ],
            },
            managers=[("_rows", django.db.models.manager.Manager())],
        ),
    ]
