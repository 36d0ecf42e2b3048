"""Symbol tables as System V ABI 4.1 describes them, and out of bounds."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError
from efitool.formats import _elf, _elf_symbols, _vmlinux
from efitool.formats._elf_schemas import schemas
from tests.vmlinux_build import Part, elf, kallsyms

STRINGS = b"\0start_kernel\0file.c\0printk\0accept_memory\0"
FUNCTION, FILE, SECTION = 0x12, 0x04, 0x03
ROWS = (
    (0, 0, 0),
    (STRINGS.index(b"file.c"), FILE, 0xFFF1),
    (0, SECTION, 1),
    (STRINGS.index(b"start_kernel"), FUNCTION, 1),
    (STRINGS.index(b"printk"), FUNCTION, 0),
    (STRINGS.index(b"memory"), FUNCTION, 2),
    (STRINGS.index(b"accept"), FUNCTION, 2),
)
"""Where the name stands, ``st_info`` and ``st_shndx``; linkers share the ends of names."""


def symtab(*rows: tuple[int, int, int], bits: int = 64, order: str = "<") -> bytes:
    if bits == 64:
        return b"".join(struct.pack(f"{order}IBBHQQ", n, i, 0, s, 1, 2) for n, i, s in rows)
    return b"".join(struct.pack(f"{order}IIIBBH", n, 1, 2, i, 0, s) for n, i, s in rows)


def file(table: bytes, strings: bytes = STRINGS, bits: int = 64, order: str = "<") -> bytes:
    return elf(
        Part(".rodata", b"Linux version 6.12.1-test (me@home) (gcc 14) #1 SMP\n\0", 0x1000),
        Part(".symtab", table, 0, flags=0, type=2, load=False),
        Part(".strtab", strings, 0, flags=0, type=3, load=False),
        bits=bits,
        order=order,
    )


def names(data: bytes) -> tuple[str, ...] | None:
    return _elf_symbols.names(data, _elf.decode(data))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("bits", [32, 64])
def test_what_is_defined_and_has_a_name_is_listed(bits: int, order: str) -> None:
    data = file(symtab(*ROWS, bits=bits, order=order), bits=bits, order=order)

    assert names(data) == ("start_kernel", "memory", "accept_memory")


def test_the_fast_way_reads_what_the_schema_says() -> None:
    table = symtab(*ROWS)
    schema = schemas(64, "<").symbol
    rows = [schema.parse(table[n * 24 : n * 24 + 24]) for n in range(len(ROWS))]

    assert tuple((r.st_name, r.st_info, r.st_shndx) for r in rows) == ROWS
    assert {(r.st_value, r.st_size, r.st_other) for r in rows} == {(1, 2, 0)}


def test_a_file_without_a_table_has_none() -> None:
    assert names(elf(Part(".rodata", b"x", 0x1000))) is None
    assert names(file(b"")) == ()


def test_a_row_that_is_cut_short_is_not_read() -> None:
    assert names(file(symtab(*ROWS)[:-1])) == ("start_kernel", "memory")


def test_names_end_with_their_table_and_after_512_bytes() -> None:
    long = b"\0" + b"n" * 600
    rows = ((1, FUNCTION, 1), (599, FUNCTION, 1), (601, FUNCTION, 1), (2**32 - 1, FUNCTION, 1))

    assert names(file(symtab(*rows), long)) == ("n" * 512, "nn")


def test_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_elf_symbols, "MAX_SYMBOLS", 6)

    assert names(file(symtab(*ROWS))) == ("start_kernel", "memory")


def test_a_kernel_without_kallsyms_has_the_symbols_of_its_table() -> None:
    data = file(symtab(*ROWS))

    linux = _vmlinux.decode(data, "vmlinux", ("elf",)).linux
    assert linux is not None
    assert linux.symbols == ("start_kernel", "memory", "accept_memory")


def test_a_program_with_symbols_is_no_kernel_for_that() -> None:
    data = elf(
        Part(".symtab", symtab(*ROWS), 0, flags=0, type=2, load=False),
        Part(".strtab", STRINGS, 0, flags=0, type=3, load=False),
    )

    assert names(data) is not None
    assert _vmlinux.decode(data, "vmlinux", ("elf",)).linux is None


def test_kallsyms_are_what_a_kernel_knows_of_itself() -> None:
    own = [f"sys_{n:04}" for n in range(300)]
    banner = b"Linux version 6.12.1-test (me@home) (gcc 14) #1 SMP\n\0"
    data = elf(
        Part(".rodata", banner + bytes(-len(banner) % 8) + kallsyms(own), 0x1000),
        Part(".symtab", symtab(*ROWS), 0, flags=0, type=2, load=False),
        Part(".strtab", STRINGS, 0, flags=0, type=3, load=False),
    )

    linux = _vmlinux.decode(data, "vmlinux", ("elf",)).linux
    assert linux is not None
    assert linux.symbols is not None
    assert list(linux.symbols) == own


@settings(deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=100))
def test_noise_raises_only_input_errors(table: bytes, strings: bytes) -> None:
    with contextlib.suppress(InputError):
        names(file(table, strings))
