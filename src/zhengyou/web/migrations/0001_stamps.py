from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(max_length=20)),
                ("series", models.BigIntegerField(default=0)),
                ("number", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "_rows",
                "default_manager_name": "_rows",
                "constraints": [models.UniqueConstraint(fields=("about", "series"), name="stamp_once")],
            },
            managers=[("_rows", models.Manager())],
        ),
    ]
