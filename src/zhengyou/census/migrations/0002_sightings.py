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
    dependencies = [("census", "0001_initial"), ("organisations", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', zhengyou.scoping.prefix.PathField(max_length=64)),
                ('source', models.CharField(choices=[('import', '导入'), ('screen', '网页登记'), ('confirmed', '人工确认')], default='import', max_length=10)),
                ('batch_id', models.BigIntegerField(null=True)),
                ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='census.round')),
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
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', zhengyou.scoping.prefix.PathField(max_length=64)),
                ('begun', models.PositiveIntegerField(default=0)),
                ('run', models.PositiveIntegerField(default=0)),
                ('job_id', models.UUIDField(null=True)),
                ('computed_at', models.DateTimeField(null=True)),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='census.round')),
                ('later', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='census.round')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.territory')),
            ],
            options={
                'ordering': ['-later_id', '-earlier_id', 'path'],
                'abstract': False,
                'base_manager_name': '_rows',
                'default_manager_name': '_rows',
            },
            managers=[
                ('_rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ComparisonCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', zhengyou.scoping.prefix.PathField(max_length=64)),
                ('field', models.CharField(blank=True, max_length=60)),
                ('kind', models.CharField(choices=[('new', '新登记'), ('returned', '再次见到'), ('changed', '有变化'), ('unchanged', '没有变化'), ('moved_in', '迁入'), ('moved_out', '迁出'), ('reopened', '恢复'), ('closed', '终止'), ('merged', '合并'), ('missing', '本轮未见'), ('filled', '补充'), ('altered', '变更'), ('erased', '清空')], max_length=10)),
                ('count', models.PositiveIntegerField()),
                ('comparison', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='census.comparison')),
            ],
            options={
                'ordering': ['comparison_id', 'path', 'field', 'kind'],
                'abstract': False,
                'base_manager_name': '_rows',
                'default_manager_name': '_rows',
            },
            managers=[
                ('_rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ComparisonRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.PositiveIntegerField()),
                ('path', zhengyou.scoping.prefix.PathField(max_length=64)),
                ('field', models.CharField(blank=True, max_length=60)),
                ('kind', models.CharField(choices=[('new', '新登记'), ('returned', '再次见到'), ('changed', '有变化'), ('unchanged', '没有变化'), ('moved_in', '迁入'), ('moved_out', '迁出'), ('reopened', '恢复'), ('closed', '终止'), ('merged', '合并'), ('missing', '本轮未见'), ('filled', '补充'), ('altered', '变更'), ('erased', '清空')], max_length=10)),
                ('old', models.TextField(blank=True)),
                ('new', models.TextField(blank=True)),
                ('change_id', models.BigIntegerField(null=True)),
                ('comparison', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='census.comparison')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='census.unit')),
            ],
            options={
                'ordering': ['comparison_id', 'run', 'field', 'path', 'unit_id'],
                'abstract': False,
                'base_manager_name': '_rows',
                'default_manager_name': '_rows',
            },
            managers=[
                ('_rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MissingUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', zhengyou.scoping.prefix.PathField(max_length=64)),
                ('answer', models.CharField(choices=[('closed', '已终止'), ('moved', '迁往别处'), ('operating', '仍在经营、本轮漏报'), ('ask', '待核实')], max_length=10, verbose_name='答复')),
                ('state', models.CharField(choices=[('waiting', '待核实'), ('handed', '已移交上级'), ('done', '已答复')], max_length=10)),
                ('assigned_to', models.CharField(blank=True, max_length=60, verbose_name='谁去核实')),
                ('due', models.DateField(blank=True, null=True, verbose_name='什么时候以前')),
                ('where', models.CharField(blank=True, max_length=120, verbose_name='迁往何处')),
                ('owed_by', zhengyou.scoping.prefix.PathField(blank=True, max_length=64)),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('user_id', models.BigIntegerField(null=True)),
                ('actor', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='census.round')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='census.unit')),
            ],
            options={
                'ordering': ['round_id', 'path', 'unit_id'],
                'abstract': False,
                'base_manager_name': '_rows',
                'default_manager_name': '_rows',
            },
            managers=[
                ('_rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.UniqueConstraint(fields=('earlier', 'later', 'territory'), name='comparison_once'),
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.CheckConstraint(condition=models.Q(('run', 0), ('computed_at__isnull', False), _connector='OR'), name='comparison_counted_has_date'),
        ),
        migrations.AddConstraint(
            model_name='comparisoncell',
            constraint=models.UniqueConstraint(fields=('comparison', 'path', 'field', 'kind'), name='comparison_cell_once'),
        ),
        migrations.AddIndex(
            model_name='comparisonrow',
            index=models.Index(fields=['comparison', 'run', 'field', 'kind', 'path'], name='comparison_row_behind'),
        ),
        migrations.AddIndex(
            model_name='comparisonrow',
            index=models.Index(fields=['comparison', 'run', 'unit'], name='comparison_row_unit'),
        ),
        migrations.AddIndex(
            model_name='missingunit',
            index=models.Index(fields=['round', 'state', 'path'], name='missing_place'),
        ),
        migrations.AddIndex(
            model_name='missingunit',
            index=models.Index(condition=models.Q(('owed_by', ''), _negated=True), fields=['owed_by'], name='missing_owed'),
        ),
        migrations.AddConstraint(
            model_name='missingunit',
            constraint=models.UniqueConstraint(fields=('round', 'unit'), name='missing_answered_once'),
        ),
        migrations.AddConstraint(
            model_name='missingunit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), models.Q(('due__isnull', False), models.Q(('assigned_to', ''), _negated=True)), _connector='OR'), name='missing_waiting_has_person_and_date'),
        ),
        migrations.AddConstraint(
            model_name='missingunit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'handed'), _negated=True), models.Q(models.Q(('owed_by', ''), _negated=True), models.Q(('where', ''), _negated=True)), _connector='OR'), name='missing_handed_has_place'),
        ),
    ]
