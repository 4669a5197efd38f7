"""`manage.py render_error_pages`: what the proxy shows by itself, with the names of today's files."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string

#: Of what the proxy says: too large, no answer, not available, too slow.
PAGES = {"413.html": "too_large.html", "50x.html": "away.html"}


class Command(BaseCommand):
    """Write them into VAR_DIR/errors, after static files were collected."""

    help = __doc__

    def handle(self, **options):
        """Write each page in one go: the proxy may read it at any moment."""
        folder = settings.VAR_DIR / "errors"
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        for name, template in PAGES.items():
            partial = folder / f"{name}.partial"
            partial.write_text(render_to_string(template), encoding="utf-8")
            partial.chmod(0o644)
            partial.rename(folder / name)
        self.stdout.write(f"{len(PAGES)} pages written into {folder}.")
