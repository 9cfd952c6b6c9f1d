"""The post's number of a letter, and messages found by their state."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0001_initial'),
        ('org', '0001_initial'),
        ('outreach', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='proof',
            field=models.CharField(blank=True, help_text="the post's number for it, its proof", max_length=60),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['creditor', 'state', '-id'], name='message_by_state'),
        ),
    ]
