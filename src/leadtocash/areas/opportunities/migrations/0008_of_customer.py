"""The index by customer also holds what a scope asks for; it takes the place of the key's own one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("opportunities", "0007_gates"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                fields=["customer"],
                include=["id", "owner", "department", "removed_at"],
                name="opportunities_of_customer",
            ),
        ),
        migrations.AlterField(
            model_name="opportunity",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opportunities",
                to="customers.customer",
                verbose_name="customer",
            ),
        ),
    ]
