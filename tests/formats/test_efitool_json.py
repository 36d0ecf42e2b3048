"""JSON of maps comes back as what it was made of."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError, UnknownFormatError
from efitool.formats import efitool_json
from efitool.model.artifact import RecordFile
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap, Unread
from efitool.report import map_json
from tests.report.records import FILE

WORDS = st.integers(0, (1 << 64) - 1)
DESCRIPTORS = st.builds(
    MemoryDescriptor,
    st.integers(0, (1 << 32) - 1),
    WORDS,
    st.none() | WORDS,
    WORDS,
    st.none() | WORDS,
)
MAPS = st.builds(
    MemoryMap,
    st.just("dmesg-efi"),
    st.text(),
    st.lists(DESCRIPTORS, max_size=5).map(tuple),
    st.sampled_from(MapKind),
    st.none() | st.integers(40, 256),
    st.none() | st.integers(0, 9),
    lines=st.just(()),
    exact=st.booleans(),
    unread=st.builds(lambda text: (Unread(7, text),), st.text()),
)


def printed(log: GuestLog) -> bytes:
    return json.dumps(map_json.maps(RecordFile("p", 1, "f", log), set(), [])).encode()


@settings(deadline=None)
@given(MAPS)
def test_what_is_printed_is_read(map: MemoryMap) -> None:
    data = printed(GuestLog(maps=(map,)))

    assert formats.identify(data) is efitool_json.FORMAT
    assert efitool_json.decode(data).maps == (map,)


def test_all_that_a_log_holds() -> None:
    log = efitool_json.decode(printed(FILE.log))

    assert log.maps == FILE.log.maps
    assert log.e820 == tuple(t._replace(lines=()) for t in FILE.log.e820)
    assert log.ranges == tuple(r._replace(lines=()) for r in FILE.log.ranges)


def test_several_objects_laid_out_by_others() -> None:
    one = printed(FILE.log)
    data = json.dumps(json.loads(one), indent=2).encode() + b"\n" + one + b"\n"

    assert len(efitool_json.decode(data).maps) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"start": "0x0"', b'"start": "zero"'),
        (b'"start": "0x0"', b'"start": 0'),
        (b'"type": 7', b'"type": -7'),
        (b'"maps": [{', b'"maps": [[{'),
        (b'"exact": true', b'"exact": null'),
        (b'"pages"', b'"page"'),
        (b'"kind": "memory map"', b'"kind": "map"'),
    ],
)
def test_what_this_program_does_not_print(old: bytes, new: bytes) -> None:
    data = printed(FILE.log)
    assert old in data

    with pytest.raises(MalformedError, match="efitool prints no such thing"):
        efitool_json.decode(data.replace(old, new))


def test_nothing_of_a_map_and_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownFormatError, match="no map found in this JSON"):
        efitool_json.decode(b'{"efitool":1,"kind":"image"}')
    with pytest.raises(MalformedError):
        efitool_json.decode(b'{"efitool":' + b"[" * 100_000)
    monkeypatch.setattr(efitool_json, "SIZE_LIMIT", 5)
    with pytest.raises(LimitError):
        efitool_json.decode(b"123456")


@settings(deadline=None)
@given(st.integers(0, 1500), st.binary(max_size=4))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    data = printed(FILE.log)
    for piece in (data[:at], data[:at] + noise + data[at + len(noise) :], noise):
        with suppress(InputError):
            efitool_json.decode(piece)
