"""Asking registries of works politely: who we are, with a time limit, and again later rather than at once.

A question that finds no answer raises NoAnswer; the task it was asked from is tried again with growing
waits (see `psychly.mail.tasks`).
"""

import json
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from django.conf import settings

from psychly.web import outside

SECONDS = 20  # for the whole of a question
SHORTEST, LONGEST = 60, 86_400  # seconds of a pause that a registry may ask for


class NoAnswer(Exception):
    """The registry did not answer, or not in the shape that is known: nothing was learned."""


class Busy(NoAnswer):
    """The registry asks to be left alone for `wait` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"The registry asks for a pause of {wait} seconds.")
        self.wait = wait


class Unknown(Exception):
    """The registry answered that it has no such work."""


def ask(url: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the JSON object at this address.

    Raises Unknown for 404, Busy when the registry asks for a pause (429, or 503 with Retry-After), and
    NoAnswer for everything else.
    """
    who = f"Psychly/1 ({settings.SITE_URL}; mailto:{settings.STAFF_EMAIL})"
    try:
        answer = outside.ask(url, params=params, until=time.monotonic() + SECONDS, agent=who)
        if answer.status == 404:
            raise Unknown(url)
        if answer.status == 429 or (answer.status == 503 and "Retry-After" in answer.headers):
            raise Busy(_pause(answer.headers.get("Retry-After", "")))
        if answer.status != 200:
            raise NoAnswer(f"The registry answered with status {answer.status}.")
        body = json.loads(answer.body)
    except (outside.NoAnswer, ValueError) as error:
        raise NoAnswer(str(error)) from error
    if not isinstance(body, dict):
        raise NoAnswer("The registry answered in a shape that is not known.")
    return body


def _pause(header: str) -> int:
    """Return the seconds that a Retry-After header asks for, as a number or a date (RFC 9110, 10.2.3)."""
    seconds: float = SHORTEST
    if header.strip().isdecimal():
        seconds = int(header)
    elif header:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return SHORTEST
        seconds = (moment - datetime.now(moment.tzinfo or UTC)).total_seconds()
    return round(min(max(seconds, SHORTEST), LONGEST))
