"""CSV of maps comes back as what it was made of, as far as rows tell."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError, UnknownFormatError
from efitool.formats import efitool_csv
from efitool.model.artifact import RecordFile
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryMap
from efitool.model.named_ranges import NamedRange
from efitool.model.ranges import PhysRange
from efitool.report import map_csv
from tests.formats.test_efitool_json import MAPS
from tests.report.records import FILE


def printed(log: GuestLog, path: str = "=p,\n") -> bytes:
    return map_csv.maps(RecordFile(path, 1, "f", log), set(), head=True).encode()


@settings(deadline=None)
@given(MAPS.filter(lambda map: bool(map.descriptors) and map.label.isprintable()))
def test_what_is_printed_is_read(map: MemoryMap) -> None:
    data = printed(GuestLog(maps=(map,)))

    assert formats.identify(data) is efitool_csv.FORMAT
    [again] = efitool_csv.decode(data).maps
    assert (again.format, again.label, again.kind) == (map.format, map.label, map.kind)
    assert again.descriptors == tuple(d._replace(virtual_start=None) for d in map.descriptors)


def test_all_that_a_log_holds() -> None:
    log = efitool_csv.decode(printed(FILE.log))

    assert [m.descriptors[0] for m in log.maps] == [FILE.log.maps[0].descriptors[0]]
    assert [t.entries for t in log.e820] == [t.entries for t in FILE.log.e820]
    assert [r.ranges for r in log.ranges] == [
        (NamedRange(PhysRange(0, 16), "a\x07"),),
        (NamedRange(PhysRange(0x1_0020_0000, 0x1_0060_0000), "EfiUnacceptedMemoryType"),),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b",0x0,", b",zero,"),
        (b",0xa0000,", b",-1,"),
        (b"EfiConventionalMemory", b"EfiMemory"),
        (b",memory map", b",map"),
        (b",memory map", b""),
        (b"usable", b"useful"),
        (b"0x100000000,0x100200000", b"0x100000000,0x0"),
    ],
)
def test_what_this_program_does_not_print(old: bytes, new: bytes) -> None:
    data = printed(FILE.log)
    assert old in data

    with pytest.raises(MalformedError, match="efitool prints no such thing"):
        efitool_csv.decode(data.replace(old, new))


def test_nothing_and_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownFormatError, match="no map found in these rows"):
        efitool_csv.decode(efitool_csv.HEAD + b"\n")
    monkeypatch.setattr(efitool_csv, "SIZE_LIMIT", 5)
    with pytest.raises(LimitError):
        efitool_csv.decode(b"123456")


@settings(deadline=None)
@given(st.integers(0, 700), st.binary(max_size=4))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    data = printed(FILE.log)
    for piece in (data[:at], data[:at] + noise + data[at + len(noise) :], noise):
        with suppress(InputError):
            efitool_csv.decode(piece)
