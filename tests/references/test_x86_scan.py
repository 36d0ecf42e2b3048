from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

import pytest

from efitool.errors import LimitError
from efitool.references import _x86_scan
from efitool.references._image_map import ImageMap
from efitool.references._pieces import Piece
from efitool.references._x86_scan import pieces_32, pieces_64
from tests.machine_code import ACCEPTANCE, CODE, DATA, image

GUID = ACCEPTANCE.bytes_le
Found = list[tuple[int, int, int, bool]]


def wide(code: str, data: bytes = b"") -> Found:
    return found(pieces_64(ImageMap(image(code)), [GUID], held(data)))


POINTER = DATA + 32
"""Where the image holds the address of a GUID at `DATA`."""


def pointing(code: str, word: int) -> Found:
    """Return the pieces of code in an image that has a pointer behind its GUID."""
    data = GUID + bytes(16) + (0x400000 + DATA).to_bytes(word, "little")
    pieces = pieces_64 if word == 8 else pieces_32
    held_code = ImageMap(image(code, data, base=0x400000, relocated=[POINTER, *range(CODE, DATA)]))
    return found(pieces(held_code, [GUID], {DATA: GUID}))


def narrow(code: str, data: bytes = b"", base: int = 0, relocated: Sequence[int] = ()) -> Found:
    held_code = image(code, base=base, relocated=relocated)
    return found(pieces_32(ImageMap(held_code), [GUID], held(data)))


def held(data: bytes) -> dict[int, bytes]:
    return {DATA: data} if data else {}


def found(pieces: Iterable[Piece]) -> Found:
    return sorted((p.rva - CODE, p.start, p.stop, p.address) for p in pieces)


def test_two_immediates_of_eight_bytes() -> None:
    code = """
        90                         ; nop
        48 b8 fe10a0c5a7383145     ; mov rax, 0x453138a7c5a010fe
        49 bf 8a4a0500d2fd1649     ; mov r15, 0x4916fdd200054a8a
    """
    assert wide(code) == [(1, 0, 8, False), (11, 8, 16, False)]


@pytest.mark.parametrize(
    "code",
    [
        "48 b8 fe10a0c5a7383145                         ; one half",
        "48 b8 fe10a0c5a7383145 48 b8 8a4a0500d2fd164a  ; another GUID",
        "40 b8 fe10a0c5a7383145 40 b8 8a4a0500d2fd1649  ; mov eax",
        "48 a8 fe10a0c5a7383145 48 a8 8a4a0500d2fd1649  ; test al",
    ],
)
def test_these_are_no_pieces(code: str) -> None:
    assert wide(code) == []


STORES = [
    "c7 00              ; mov dword ptr [rax], ...",
    "c7 04 24           ; mov dword ptr [rsp], ...",
    "c7 05 00000000     ; mov dword ptr [rip+0], ...",
    "c7 45 f0           ; mov dword ptr [rbp-16], ...",
    "c7 44 24 10        ; mov dword ptr [rsp+16], ...",
    "c7 85 00ffffff     ; mov dword ptr [rbp-256], ...",
    "c7 84 24 00010000  ; mov dword ptr [rsp+256], ...",
]
QUARTERS = ("fe10a0c5", "a7383145", "8a4a0500", "d2fd1649")


@pytest.mark.parametrize("store", STORES)
def test_stores_of_four_bytes_however_long_the_address(store: str) -> None:
    opcode = store.partition(";")[0]
    length = len(bytes.fromhex(opcode)) + 4
    code = "\n".join(opcode + quarter for quarter in QUARTERS)
    expected = [(n * length, 4 * n, 4 * n + 4, False) for n in range(4)]
    assert wide(code) == expected
    assert narrow(code) == expected


def test_a_prefix_belongs_to_the_store() -> None:
    code = "\n".join("41 c7 00" + quarter for quarter in QUARTERS)
    assert [rva for rva, *_ in wide(code)] == [0, 7, 14, 21]


@pytest.mark.parametrize("opcode", ["b8", "bf", "68"])
def test_i386_moves_and_pushes_of_four_bytes(opcode: str) -> None:
    code = "\n".join(opcode + quarter for quarter in QUARTERS)
    assert [rva for rva, *_ in narrow(code)] == [0, 5, 10, 15]


@pytest.mark.parametrize(
    ("opcode", "stop", "address"),
    [
        ("48 8d 0d", 16, True),
        ("4c 8d 3d", 16, True),
        ("48 8b 05", 8, False),
        ("48 3b 05", 8, False),
        ("48 33 05", 8, False),
        ("0f 10 05", 16, False),
        ("0f 28 05", 16, False),
        ("66 0f 6f 05", 16, False),
        ("66 44 0f 6f 05", 16, False),
        ("f3 0f 7e 05", 8, False),
    ],
    ids=["lea", "lea r15", "mov", "cmp", "xor", "movups", "movaps", "movdqa", "xmm8", "movq"],
)
def test_distances_from_the_instruction(opcode: str, stop: int, address: bool) -> None:
    distance = DATA - CODE - len(bytes.fromhex(opcode)) - 5
    code = "90 ; nop\n" + opcode + distance.to_bytes(4, "little").hex()
    assert wide(code, GUID) == [(1, 0, stop, address)]


def test_the_second_half_of_a_pool() -> None:
    code = "48 8b 05 01 10 00 00   ; mov rax, [rip+0x1001]"
    assert wide(code, GUID) == [(0, 8, 16, False)]


def test_the_address_of_a_second_half_is_none_of_a_guid() -> None:
    code = "48 8d 05 01 10 00 00   ; lea rax, [rip+0x1001]"
    assert wide(code, GUID) == []


def test_i386_distances_from_a_global_offset_table() -> None:
    code = """
        e8 00 01 00 00             ; call .+0x105
        05 fb 1f 00 00             ; add eax, 0x1ffb
        8d 80 00 f0 ff ff          ; lea eax, [eax-0x1000]
    """
    assert narrow(code, GUID) == [(10, 0, 16, True)]
    assert narrow(code.replace("fb 1f", "fa 1f"), GUID) == []


def test_i386_absolute_addresses() -> None:
    assert narrow("68 00 20 40 00 ; push 0x402000", GUID, base=0x400000) == [(0, 0, 16, True)]
    assert narrow("68 00 20 40 00 ; push 0x402000", GUID, base=0x500000) == []


def test_i386_addresses_in_an_image_that_prefers_none() -> None:
    push = "90 68 00 20 00 00 ; nop; push 0x2000"
    assert narrow(push, GUID) == []
    assert narrow(push, GUID, relocated=[CODE + 2]) == [(1, 0, 16, True)]
    assert narrow(push, GUID, relocated=[CODE + 1]) == []


def test_i386_numbers_that_no_loader_adjusts_are_no_addresses() -> None:
    code = "68 00 20 40 00 ; push 0x402000\n" + "90 ; nop\n" * 20
    assert narrow(code, GUID, base=0x400000, relocated=[CODE + 20]) == []


@pytest.mark.parametrize(
    ("opcode", "start", "stop", "address"),
    [
        ("8b 0d", 0, 4, False),
        ("8b 35", 12, 16, False),
        ("a1", 4, 8, False),
        ("3b 05", 8, 12, False),
        ("0f 10 05", 0, 16, False),
        ("66 0f 6f 05", 0, 16, False),
        ("f3 0f 7e 05", 8, 16, False),
        ("8d 05", 0, 16, True),
    ],
    ids=["mov ecx", "mov esi", "mov eax", "cmp", "movups", "movdqa", "movq", "lea"],
)
def test_i386_reads_from_absolute_addresses(
    opcode: str, start: int, stop: int, address: bool
) -> None:
    operand = CODE + 1 + len(bytes.fromhex(opcode))
    code = "90 ; nop\n" + opcode + (0x400000 + DATA + start).to_bytes(4, "little").hex()
    expected = [(1, start, stop, address)]
    assert narrow(code, GUID, base=0x400000) == expected
    assert narrow(code, GUID, base=0x400000, relocated=[operand]) == expected
    assert narrow(code, GUID, base=0x400000, relocated=[operand + 1]) == []
    assert narrow(code, GUID) == []


def test_i386_reads_of_no_word_of_a_guid() -> None:
    for at in (-4, 1, 16):
        code = "8b 0d" + (0x400000 + DATA + at).to_bytes(4, "little").hex()
        assert narrow(code, GUID, base=0x400000) == []


@pytest.mark.parametrize("pieces", [wide, narrow])
def test_the_first_quarter_and_fields_behind_it(pieces: Callable[[str], Found]) -> None:
    code = """
        c7 45 e8 fe10a0c5          ; mov dword ptr [rbp-24], 0xc5a010fe
        66 c7 45 ec a738           ; mov word ptr [rbp-20], 0x38a7
    """
    assert pieces(code) == [(0, 0, 4, False), (7, 4, 6, False)]
    assert pieces(code.replace("fe10a0c5", "ff10a0c5")) == []


def test_too_many_candidates_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_x86_scan, "MAX_MATCHES", 3)
    code = "48 b8 0011223344556677\n"
    assert wide(code * 3) == []
    with pytest.raises(LimitError, match="more than 3 candidates"):
        wide(code * 4)


def test_parts_of_other_guids_are_not_mixed_up() -> None:
    twin = UUID("c5a010fe-38a7-4531-0000-000000000001").bytes_le
    code = f"48 b8 {GUID[:8].hex()} 48 b8 {twin[8:].hex()}"
    pieces = list(pieces_64(ImageMap(image(code)), [GUID, twin], {}))
    assert {piece.guid for piece in pieces} == {twin}


@pytest.mark.parametrize(
    ("opcode", "expected"),
    [
        ("48 8b 0d", [(1, 0, 16, True)]),
        ("4c 8b 05", [(1, 0, 16, True)]),
        ("ff 35", [(1, 0, 16, True)]),
        ("8b 0d", []),
        ("48 8d 0d", []),
    ],
    ids=["mov rcx", "mov r8", "push", "mov ecx", "lea"],
)
def test_an_address_is_read_where_the_image_holds_it(opcode: str, expected: Found) -> None:
    distance = POINTER - (CODE + 1 + len(bytes.fromhex(opcode)) + 4)
    code = "90 ; nop\n" + opcode + distance.to_bytes(4, "little").hex()
    assert pointing(code, 8) == expected
    assert wide(code, GUID) == []


@pytest.mark.parametrize("opcode", ["8b 0d", "a1", "ff 35"], ids=["mov ecx", "mov eax", "push"])
def test_i386_reads_an_address_where_the_image_holds_it(opcode: str) -> None:
    code = "90 ; nop\n" + opcode + (0x400000 + POINTER).to_bytes(4, "little").hex()
    assert pointing(code, 4) == [(1, 0, 16, True)]


GOT = POINTER - 8
GET_GOT = f"e8 00000000 5b 81 c3 {(GOT - CODE - 5).to_bytes(4, 'little').hex()}"
"""``call`` of the next instruction, ``pop ebx``, ``add ebx, ...``: 12 bytes."""

FAR_GOT = GET_GOT.replace((GOT - CODE - 5).to_bytes(4, "little").hex(), "130f0000")
"""The same of a table 256 bytes further down."""


@pytest.mark.parametrize(
    "code",
    ["8b 83 08000000", "ff b3 08000000", "8b 43 08", "ff 73 08"],
    ids=["mov far", "push far", "mov near", "push near"],
)
def test_i386_reads_an_address_from_the_global_offset_table(code: str) -> None:
    assert pointing(GET_GOT + code, 4) == [(12, 0, 16, True)]
    assert pointing(GET_GOT + code.replace("08", "0c"), 4) == []
    assert pointing(FAR_GOT + code, 4) == []
    assert pointing(code, 4) == []
