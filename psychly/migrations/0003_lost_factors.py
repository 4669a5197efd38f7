"""Administrators may take away a second factor that somebody lost."""

from django.db import migrations

from psychly.group_rights import granted


class Migration(migrations.Migration):
    dependencies = [
        ("psychly", "0002_claim_of_a_mail"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [granted({"administrators": {("mfa", "authenticator"): ["view", "delete"]}})]
