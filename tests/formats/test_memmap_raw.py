"""Raw buffers: the stride found and given, what is refused, and recordings."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import guest_log, memmap_raw
from efitool.model.memmap import MemoryDescriptor
from efitool.model.ranges import PhysRange

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"
GIB4 = MemoryDescriptor(15, 0x1_0000_0000, 0, 512, 0xF)
LOW = MemoryDescriptor(7, 0, 0, 160, 0xF)


def buffer(*descriptors: MemoryDescriptor, stride: int = 48) -> bytes:
    rows = (struct.pack("<I4xQQQQ", *d).ljust(stride, b"\0") for d in descriptors)
    return b"".join(rows)


@pytest.mark.parametrize("stride", [40, 48, 56, 64, 256])
def test_the_stride_is_found(stride: int) -> None:
    data = buffer(LOW, GIB4, LOW, stride=stride)

    map = memmap_raw.decode(data)

    assert memmap_raw.sniff(data)
    assert (map.descriptor_size, tuple(map.descriptors)) == (stride, (LOW, GIB4, LOW))


def test_the_stride_that_is_given_counts() -> None:
    map = memmap_raw.decode(buffer(LOW, GIB4, LOW, LOW), descriptor_size=96)

    assert tuple(map.descriptors) == (LOW, LOW)


def test_a_real_map() -> None:
    map = memmap_raw.decode((RECORDINGS / "linux-6.12-unaccepted/map-at-exit.bin").read_bytes())

    assert (len(map.descriptors), map.descriptor_size) == (127, 48)
    assert list(map.unaccepted) == [PhysRange(0x1000_0000, 0x4000_0000)]
    assert map.descriptors[126] == MemoryDescriptor(0, 0xFD_0000_0000, 0, 0x30_0000, 0)


def test_a_map_of_32_bit_firmware_is_what_its_kernel_prints() -> None:
    guest = RECORDINGS / "linux-6.1-ia32"
    map = memmap_raw.decode((guest / "map-booted.bin").read_bytes())
    printed, _runtime = guest_log.decode((guest / "dmesg.txt").read_bytes()).maps

    assert (len(map.descriptors), map.descriptor_size, printed.unread) == (114, 48, ())
    assert [(d.type, d.range, d.attributes) for d in printed.descriptors] == [
        (d.type, d.range, d.attributes) for d in map.descriptors
    ]


def test_types_of_oems_and_loaders_make_sense_and_others_do_not() -> None:
    assert memmap_raw.sniff(buffer(LOW._replace(type=0x7000_0001), LOW._replace(type=0x8000_0001)))
    assert memmap_raw.sniff(buffer(LOW._replace(type=16)))
    assert not memmap_raw.sniff(buffer(LOW, LOW._replace(type=17)))


@pytest.mark.parametrize(
    "damage", [{"start": 0x800}, {"pages": 0}, {"pages": (1 << 52) + 1}, {"type": 0x6FFF_FFFF}]
)
def test_what_makes_no_sense_is_claimed_by_nobody(damage: dict[str, int]) -> None:
    assert not memmap_raw.sniff(buffer(LOW, LOW._replace(**damage)))


def test_the_padding_tells_a_map_from_tables_that_begin_with_two_numbers() -> None:
    data = bytearray(buffer(LOW, GIB4))
    data[4] = 1

    assert not memmap_raw.sniff(bytes(data))
    assert tuple(memmap_raw.decode(bytes(data)).descriptors) == (LOW, GIB4)


def test_what_is_left_of_a_descriptor_is_named() -> None:
    with pytest.raises(MalformedError, match="47 bytes are left of a descriptor of 48") as e:
        memmap_raw.decode(buffer(LOW, GIB4)[:-1], descriptor_size=48)
    assert e.value.offset == 48


@pytest.mark.parametrize("room", [1, 40, 47, 48, 96, 480, 70_000])
@pytest.mark.parametrize("stride", [40, 48, 56])
def test_room_behind_the_map_is_no_part_of_it(room: int, stride: int) -> None:
    data = buffer(LOW, GIB4, stride=stride) + bytes(room)

    map = memmap_raw.decode(data)

    assert memmap_raw.sniff(data)
    assert (map.descriptor_size, tuple(map.descriptors)) == (stride, (LOW, GIB4))
    assert map.label == f"GetMemoryMap, and {room} bytes of zeros"


def test_zeros_in_a_buffer_of_a_given_stride_are_descriptors() -> None:
    map = memmap_raw.decode(buffer(LOW, GIB4) + bytes(48), descriptor_size=48)

    assert (len(map.descriptors), map.label) == (3, "GetMemoryMap")


def test_one_descriptor_and_zeros_have_no_one_stride() -> None:
    assert memmap_raw.sniff(buffer(LOW))
    assert not memmap_raw.sniff(buffer(LOW) + bytes(1))
    assert not memmap_raw.sniff(bytes(480))


def test_something_behind_the_zeros_is_not_passed_over() -> None:
    assert not memmap_raw.sniff(buffer(LOW, GIB4) + bytes(4000) + b"x")


def test_what_cannot_be_a_map() -> None:
    with pytest.raises(MalformedError, match="no size of a descriptor makes sense of 3 bytes"):
        memmap_raw.decode(b"abc")
    with pytest.raises(MalformedError, match="it is empty"):
        memmap_raw.decode(b"", descriptor_size=48)
    with pytest.raises(MalformedError, match="found 39, expected at least 40"):
        memmap_raw.decode(bytes(78), descriptor_size=39)


def test_too_many_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memmap_raw, "DESCRIPTOR_LIMIT", 2)

    assert len(memmap_raw.decode(buffer(LOW, LOW)).descriptors) == 2
    with pytest.raises(LimitError, match="3 descriptors: more than 2"):
        memmap_raw.decode(buffer(LOW, LOW, LOW))


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, 40, 48, 1 << 20]))
def test_noise_can_only_raise_an_input_error(data: bytes, size: int | None) -> None:
    try:
        map = memmap_raw.decode(data, descriptor_size=size)
    except InputError:
        return
    used = len(map.descriptors) * (map.descriptor_size or 0)
    assert used == len(data) or (size is None and not any(data[used:]))


@settings(deadline=None)
@given(st.integers(0, 6096), st.integers(0, 255))
def test_a_flipped_byte_and_any_prefix(at: int, value: int) -> None:
    data = bytearray((RECORDINGS / "linux-6.12-unaccepted/map-at-exit.bin").read_bytes())
    data[min(at, len(data) - 1)] = value

    for piece in (bytes(data), bytes(data[:at])):
        with suppress(InputError):
            assert len(memmap_raw.decode(piece).descriptors) <= 152
