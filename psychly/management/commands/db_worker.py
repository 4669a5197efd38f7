"""`manage.py db_worker`: the worker of django-tasks-db, which must know the queues that it is told."""

from django.core.management.base import CommandError
from django_tasks import task_backends
from django_tasks_db.management.commands import db_worker


class Command(db_worker.Command):
    """Refuses a queue that nothing is ever put into: a misspelt name would wait for ever without a word."""

    def handle(self, *, queue_name, exclude_queues, backend_name, **options):
        """Check the names, then work."""
        known = task_backends[backend_name].queues
        asked = [*(queue_name or "").split(","), *filter(None, (exclude_queues or "").split(","))]
        if unknown := [name for name in asked if name not in {*known, "*"}]:
            names = ", ".join(f"“{name}”" for name in unknown)
            raise CommandError(f"There is no queue {names}. The queues are: {', '.join(sorted(known))}.")
        super().handle(
            queue_name=queue_name, exclude_queues=exclude_queues, backend_name=backend_name, **options
        )
