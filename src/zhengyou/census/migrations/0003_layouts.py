import django.db.models.deletion
import django.db.models.manager
import zhengyou.scoping.prefix
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('census', '0002_sightings'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='importbatch',
            name='headings',
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name='KeptLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('units', '单位'), ('organisations', '党组织'), ('members', '党员')], max_length=20)),
                ('fingerprint', models.CharField(max_length=64)),
                ('title', models.CharField(max_length=200)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('sheet', models.CharField(max_length=80)),
                ('columns', models.JSONField(default=list)),
                ('heading', models.JSONField(default=dict)),
                ('user_id', models.BigIntegerField(null=True)),
                ('actor', models.CharField(max_length=120)),
                ('kept_at', models.DateTimeField()),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.territory')),
            ],
            options={
                'ordering': ['-kept_at', '-id'],
                'abstract': False,
                'base_manager_name': '_rows',
                'default_manager_name': '_rows',
            },
            managers=[
                ('_rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='LayoutExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('units', '单位'), ('organisations', '党组织'), ('members', '党员')], max_length=20)),
                ('path', zhengyou.scoping.prefix.PathField(db_index=True, max_length=64)),
                ('file_name', models.CharField(max_length=200)),
                ('form_as', models.CharField(blank=True, max_length=80)),
                ('mapping', models.JSONField(default=dict)),
                ('headings', models.JSONField(default=dict)),
                ('result_as', models.CharField(blank=True, max_length=80)),
                ('rows_written', models.PositiveIntegerField(null=True)),
                ('job_id', models.UUIDField(null=True)),
                ('user_id', models.BigIntegerField(null=True)),
                ('actor', models.CharField(max_length=120)),
                ('made_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('layout', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='census.keptlayout')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.territory')),
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
        migrations.AddConstraint(
            model_name='keptlayout',
            constraint=models.UniqueConstraint(fields=('territory', 'kind', 'fingerprint'), name='layout_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='layoutexport',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('rows_written__isnull', False), _connector='OR'), name='layout_export_done_has_rows'),
        ),
    ]
