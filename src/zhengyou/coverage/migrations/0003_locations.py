"""Where townships, parks and units lie."""

import django.db.models.deletion
import django.db.models.manager
import zhengyou.scoping.prefix
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('census', '0010_called_deregistered'),
        ('coverage', '0002_dimensions'),
        ('organisations', '0002_reorganisations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', zhengyou.scoping.prefix.PathField(max_length=64)),
                ('zone', models.CharField(blank=True, max_length=120, verbose_name='园区、楼宇')),
                ('east', models.FloatField(verbose_name='东经（度）')),
                ('north', models.FloatField(verbose_name='北纬（度）')),
                ('source', models.CharField(max_length=120, verbose_name='来源')),
                ('set_by', models.CharField(max_length=120)),
                ('set_at', models.DateTimeField()),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.territory')),
                ('unit', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='census.unit')),
            ],
            options={
                'ordering': ['path', 'zone', 'unit_id'],
                'abstract': False,
                'base_manager_name': '_rows',
                'default_manager_name': '_rows',
                'indexes': [models.Index(fields=['path'], name='location_place')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('unit__isnull', True)), fields=('territory', 'zone'), name='location_once'), models.CheckConstraint(condition=models.Q(('east__gte', -180), ('east__lte', 180), ('north__gte', -90), ('north__lte', 90)), name='location_on_earth'), models.CheckConstraint(condition=models.Q(('unit__isnull', True), ('zone', ''), _connector='OR'), name='location_of_a_unit_or_a_zone')],
            },
            managers=[
                ('_rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
