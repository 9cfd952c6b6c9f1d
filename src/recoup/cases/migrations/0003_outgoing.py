"""Messages that leave together, a message's own words, and the rung a case comes to next."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_job'),
        ('ledger', '0001_initial'),
        ('org', '0001_initial'),
        ('outreach', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='advanced_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='advanced_by',
            field=models.CharField(blank=True, help_text='who moved it to advance_to', max_length=60),
        ),
        migrations.AddField(
            model_name='case',
            name='next_rung',
            field=models.IntegerField(null=True),
        ),
        migrations.CreateModel(
            name='Rewording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=300)),
                ('body', models.TextField()),
                ('language', models.CharField(max_length=10)),
                ('facts', models.CharField(help_text='SHA-256 of whom and what it asks, and by which wording', max_length=64)),
                ('written_by', models.CharField(max_length=60)),
                ('written_at', models.DateTimeField()),
                ('dropped_on', models.DateField(null=True)),
                ('dropped_why', models.CharField(blank=True, max_length=30)),
                ('seen_on', models.DateField(help_text='a person has seen that it was dropped', null=True)),
                ('creditor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.creditor')),
                ('debtor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.debtor')),
            ],
        ),
        migrations.AddField(
            model_name='steprun',
            name='rewording',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='cases.rewording'),
        ),
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='daily, drafts, run', max_length=10)),
                ('state', models.CharField(help_text='asked, going, over', max_length=10)),
                ('asked_by', models.CharField(max_length=60)),
                ('asked_at', models.DateTimeField()),
                ('last_step', models.BigIntegerField(default=0, help_text='drafts: the last one that was there to be seen')),
                ('total', models.IntegerField(default=0)),
                ('refused', models.IntegerField(default=0, help_text='those that could not be made ready')),
                ('leaves_at', models.DateTimeField(help_text='business time: time to look until then', null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('lease_owner', models.CharField(blank=True, max_length=80)),
                ('lease_until', models.DateTimeField(help_text='machine time', null=True)),
                ('creditor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.creditor')),
            ],
        ),
        migrations.AddField(
            model_name='steprun',
            name='sending',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='cases.sending'),
        ),
        migrations.AddIndex(
            model_name='steprun',
            index=models.Index(condition=models.Q(('sending__isnull', False)), fields=['sending', 'state'], name='step_of_sending'),
        ),
        migrations.AddIndex(
            model_name='steprun',
            index=models.Index(condition=models.Q(('rewording__isnull', False)), fields=['rewording'], name='step_reworded'),
        ),
        migrations.AddIndex(
            model_name='rewording',
            index=models.Index(fields=['creditor', 'dropped_on'], name='rewording_dropped'),
        ),
        migrations.AddIndex(
            model_name='sending',
            index=models.Index(fields=['creditor', 'state'], name='sending_by_state'),
        ),
    ]
