"""Cases of what was supplied after an insolvency opened."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_formal_demand'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='is_new_debt',
            field=models.BooleanField(default=False, help_text='supplied after an insolvency opened: no claim in it, paid by the office-holder'),
        ),
    ]
