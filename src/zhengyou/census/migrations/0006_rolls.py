import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import zhengyou.census.lifecycle
import zhengyou.scoping.prefix


class Migration(migrations.Migration):
    dependencies = [
        ("census", "0005_registers"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_place", zhengyou.scoping.prefix.PathField(db_index=True, max_length=64)),
                ("to_place", zhengyou.scoping.prefix.PathField(db_index=True, max_length=64)),
                ("moved_on", models.DateField(verbose_name="转接日期")),
                ("contested", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("released", "released"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default=zhengyou.census.lifecycle.TransferState["PROPOSED"],
                        max_length=20,
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                ("batch_id", models.BigIntegerField(db_index=True, null=True)),
                ("proposed_by", models.BigIntegerField(null=True)),
                ("proposer", models.CharField(max_length=120)),
                ("proposed_at", models.DateTimeField()),
                ("decider", models.CharField(blank=True, max_length=120)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                (
                    "from_branch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.partyorganisation",
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="census.unit",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="census.member"
                    ),
                ),
                (
                    "to_branch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.partyorganisation",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="census.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
                "base_manager_name": "_rows",
                "default_manager_name": "_rows",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("member", "to_branch"),
                        name="transfer_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True), ("decided_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="transfer_decided_with_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="transfer_refused_with_reason",
                    ),
                ],
            },
            managers=[
                ("_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("path", zhengyou.scoping.prefix.PathField(db_index=True, max_length=64)),
                ("line", zhengyou.scoping.prefix.PathField(blank=True, max_length=64)),
                ("figures", models.CharField(max_length=300)),
                ("reason", models.CharField(max_length=30, verbose_name="差异的原因")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("actor", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["path", "subject_kind", "subject_id", "kind"],
                "abstract": False,
                "base_manager_name": "_rows",
                "default_manager_name": "_rows",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "subject_kind", "subject_id"), name="explanation_of_difference_once"
                    )
                ],
            },
            managers=[
                ("_rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="OwnAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("linked_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=10)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="哪里不对")),
                ("answered_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="census.member"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "_rows",
                "default_manager_name": "_rows",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_on__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="own_answer_with_date",
                    )
                ],
            },
            managers=[
                ("_rows", django.db.models.manager.Manager()),
            ],
        ),
    ]
