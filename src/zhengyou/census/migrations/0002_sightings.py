import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import zhengyou.scoping.prefix

# Each unit was last seen in one round; the import that made the unit saw it there if it belongs to that round.
FILL = """
INSERT INTO census_sighting (round_id, unit_id, path, source, batch_id)
SELECT u.last_round_id, u.id, u.path, CASE WHEN u.entered_by = 'import' THEN 'import' ELSE 'screen' END, b.id
FROM census_unit u LEFT JOIN census_importbatch b ON b.id = u.batch_id AND b.round_id = u.last_round_id
WHERE u.last_round_id IS NOT NULL
"""
RETURN = """
UPDATE census_unit SET last_round_id = (
    SELECT s.round_id FROM census_sighting s JOIN census_round r ON r.id = s.round_id
    WHERE s.unit_id = census_unit.id ORDER BY r.as_of DESC, r.id DESC LIMIT 1
)
"""


class Migration(migrations.Migration):
    dependencies = [("census", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', zhengyou.scoping.prefix.PathField(max_length=64)),
                ('source', models.CharField(choices=[('import', '导入'), ('screen', '网页登记'), ('confirmed', '人工确认')], default='import', max_length=10)),
                ('batch_id', models.BigIntegerField(null=True)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='census.round')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='census.unit')),
            ],
            options={
                'ordering': ['round_id', 'path', 'unit_id'],
                'abstract': False,
                'base_manager_name': '_rows',
                'default_manager_name': '_rows',
                'indexes': [models.Index(fields=['round', 'path'], name='sighting_place')],
                'constraints': [models.UniqueConstraint(fields=('round', 'unit'), name='sighting_once')],
            },
            managers=[
                ('_rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(FILL, RETURN),
        migrations.RemoveField(model_name='unit', name='last_round'),
    ]
