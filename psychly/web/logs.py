"""What keeps personal data out of the logs, and gives each line a shape that a program can read."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

#: An address of a person; a query; a part of an address that only one person has: a token that signs in.
PERSONAL = [
    (re.compile(r"[^\s<>\"'/?=]{1,64}@[^\s<>\"'/?]+"), "…@…"),
    (re.compile(r"\?[^\s\"']+"), "?…"),
    (re.compile(r"(?<=/)[A-Za-z0-9_-]+:[A-Za-z0-9_:.-]{10,}"), "…"),
]


def without_people(text):
    """Return a text with addresses, queries and tokens cut out."""
    for pattern, shown in PERSONAL:
        text = pattern.sub(shown, text)
    return text


class WithoutValues(logging.Formatter):
    """Formats an exception as its frames and its class: its message may quote what somebody typed."""

    def format(self, record):
        """Return the line, without people."""
        return without_people(super().format(record))

    def formatException(self, exc_info):
        """Return where it happened, innermost last, and the name of the exception's class."""
        return "\n".join([*frames_of(exc_info), kind_of(exc_info)])


class Structured(logging.Formatter):
    """One JSON object a line: at, level, logger, message; of an error its class and the frames."""

    def format(self, record):
        """Return the line, without people."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_people(record.getMessage()),
        }
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if record.exc_info and record.exc_info[0]:
            line |= {"error": kind_of(record.exc_info), "frames": frames_of(record.exc_info)}
        return json.dumps(line, ensure_ascii=False)


def kind_of(exc_info):
    """The full name of an exception's class."""
    return f"{exc_info[0].__module__}.{exc_info[0].__qualname__}"


def frames_of(exc_info):
    """Where an exception happened, innermost last."""
    return [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(exc_info[2])]
