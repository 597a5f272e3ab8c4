import django.db.models.deletion
import django.db.models.manager
import zhengyou.scoping.prefix
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("census", "0003_layouts")]

    operations = [
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', zhengyou.scoping.prefix.PathField(max_length=64)),
                ('weight', models.FloatField()),
                ('evidence', models.JSONField(default=dict)),
                ('again', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('open', '等您判断'), ('apart', '不是同一家'), ('merged', '已合并')], default='open', max_length=10)),
                ('found_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=120)),
                ('user_id', models.BigIntegerField(null=True)),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='理由')),
            ],
            options={
                'ordering': ['path', '-weight', 'id'],
                'abstract': False,
                'base_manager_name': '_rows',
                'default_manager_name': '_rows',
            },
            managers=[
                ('_rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', zhengyou.scoping.prefix.PathField(max_length=64)),
                ('taken', models.JSONField(default=dict)),
                ('moved', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=120)),
                ('user_id', models.BigIntegerField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': '_rows',
                'default_manager_name': '_rows',
            },
            managers=[
                ('_rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='unit',
            name='merged_into',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='census.unit'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='unit_merged'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('closed_on__isnull', False), ('closing_reason', 'duplicate')), _connector='OR'), name='unit_merged_is_closed'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='unit_merged_into_another'),
        ),
        migrations.AddField(
            model_name='likeness',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='census.unit'),
        ),
        migrations.AddField(
            model_name='likeness',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='census.unit'),
        ),
        migrations.AddField(
            model_name='merge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='census.unit'),
        ),
        migrations.AddField(
            model_name='merge',
            name='removed',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='census.unit'),
        ),
        migrations.AddIndex(
            model_name='likeness',
            index=models.Index(fields=['state', 'path'], name='likeness_place'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='likeness_once'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='likeness_in_order'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('decided_at__isnull', False), models.Q(('decided_by', ''), _negated=True)), _connector='OR'), name='likeness_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('removed',), name='merge_standing_once'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('removed')), _negated=True), name='merge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('undone_at__isnull', True), models.Q(('undone_by', ''), _negated=True), _connector='OR'), name='merge_undone_by_somebody'),
        ),
    ]
