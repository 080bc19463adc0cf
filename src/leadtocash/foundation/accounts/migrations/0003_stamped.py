from django.db import migrations

from leadtocash.foundation.kernel.stamps import stamped


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_money_unit"),
        ("kernel", "0002_stamp"),
    ]

    operations = [
        stamped("organisation", "accounts_department", "accounts_position", "accounts_role"),
        stamped("sign_in", "accounts_signinpolicy"),
    ]
