"""`manage.py list_licences`: under which licence each package here is, of all that is installed."""

from importlib import metadata

from django.core.management.base import BaseCommand

UNSAID = "not stated"


class Command(BaseCommand):
    """One line a package: name, version, licence as the package itself states it, tab by tab."""

    help = __doc__
    requires_system_checks = []

    def handle(self, **options):
        """Print them in order."""
        packages = {package.name.lower(): package for package in metadata.distributions()}
        for _name, package in sorted(packages.items()):
            self.stdout.write(f"{package.name}\t{package.version}\t{licence_of(package.metadata)}")


def licence_of(stated):
    """Return the licence that a package states: the expression, else the classifiers, else the field."""
    if expression := stated.get("License-Expression"):
        return expression
    classifiers = stated.get_all("Classifier") or []
    named = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License :: ")]
    named = [name for name in named if name != "OSI Approved"]
    words = (stated.get("License") or "").strip().splitlines()
    return "; ".join(named) or (words[0] if words and words[0] else UNSAID)
