"""What a reader of a bibliography format found at one place of a file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ParsedWork:
    """One entry: its name, the line it begins at, the CSL-JSON item, or what is wrong with it.

    `is_guessed` says that the item was read from plain text and should be confirmed; `lacks` names what the
    entry itself says that it leaves out.
    """

    name: str
    line: int
    item: dict | None
    problem: str
    is_guessed: bool = False
    lacks: str = ""
