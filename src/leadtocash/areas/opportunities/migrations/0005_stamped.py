from django.db import migrations

from leadtocash.foundation.kernel.stamps import stamped


class Migration(migrations.Migration):
    dependencies = [
        ("opportunities", "0004_custom_fields"),
        ("kernel", "0002_stamp"),
    ]

    operations = [stamped("sales_methods", "opportunities_salesmethod", "opportunities_stage")]
