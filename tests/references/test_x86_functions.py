from __future__ import annotations

import pytest

from efitool.references._image_map import ImageMap, Run
from efitool.references._x86_functions import (
    MAX_ASSERTION,
    TABLE_LOAD_32,
    TABLE_LOAD_64,
    returns,
    seams,
    starts,
    table_loads,
)
from tests.machine_code import CODE, image


@pytest.mark.parametrize(
    ("before", "starts_there"),
    [
        ("c3", True),
        ("cc", True),
        ("90", True),
        ("0f 1f 44 00 00", True),
        ("0f 0b", True),
        ("eb 05", True),
        ("e9 05 00 00 01", True),
        ("48 89 c3 5b 5d", False),
    ],
    ids=["ret", "int3", "nop", "long nop", "ud2", "jmp", "far jmp", "code"],
)
def test_a_call_s_target_starts_a_function_behind_the_end_of_another(
    before: str, starts_there: bool
) -> None:
    filler = "55 " * (20 - len(bytes.fromhex(before)))
    code = f"e8 14 00 00 00 {filler} {before} 55"
    assert (CODE + 25 in starts(ImageMap(image(code)))) is starts_there


def test_starts_are_the_entry_targets_and_prologues_in_order() -> None:
    code = """
        c3                         ; ret
        55                         ; push rbp
        48 89 e5                   ; mov rbp, rsp
        e8 08 00 00 00             ; call .+13
        8b 01                      ; mov eax, [rcx]
        55                         ; push rbp
        48 89 e5                   ; mov rbp, rsp
        90                         ; nop
        c3                         ; ret
        c3                         ; ret
    """
    assert starts(ImageMap(image(code))) == [CODE, CODE + 1, CODE + 18]


def test_a_call_of_the_next_instruction_is_no_start() -> None:
    assert starts(ImageMap(image("90 e8 00 00 00 00 58 c3"))) == [CODE]


def test_calls_out_of_the_code_are_no_starts() -> None:
    assert starts(ImageMap(image("e8 00 01 00 00 e8 00 ff ff ff c3"))) == [CODE]


def test_a_table_that_is_stored_in_a_variable() -> None:
    code = """
        90                         ; nop
        48 8b 42 60                ; mov rax, [rdx+0x60]
        48 89 05 00 10 00 00       ; mov [rip+0x1000], rax
    """
    assert table_loads(ImageMap(image(code)), TABLE_LOAD_64) == [CODE + 1]
    assert table_loads(ImageMap(image(code.replace("42 60", "42 68"))), TABLE_LOAD_64) == []


def test_i386_tables() -> None:
    code = """
        8b 40 3c                   ; mov eax, [eax+0x3c]
        a3 00 30 40 00             ; mov [0x403000], eax
    """
    assert table_loads(ImageMap(image(code)), TABLE_LOAD_32) == [CODE]
    assert table_loads(ImageMap(image(code.replace("40 3c", "40 40"))), TABLE_LOAD_32) == []


def run(code: str) -> Run:
    return ImageMap(image(code)).code[0]


def seams_of(code: str, *, returns: bool = True) -> list[int]:
    held = run(code)
    return [rva - CODE for rva in seams(held, 64, CODE, held.end, lambda function: returns)]


@pytest.mark.parametrize(
    "end",
    ["c3", "c2 08 00", "eb fe", "ff e0", "0f 0b", "cc"],
    ids=["ret", "ret 8", "jmp", "jmp rax", "ud2", "int3"],
)
def test_what_follows_an_end_may_be_another_function(end: str) -> None:
    size = len(bytes.fromhex(end))
    assert seams_of(f"90 {end} 55 c3") == [1 + size]
    assert seams_of(f"90 {end} 90 0f1f00 cc 55 c3") == [1 + size + 5]


def test_what_is_fallen_into_is_no_other_function() -> None:
    assert seams_of("55 74 01 90 e8 00 00 00 00 5d c3") == []


def test_behind_a_call_that_never_returns_is_a_seam() -> None:
    code = "e8 00 01 00 00 55 c3"
    assert seams_of(code) == []
    assert seams_of(code, returns=False) == [5]


def test_a_sweep_ends_where_it_is_told_to() -> None:
    held = run("c3 c3 c3 c3")
    assert list(seams(held, 64, CODE + 1, CODE + 3, lambda function: True)) == [CODE + 2]


@pytest.mark.parametrize(
    ("code", "comes_back"),
    [
        ("90 c3", True),
        ("74 02 eb fe c3", True),
        ("eb fe", False),
        ("55 e8 00 00 00 00 f4 eb fd c3", False),
        ("74 02 eb fc eb fa c3", False),
        ("0f 0b", False),
        ("cc", False),
        ("ff e0", True),
        ("e9 00 01 00 00", True),
        ("0f 84 00 01 00 00 eb fe", True),
    ],
    ids=["ret", "one way", "circle", "hlt", "two circles", "ud2", "int3", "jmp rax", "far", "je"],
)
def test_whether_a_function_comes_back(code: str, comes_back: bool) -> None:
    assert returns(run(code), 64, CODE) is comes_back


def test_a_long_function_may_come_back() -> None:
    assert not returns(run("90" * (MAX_ASSERTION - 1) + "eb fe"), 64, CODE)
    assert returns(run("90" * MAX_ASSERTION + "eb fe"), 64, CODE)
