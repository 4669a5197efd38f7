"""What a reader of a bibliography format found at one place of a file."""

from dataclasses import dataclass, field
from typing import NamedTuple

from articles.bibliography.csl_types import Item


class Unused(NamedTuple):
    """One field of an entry that could not be used: its name in the file, what it says, and why."""

    field: str
    value: str
    why: str


@dataclass(frozen=True)
class ParsedWork:
    """One entry: its name, the line it begins at, the CSL-JSON item, or what is wrong with it.

    `is_guessed` says that the item was read from plain text and should be confirmed; `lacks` names what the
    entry itself says that it leaves out; `unused` are the fields that are kept beside the work; `left_out`
    names the fields that were not read, for no entry in APA 7 says what they say.
    """

    name: str
    line: int
    item: Item | None
    problem: str
    is_guessed: bool = False
    lacks: str = ""
    unused: list[Unused] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
