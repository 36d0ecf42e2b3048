from __future__ import annotations

import pytest

from efitool.references._image_map import ImageMap
from efitool.references._x86_functions import (
    TABLE_LOAD_32,
    TABLE_LOAD_64,
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
