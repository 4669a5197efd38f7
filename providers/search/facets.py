"""How many providers each option of a filter would find under the other groups' filters."""

import sys
from array import array

from providers.search.criteria import ACCEPTING_FLAG, GROUPS

COLUMNS = [*GROUPS.values()]
ACCESS = COLUMNS.index("access")


def count(criteria, sources):
    """Return {column: {bit: providers}} and {"accepting": providers}.

    `sources` are querysets of index rows without the filters of the groups. An option of one group counts
    a provider when one of its rows passes the filters of all other groups and has the option's bit.
    """
    wanted = [getattr(criteria, column) for column in COLUMNS]
    columns = [*COLUMNS, "accepting"]
    found = {column: {} for column in columns}  # column → {provider: union of masks}
    for rows in sources:
        for provider, *masks in rows.values_list("provider_id", *COLUMNS).iterator(chunk_size=5000):
            failed = [i for i, mask in enumerate(wanted) if mask and not mask & masks[i]]
            if criteria.accepting and not masks[ACCESS] & ACCEPTING_FLAG:
                failed.append(len(COLUMNS))
            if len(failed) > 1:
                continue
            for i in failed or range(len(columns)):
                mask = masks[i] if i < len(COLUMNS) else masks[ACCESS] & ACCEPTING_FLAG
                union = found[columns[i]]
                union[provider] = union.get(provider, 0) | mask
    result = {column: _ones(found[column].values()) for column in COLUMNS}
    result["accepting"] = sum(1 for mask in found["accepting"].values() if mask)
    result["access"].pop(ACCEPTING_FLAG.bit_length() - 1, None)
    return result


def _ones(masks):
    """Return {bit: number of masks that have it}, counted 64 masks' worth of lanes at a time."""
    lanes = array("Q", masks)
    if not lanes:
        return {}
    packed = int.from_bytes(lanes.tobytes(), sys.byteorder)
    every = int.from_bytes(array("Q", [1]).tobytes() * len(lanes), sys.byteorder)
    counts = ((bit, (packed >> bit & every).bit_count()) for bit in range(63))
    return {bit: number for bit, number in counts if number}
