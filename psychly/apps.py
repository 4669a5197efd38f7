"""App configurations: the project's own app, and the admin with our staff site."""

# The module, not the class: a class imported here by name would count as a second default config.
from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PsychlyConfig(AppConfig):
    """Users, tasks and what every app shares."""

    name = "psychly"
    default = True

    def ready(self):
        """Connect the retry of failed tasks and the log of refusals to the libraries' own signals."""
        from psychly import access_log, tasks  # noqa: F401


class StaffAdminConfig(admin_apps.AdminConfig):
    """Django admin behind our sign-in."""

    default = False
    default_site = "psychly.admin_site.StaffSite"
