from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("census", "0002_sightings")]

    operations = []
