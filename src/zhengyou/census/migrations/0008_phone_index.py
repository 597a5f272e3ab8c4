"""The telephone number in a unit's contact gets an index of its own, so that equal numbers under different names are seen.

And an import keeps which units it saw again (SeenAgain). Imports made before this have kept nothing of the kind.
"""

from itertools import islice

import django.db.models.deletion
import django.db.models.manager
import zhengyou.encryption.fields
from django.db import migrations, models

from zhengyou import loading
from zhengyou.encryption import Unreadable, blind_indexes, decrypt
from zhengyou.encryption.telephones import number_in

SOME = 2000


def fill(apps, _editor):
    """Some thousand at a time. What cannot be read with this key stays without; `zhengyou check` tells of it."""
    units = apps.get_model("census", "Unit")
    rows = units._rows.exclude(contact_phone="").order_by("pk").values_list("pk", "contact_phone")
    stream = rows.iterator(chunk_size=SOME)
    while some := list(islice(stream, SOME)):
        numbers = [_number(sealed) for _pk, sealed in some]
        loading.update(
            units,
            [pk for pk, _sealed in some],
            {"phone_number_index": blind_indexes(numbers, purpose="phone_number_index")},
        )


def _number(sealed):
    try:
        return number_in(decrypt(sealed))
    except Unreadable:
        return ""


class Migration(migrations.Migration):

    dependencies = [
        ('census', '0007_issue_sentences'),
    ]

    operations = [
        migrations.AddField(
            model_name='unit',
            name='phone_number_index',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AlterField(
            model_name='unit',
            name='contact_phone',
            field=zhengyou.encryption.fields.EncryptedTextField(blank=True, default='', index='contact_phone_index', number_index='phone_number_index', verbose_name='联系人及电话'),
        ),
        migrations.CreateModel(
            name='SeenAgain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('units', models.BinaryField()),
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='census.importbatch')),
            ],
            options={
                'ordering': ['batch_id'],
                'abstract': False,
                'base_manager_name': '_rows',
                'default_manager_name': '_rows',
            },
            managers=[
                ('_rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
