"""App configurations: the project's own app, and the admin with our staff site."""

# The module, not the class: a class imported here by name would count as a second default config.
from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PsychlyConfig(AppConfig):
    """Users, tasks and what every app shares."""

    name = "psychly"
    default = True

    def ready(self):
        """Connect retries, the log of refusals and the list of sessions to the libraries' own signals."""
        from django.conf import settings

        from psychly.accounts import access_log, open_sessions  # noqa: F401
        from psychly.mail import tasks  # noqa: F401

        if settings.SENTRY_DSN:
            from psychly.web import error_reports

            error_reports.start(settings.SENTRY_DSN)


class StaffAdminConfig(admin_apps.AdminConfig):
    """Django admin behind our sign-in."""

    default = False
    default_site = "psychly.accounts.staff_site.StaffSite"
