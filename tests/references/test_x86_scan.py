from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import pytest

from efitool.errors import LimitError
from efitool.references import _x86_scan
from efitool.references._image_map import ImageMap
from efitool.references._pieces import Piece
from efitool.references._x86_scan import pieces_32, pieces_64, starts
from tests.machine_code import ACCEPTANCE, CODE, DATA, image

GUID = ACCEPTANCE.bytes_le
Found = list[tuple[int, int, int, bool]]


def wide(code: str, data: bytes = b"") -> Found:
    return found(pieces_64(ImageMap(image(code)), [GUID], held(data)))


def narrow(code: str, data: bytes = b"", base: int = 0) -> Found:
    return found(pieces_32(ImageMap(image(code, base=base)), [GUID], held(data)))


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
