"""The table of base relocations can be read to its end, and firmware knows every type in it.

An image is loaded where there is room, and then adjusted block by block: a block of impossible
size or a type of another machine ends that, and the image is refused.

Passes: what linkers write. Fails: a table that was cut off; one whose directory counts padding.

Reference: PE/COFF, The .reloc Section; EDK II, BasePeCoff.c, PeCoffLoaderRelocateImage(); shim,
pe-relocate.c, relocate_coff().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, loaded


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Judge what remained undecoded, and the types that were counted."""
    pe = loaded(image)
    table = pe.relocations if pe else None
    if pe is None or table is None:
        return
    where = f"{image.layer} directory basereloc"
    from efitool.model.pe import relocation_name

    if table.undecoded:
        size = table.next_size
        found = "stops" if size is None else f"has one of {size} bytes"
        yield (
            where,
            f"after {table.blocks} blocks it {found}, {table.undecoded} bytes before its end",
        )
    for type, count in table.counts:
        if relocation_name(pe.machine, type) is None:
            yield where, f"it has {count} entries of type {type}, which {pe.machine.name} lacks"


RULE = Rule("relocations-malformed", Severity.ERROR, check, "link it again")
