"""A comparison tells apart the units that nobody saw and those that were called 注销. No row changes: it is counted anew on demand."""
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('census', '0009_lean_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='comparisoncell',
            name='kind',
            field=models.CharField(choices=[('new', '新登记'), ('returned', '再次见到'), ('changed', '有变化'), ('unchanged', '没有变化'), ('moved_in', '迁入'), ('moved_out', '迁出'), ('reopened', '恢复'), ('closed', '终止'), ('merged', '合并'), ('missing', '本轮未见'), ('gone', '已称注销'), ('filled', '补充'), ('altered', '变更'), ('erased', '清空')], max_length=10),
        ),
        migrations.AlterField(
            model_name='comparisonrow',
            name='kind',
            field=models.CharField(choices=[('new', '新登记'), ('returned', '再次见到'), ('changed', '有变化'), ('unchanged', '没有变化'), ('moved_in', '迁入'), ('moved_out', '迁出'), ('reopened', '恢复'), ('closed', '终止'), ('merged', '合并'), ('missing', '本轮未见'), ('gone', '已称注销'), ('filled', '补充'), ('altered', '变更'), ('erased', '清空')], max_length=10),
        ),
    ]
