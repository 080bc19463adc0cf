from django.db import migrations

from leadtocash.foundation.kernel.stamps import stamped


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("kernel", "0002_stamp"),
    ]

    operations = [stamped("organisation", "access_rolepermission")]
