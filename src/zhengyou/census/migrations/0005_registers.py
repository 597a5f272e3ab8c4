import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import zhengyou.scoping.prefix


class Migration(migrations.Migration):
    dependencies = [
        ("census", "0004_duplicates"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        *(
            migrations.AlterField(
                model_name=name,
                name="kind",
                field=models.CharField(
                    choices=[
                        ("units", "单位"),
                        ("organisations", "党组织"),
                        ("members", "党员"),
                        ("registration", "市场监管登记导出"),
                        ("insurance", "社保参保导出"),
                        ("tax", "税务导出"),
                    ],
                    max_length=20,
                ),
            )
            for name in ("importbatch", "keptlayout", "layoutexport")
        ),
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register", models.CharField(max_length=20)),
                ("as_of", models.DateField(verbose_name="登记数据的日期")),
                ("fields", models.JSONField(default=dict)),
                ("overruled", models.JSONField(default=dict)),
                ("former", models.JSONField(null=True)),
                ("batch_id", models.BigIntegerField(db_index=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="census.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["unit_id", "register"],
                "abstract": False,
                "base_manager_name": "_rows",
                "default_manager_name": "_rows",
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "register"), name="register_entry_once")
                ],
            },
            managers=[
                ("_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Disagreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register", models.CharField(max_length=20)),
                ("field", models.CharField(max_length=60)),
                ("held", models.CharField(blank=True, max_length=500)),
                ("said", models.CharField(blank=True, max_length=500)),
                ("source", models.CharField(max_length=200)),
                ("as_of", models.DateField(null=True)),
                ("actor", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField()),
                ("batch_id", models.BigIntegerField(db_index=True, null=True)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=120)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="census.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["unit_id", "field", "id"],
                "abstract": False,
                "base_manager_name": "_rows",
                "default_manager_name": "_rows",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")),
                        fields=("unit", "field"),
                        name="disagreement_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("settled_at__isnull", True)),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="disagreement_settled_with_date",
                    ),
                ],
            },
            managers=[
                ("_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Unsurveyed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register", models.CharField(max_length=20)),
                ("uscc", models.CharField(max_length=18, unique=True, verbose_name="统一社会信用代码")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="单位名称")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="登记住所")),
                ("path", zhengyou.scoping.prefix.PathField(db_index=True, max_length=64)),
                ("as_of", models.DateField()),
                ("facts", models.JSONField(default=dict)),
                ("batch_id", models.BigIntegerField(db_index=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=30, verbose_name="不列入调查的原因")),
                ("set_aside_on", models.DateField(null=True)),
                ("set_aside_by", models.CharField(blank=True, max_length=120)),
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
                "ordering": ["path", "name", "id"],
                "abstract": False,
                "base_manager_name": "_rows",
                "default_manager_name": "_rows",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("set_aside_on__isnull", True)),
                            models.Q(
                                models.Q(("reason", ""), _negated=True), ("set_aside_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="unsurveyed_set_aside_with_reason",
                    )
                ],
            },
            managers=[
                ("_rows", django.db.models.manager.Manager()),
            ],
        ),
    ]
