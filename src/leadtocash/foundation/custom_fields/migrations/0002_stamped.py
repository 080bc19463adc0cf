from django.db import migrations

from leadtocash.foundation.kernel.stamps import stamped


class Migration(migrations.Migration):
    dependencies = [
        ("custom_fields", "0001_initial"),
        ("kernel", "0002_stamp"),
    ]

    operations = [
        migrations.DeleteModel(name="CustomFieldsStamp"),
        stamped("custom_fields", "custom_fields_customfield"),
    ]
