"""Names in the tables of every version, found without being told where."""

from __future__ import annotations

import mmap
import random
import struct
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats import _kallsyms
from tests import vmlinux_build
from tests.vmlinux_build import kallsyms

NAMES = [
    "start_kernel",
    "accept_memory",
    "range_contains_unaccepted_memory",
    *(f"sys_{n:04}" for n in range(900)),
    "mem_init",
    "start_kernel",
    "_RNv" + "Q" * 120,
    "_RNv" + "Z" * 300,
]
ORDERS = [("<", 8), ("<", 4), (">", 8), (">", 4)]


def find(data: bytes, order: str = "<") -> _kallsyms.KernelSymbols | None:
    return _kallsyms.find(data, 0, len(data), "<" if order == "<" else ">")


def encoded_block(names: list[str]) -> bytes:
    """Return the names as they stand in the tables, without the number before them."""
    return kallsyms(names, align=1)[4:].partition(bytes(4))[0]


def found(data: bytes, order: str = "<") -> _kallsyms.KernelSymbols:
    symbols = find(data, order)
    assert symbols is not None
    return symbols


@pytest.mark.parametrize(("order", "align"), ORDERS)
@pytest.mark.parametrize("sequences", [0, 3, 4])
def test_all_names_come_out_in_order(order: str, align: int, sequences: int) -> None:
    tables = kallsyms(NAMES, sequences=sequences, align=align, order=order)

    symbols = found(bytes(64) + tables + bytes(64), order)

    assert list(symbols) == NAMES
    assert len(symbols) == len(NAMES)


@pytest.mark.parametrize("count", [257, 511, 512, 513, 768])
def test_the_last_block_may_be_of_any_size(count: int) -> None:
    assert list(found(kallsyms(NAMES[:count]))) == NAMES[:count]


def test_membership_is_of_whole_names() -> None:
    symbols = found(kallsyms(NAMES))

    assert all(name in symbols for name in NAMES)
    for name in ("accept_memor", "ccept_memory", "Taccept_memory", "accept_memory2", "memory", "T"):
        assert name not in symbols
    assert "" not in symbols
    assert "\N{SNOWMAN}" not in symbols
    assert not symbols.__contains__(b"accept_memory")


def test_a_name_that_ends_as_no_token_does_is_not_searched() -> None:
    symbols = _kallsyms.KernelSymbols(b"\1\0", array("I", [2]), b"\0", (b"Ta",) * 256)

    assert list(symbols) == ["a"]
    assert "a" in symbols
    assert "b" not in symbols


def test_a_name_of_one_code_is_found() -> None:
    symbols = found(kallsyms(["accept", *NAMES]))

    assert "accept" in symbols
    assert "accept" not in found(kallsyms(NAMES))


def test_tables_are_found_among_other_bytes_and_only_where_they_are_looked_for() -> None:
    source = random.Random(1)
    decoy = b"".join(b"%d\0" % digit for digit in range(10))
    before = source.randbytes(100_000) + decoy + bytes(500) + bytes(-len(decoy) % 8 + 4)
    data = mmap.mmap(-1, 400_000)
    data[: len(before)] = before
    tables = kallsyms(NAMES)
    data[200_000 : 200_000 + len(tables)] = tables

    symbols = _kallsyms.find(data, 0, 400_000, "<")

    assert symbols is not None
    assert list(symbols) == NAMES
    assert _kallsyms.find(data, 0, 200_000, "<") is None
    assert _kallsyms.find(data, 200_000 + len(tables), 400_000, "<") is None


def test_names_that_are_out_of_step_with_the_markers_are_no_names() -> None:
    tables = bytearray(kallsyms(NAMES))
    assert tables[8:17] == b"\x08Tstart_\x80", "the first name"
    for at, other in ((8, 7), (8, 9), (0, 1), (1, 0)):
        damaged = bytearray(tables)
        damaged[at] = other
        assert find(bytes(damaged)) is None


def test_a_marker_that_no_name_begins_at_spoils_the_names() -> None:
    tables = bytearray(kallsyms(NAMES[:300]))
    marker = len(encoded_block(NAMES[:256]))
    at = tables.rindex(struct.pack("<II", 0, marker))
    struct.pack_into("<I", tables, at + 4, marker + 1)

    assert find(bytes(tables)) is None


def test_names_end_where_the_markers_begin() -> None:
    names = NAMES[3:300]
    tables = kallsyms(names, align=4)
    end = 4 + len(encoded_block(names))
    assert end % 4, "there is padding"

    assert find(tables[:end] + b"\1" + tables[end + 1 :]) is None
    last = end - len(encoded_block(names[-1:]))
    assert find(tables[:last] + b"\x7f" + tables[last + 1 :]) is None


def test_a_first_marker_may_be_followed_by_a_round_one() -> None:
    names = [f"sys_{n:04}" for n in range(300)]
    assert len(encoded_block(names[:256])) == 0xA00

    assert list(found(kallsyms(names))) == names


def test_tables_whose_names_are_cut_off_are_none() -> None:
    tables = kallsyms(NAMES)
    for size in range(len(tables) - 2000, len(tables), 7):
        assert find(tables[-size:] + b"x") is None


def test_a_token_table_that_its_index_contradicts_is_none() -> None:
    tables = bytearray(kallsyms(NAMES))
    struct.pack_into("<H", tables, len(tables) - 2, 1)

    assert find(bytes(tables)) is None


@settings(deadline=None)
@given(st.lists(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), min_size=1, max_size=40))
def test_any_names_are_found_and_no_others(some: list[str]) -> None:
    names = [*some, *(f"filler.{n}" for n in range(300))]

    symbols = found(kallsyms(names))

    assert list(symbols) == names
    assert all(name in symbols for name in some)
    assert {name + "x" in symbols for name in some} <= {name + "x" in names for name in some}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=8), st.booleans())
def test_damaged_tables_are_read_or_not_but_never_crash(
    damage: list[tuple[int, int]], big_endian: bool
) -> None:
    data = bytearray(kallsyms(NAMES[:400]))
    for at, value in damage:
        data[at % len(data)] = value

    symbols = find(bytes(data), ">" if big_endian else "<")

    assert symbols is None or len(list(symbols)) == len(symbols) == 400


@settings(deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(0, 260))
def test_noise_around_the_digits_is_no_table(before: bytes, behind: bytes, tokens: int) -> None:
    digits = b"".join(b"%d\0" % digit for digit in range(10))

    assert find(before + digits + b"x\0" * tokens + behind) is None


@pytest.mark.parametrize(("letters", "is_table"), [(128, True), (129, False)])
def test_a_code_for_more_letters_than_a_name_could_use_is_in_no_table(
    letters: int, is_table: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vmlinux_build.TOKENS, 0x85, b"Z" * letters)

    assert (find(kallsyms(NAMES)) is not None) is is_table
