from django.db import migrations

from leadtocash.foundation.kernel.stamps import stamped


class Migration(migrations.Migration):
    dependencies = [
        ("numbering", "0001_initial"),
        ("kernel", "0002_stamp"),
    ]

    operations = [stamped("numbering", "numbering_numberrule")]
