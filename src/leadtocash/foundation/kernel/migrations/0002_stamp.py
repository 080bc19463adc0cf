from django.db import migrations, models

from leadtocash.foundation.kernel.stamps import FUNCTION


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("value", models.UUIDField()),
            ],
            options={"verbose_name": "stamp", "verbose_name_plural": "stamps"},
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION kernel_new_stamp()"),
    ]
