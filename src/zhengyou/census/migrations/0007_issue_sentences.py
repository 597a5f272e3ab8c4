from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("census", "0006_rolls")]

    operations = [
        migrations.AddField("importissue", "template", models.CharField(blank=True, max_length=300)),
        migrations.AddField("importissue", "values", models.JSONField(null=True)),
    ]
