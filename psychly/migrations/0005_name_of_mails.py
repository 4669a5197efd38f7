"""What the outbox holds is counted in mails."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("psychly", "0004_failed_mail")]

    operations = [
        migrations.AlterModelOptions(
            name="outgoingmail",
            options={"ordering": ["-created_at"], "verbose_name": "mail", "verbose_name_plural": "mails"},
        ),
    ]
