from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("census", "0003_layouts")]

    operations = []
