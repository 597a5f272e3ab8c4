"""What few units have (an organisation, an account that is in touch) is indexed for those only; a sighting is found by unit and
round with one index in place of two. An import writes fewer entries; no row changes.
"""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('census', '0008_phone_index'),
        ('organisations', '0002_reorganisations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='sighting',
            name='sighting_once',
        ),
        migrations.AlterField(
            model_name='sighting',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='census.unit'),
        ),
        migrations.AlterField(
            model_name='unit',
            name='instructor_account',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='unit',
            name='organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.partyorganisation', verbose_name='党组织'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(condition=models.Q(('organisation__isnull', False)), fields=['organisation'], name='unit_organisation'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(condition=models.Q(('instructor_account__isnull', False)), fields=['instructor_account'], name='unit_instructor'),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.UniqueConstraint(fields=('unit', 'round'), name='sighting_once'),
        ),
    ]
