from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.references._image_map import ImageMap
from efitool.references._pieces import NEAR
from efitool.references._x86_fields import fields
from tests.machine_code import ACCEPTANCE, CODE, image

GUID = ACCEPTANCE.bytes_le

DATA1 = "c7 45 e8 fe10a0c5          ; mov dword ptr [rbp-24], 0xc5a010fe\n"
WORDS = """
    66 c7 45 ec a738           ; mov word ptr [rbp-20], 0x38a7
    66 c7 45 ee 3145           ; mov word ptr [rbp-18], 0x4531
"""
HALF = "48 b8 8a4a0500d2fd1649     ; mov rax, 0x4916fdd200054a8a\n"
BYTES = "".join(
    f"c6 45 {0xF0 + n:02x} {byte:02x} ; mov byte ptr [rbp-{16 - n}], ...\n"
    for n, byte in enumerate(GUID[8:])
)
WORD_IN_A_REGISTER = """
    b8 a7380000                ; mov eax, 0x38a7
    66 89 45 ec                ; mov word ptr [rbp-20], ax
"""


def found(code: str, bits: int = 64) -> list[tuple[int, int, int]]:
    pieces = fields(ImageMap(image(code)), GUID, CODE, bits)
    return [(piece.rva - CODE, piece.start, piece.stop) for piece in pieces]


def test_two_words_and_a_half() -> None:
    expected = [(0, 0, 4), (7, 4, 6), (13, 6, 8), (19, 8, 16)]
    assert found(DATA1 + WORDS + HALF) == expected


def test_two_words_and_eight_bytes() -> None:
    """A byte may be taken for a word besides: 05 for 05 00."""
    expected = [(0, 0, 4), (7, 4, 6), (13, 6, 8), *((19 + 4 * n, 8 + n, 9 + n) for n in range(8))]
    pieces = found(DATA1 + WORDS + BYTES)
    assert pieces == found(DATA1 + WORDS + BYTES, 32)
    assert sorted({*expected, (27, 10, 12)}) == sorted(pieces)


def test_a_word_by_way_of_a_register() -> None:
    assert found(DATA1 + WORD_IN_A_REGISTER) == [(0, 0, 4), (7, 4, 6)]


def test_fields_too_far_behind_are_of_something_else() -> None:
    filler = NEAR - len(bytes.fromhex("c745e8fe10a0c5"))
    assert found(DATA1 + "90 ; nop\n" * (filler - 5) + WORD_IN_A_REGISTER) == [
        (0, 0, 4),
        (NEAR - 5, 4, 6),
    ]
    assert found(DATA1 + "90 ; nop\n" * filler + WORD_IN_A_REGISTER) == [(0, 0, 4)]


@settings(deadline=None)
@given(st.binary(max_size=64), st.sampled_from([32, 64]))
def test_any_code_may_follow(code: bytes, bits: int) -> None:
    for rva, start, stop in found(DATA1 + code.hex(), bits):
        assert 0 <= rva < NEAR
        assert 0 <= start < stop <= 16
