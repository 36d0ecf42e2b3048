"""Finding a name by what somebody remembers of it."""

from __future__ import annotations

import re
from operator import itemgetter

from efitool.guids._database import lookup, names
from efitool.guids._names import GuidName
from efitool.guids.reading import readings

BEGINNING = re.compile(r"[0-9a-f]{8}(-[0-9a-f-]{0,27})?")
"""At least the whole first field: fewer digits could be a word."""


def search(query: str) -> tuple[GuidName, ...]:
    """Return what a query may mean, the best match first.

    A query is a GUID in any spelling that `readings` knows, the beginning of one, or part of a
    name or alias. Of names, case, spaces and punctuation do not count, so ``load file 2`` finds
    ``EFI_LOAD_FILE2_PROTOCOL_GUID``; the less of a name the query leaves unsaid, the better.
    """
    if meant := readings(query):
        return tuple(name for reading in meant if (name := lookup(reading.guid)))
    if BEGINNING.fullmatch(beginning := query.strip().lower()):
        return tuple(name for name in names() if str(name.guid).startswith(beginning))
    wanted = _fold(query)
    ranked = [(unsaid, name) for name in names() if (unsaid := _unsaid(name, wanted)) is not None]
    return tuple(name for _, name in sorted(ranked, key=itemgetter(0)))


def _unsaid(name: GuidName, wanted: str) -> int | None:
    """Return how many letters of the name closest to the query are not in it."""
    folded = [_fold(text) for text in (name.name, *name.aliases)]
    rests = [len(text) - len(wanted) for text in folded if wanted and wanted in text]
    return min(rests, default=None)


def _fold(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.lower())
