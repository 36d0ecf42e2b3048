from __future__ import annotations

import pytest

from efitool.references._x86_thunks import get_pc, retpoline


@pytest.mark.parametrize(
    ("code", "register"),
    [("8b 04 24 c3", 0), ("8b 1c 24 c3 90", 3), ("8b 3c 24 c3", 7)],
    ids=["eax", "ebx", "edi"],
)
def test_a_function_that_returns_its_return_address(code: str, register: int) -> None:
    assert get_pc(bytes.fromhex(code)) == register


@pytest.mark.parametrize("code", ["8b 04 24 c2", "8b 44 24 c3", "8b 04 24", ""])
def test_these_do_not(code: str) -> None:
    assert get_pc(bytes.fromhex(code)) is None


@pytest.mark.parametrize(
    ("code", "register"),
    [
        ("e8 01000000 cc 48 89 04 24 c3 cc", 0),
        ("e8 01000000 cc 4c 89 1c 24 c3 cc", 11),
        ("e8 07000000 f3 90 0f ae e8 eb f9 48 89 1c 24 c3", 3),
    ],
    ids=["Xen's rax", "Xen's r11", "Linux's rbx"],
)
def test_a_function_that_jumps_to_what_a_register_points_to(code: str, register: int) -> None:
    assert retpoline(bytes.fromhex(code)) == register


@pytest.mark.parametrize(
    "code",
    [
        "e9 01000000 cc 48 89 04 24 c3",
        "e8 02000000 cc 48 89 04 24 c3",
        "e8 01000000 cc 48 89 44 24 c3",
        "e8 f9ffffff",
        "",
    ],
)
def test_these_are_plain_functions(code: str) -> None:
    assert retpoline(bytes.fromhex(code)) is None
