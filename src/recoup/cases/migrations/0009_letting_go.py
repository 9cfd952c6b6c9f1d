import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_formal_law"),
        ("recourse", "0003_letting_go"),
        ("org", "0004_no_removal"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseLetGo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="let_go",
                        to="cases.case",
                    ),
                ),
                (
                    "creditor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.creditor"
                    ),
                ),
                (
                    "let_go",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_case",
                        to="recourse.letgo",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
