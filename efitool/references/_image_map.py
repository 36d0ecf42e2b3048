"""Where the bytes of an image stand: by offset in the file, by RVA in memory."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Container, Iterator
from functools import cached_property
from itertools import chain, repeat
from typing import NamedTuple

from efitool.model.image import Data, Image, Section, Segment
from efitool.references import _relocations


class Run(NamedTuple):
    """The bytes of one segment. ``end`` is the RVA behind the last."""

    rva: int
    offset: int
    end: int
    code: bool
    data: bytes


class ImageMap:
    """The mapped bytes of one layer. What lies in no segment does not exist here.

    Runs do not overlap: a segment that claims to go on where another starts is cut off there.

    ``base`` is the preferred load address, ``entry`` the RVA of the entry point.
    """

    def __init__(self, image: Image) -> None:
        self.base = image.pe.image_base if image.pe else 0
        self.entry = image.pe.entry_point if image.pe else None
        self._arch = image.arch
        self._sections = image.pe.sections if image.pe else ()
        self._directories = image.pe.directories if image.pe else ()
        segments = sorted(image.segments, key=lambda segment: segment.rva)
        ends = [*(segment.rva for segment in segments[1:]), sys.maxsize]
        self.runs = tuple(map(_run, segments, ends, repeat(image.data)))
        self.code = tuple(run for run in self.runs if run.code)
        self._rvas = [run.rva for run in self.runs]

    @cached_property
    def relocated(self) -> frozenset[int]:
        """The RVAs of addresses that a loader, or the image itself, adjusts.

        Empty for an image that does not say.
        """
        table = next((d for d in self._directories if d.name == "basereloc"), None)
        dynamic = self._dynamic()
        return frozenset(
            chain(
                _relocations.of_loader(self._from(table.rva, table.size)) if table else (),
                () if dynamic is None else _relocations.of_image(self._from, dynamic, self._arch),
            )
        )

    def _dynamic(self) -> int | None:
        """Return the RVA of the dynamic section, or of its part that tells of relocations."""
        named = (s.rva for s in self._sections if s.name == _relocations.DYNAMIC)
        found = (
            run.rva + at
            for run in self.runs
            if (at := _relocations.dynamic_in(run.data, self._arch)) is not None
        )
        return next(chain(named, found), None)

    def pointer(self, rva: int, size: int) -> int | None:
        """Return the RVA that an address in the ``size`` bytes at ``rva`` leads to."""
        held = self.read(rva, size) if rva in self.relocated else None
        return None if held is None else int.from_bytes(held, "little") - self.base

    def pointers(self, targets: Container[int], size: int) -> Iterator[tuple[int, int]]:
        """Yield where addresses of ``size`` bytes stand that lead to ``targets``, and to which."""
        for rva in self.relocated:
            target = self.pointer(rva, size)
            if target is not None and target in targets:
                yield rva, target

    def _from(self, rva: int, size: int) -> bytes:
        """Return up to ``size`` bytes of one run."""
        run = self.run_at(rva)
        return run.data[rva - run.rva : rva - run.rva + size] if run else b""

    def run_at(self, rva: int) -> Run | None:
        """Return the run that holds ``rva``."""
        i = bisect_right(self._rvas, rva) - 1
        return self.runs[i] if i >= 0 and rva < self.runs[i].end else None

    def read(self, rva: int, size: int) -> bytes | None:
        """Return ``size`` bytes of one run, or None if they are not all there."""
        run = self.run_at(rva)
        if run is None or rva + size > run.end:
            return None
        return run.data[rva - run.rva : rva - run.rva + size]

    def offset_of(self, rva: int) -> int:
        """Return the offset in the layer of a mapped RVA."""
        run = self.run_at(rva)
        if run is None:
            raise ValueError(f"{rva:#x} is not mapped")
        return run.offset + rva - run.rva

    def section_at(self, offset: int) -> str | None:
        """Return the name of the section that holds an offset of the layer."""
        return next((s.name for s in self._sections if _holds(s, offset)), None)


def _run(segment: Segment, end: int, data: Data) -> Run:
    """Return the bytes that are really there: up to the next segment, and the end of the layer."""
    size = min(segment.size, end - segment.rva)
    held = bytes(data[segment.offset : segment.offset + size])
    return Run(segment.rva, segment.offset, segment.rva + len(held), segment.code, held)


def _holds(section: Section, offset: int) -> bool:
    return section.offset <= offset < section.offset + section.size
