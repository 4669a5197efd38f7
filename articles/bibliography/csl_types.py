"""Names for the plain values that CSL-JSON is made of, for those who read signatures."""

from typing import Any

#: One work as CSL-JSON: field → text, number, date or list of people. What others deposit holds anything.
Item = dict[str, Any]
#: One author, editor or translator of it: "family" and "given", or "literal".
Name = dict[str, Any]
