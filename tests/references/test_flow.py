"""Where a walk goes and how far."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import LimitError
from efitool.model.image import Arch, Image
from efitool.model.reference import Call, Form, Grade
from efitool.references import _flow, find
from tests.machine_code import ACCEPTANCE, CODE, GRAPHICS, image

BUILD = """
    48 b8 fe10a0c5a7383145     ; mov rax, 0x453138a7c5a010fe
    48 89 44 24 20             ; mov [rsp+0x20], rax
    48 b8 8a4a0500d2fd1649     ; mov rax, 0x4916fdd200054a8a
    48 89 44 24 28             ; mov [rsp+0x28], rax
"""
LOCATE = """
    48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
    48 8b 40 60                ; mov rax, [rax+0x60]
    48 8d 4c 24 20             ; lea rcx, [rsp+0x20]
    ff 90 40 01 00 00          ; call [rax+0x140]
"""
LOCATE_IN_RDI = """
    48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
    48 8b 40 60                ; mov rax, [rax+0x60]
    48 89 f9                   ; mov rcx, rdi
    ff 90 40 01 00 00          ; call [rax+0x140]
    c3                         ; ret
"""
PASS = "48 8d 7c 24 20             ; lea rdi, [rsp+0x20]\n"
RET = "c3 ; ret\n"
BUILD_SIZE, LOCATE_SIZE = 30, 22


def calls(image: Image, guid: UUID = ACCEPTANCE) -> list[tuple[str, ...]]:
    """Return the services that each reference of code to a GUID reaches, by offset."""
    return [
        tuple(call.service for call in r.calls)
        for r in find(image)
        if r.guid == guid and r.form is not Form.DATA
    ]


def located(image: Image) -> bool:
    return calls(image) == [("LocateProtocol",)]


def filler(bytes_: int) -> str:
    return "90 ; nop\n" * bytes_


def test_a_call_is_where_it_is_made() -> None:
    [reference] = find(image(BUILD + LOCATE + RET))
    assert reference.calls == (Call("LocateProtocol", CODE + BUILD_SIZE + LOCATE_SIZE - 6),)


def test_a_branch_between_building_and_calling() -> None:
    branch = """
        45 84 e4               ; test r12b, r12b
        74 01                  ; je .+3
        90                     ; nop
    """
    assert located(image(BUILD + branch + LOCATE + RET))


def test_both_ways_of_a_branch_are_walked() -> None:
    branch = "74 17 ; je .+25\n"
    assert calls(image(BUILD + branch + LOCATE + RET + LOCATE + RET)) == [
        ("LocateProtocol", "LocateProtocol")
    ]


def test_the_ways_of_a_branch_do_not_mix() -> None:
    half = 15
    code = BUILD.splitlines(keepends=True)
    low, high = "".join(code[1:3]), "".join(code[3:5])
    either = f"74 {half + 1:02x} ; je .+{half + 3}\n" + low + RET + high + RET
    [reference] = find(image(either))
    assert reference.grade is Grade.WEAK


def test_a_loop_ends() -> None:
    assert located(image(BUILD + LOCATE + "eb c9 ; jmp .-53\n"))


def test_code_behind_a_jump_that_is_not_followed_is_walked_on_its_own() -> None:
    lost = "ff e0 ; jmp rax\n"
    assert located(image(lost + BUILD + LOCATE + RET))


def test_a_guid_in_a_function_of_its_own() -> None:
    call = "e8 0b 00 00 00 ; call .+16\n"
    assert located(image(call + RET + filler(10) + BUILD + LOCATE + RET))


def test_a_guid_that_is_passed_to_a_helper() -> None:
    call = "e8 01 00 00 00 ; call .+6\n"
    assert located(image(BUILD + PASS + call + RET + LOCATE_IN_RDI))


def test_calls_are_listed_in_order() -> None:
    call = "e8 01 00 00 00 ; call .+6\n"
    second = """
        48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
        48 8b 40 60                ; mov rax, [rax+0x60]
        48 89 fa                   ; mov rdx, rdi
        ff 90 98 00 00 00          ; call [rax+0x98]
    """
    found = calls(image(BUILD + LOCATE + PASS + call + RET + second + LOCATE_IN_RDI))
    assert found == [("LocateProtocol", "HandleProtocol", "LocateProtocol")]


@pytest.mark.parametrize(
    ("register", "lea", "mov", "kept"),
    [
        ("rbx", "48 8d 5c 24 20", "48 89 d9", True),
        ("rsi", "48 8d 74 24 20", "48 89 f1", True),
        ("rdi", "48 8d 7c 24 20", "48 89 f9", True),
        ("r8", "4c 8d 44 24 20", "4c 89 c1", False),
    ],
)
def test_registers_that_firmware_keeps(register: str, lea: str, mov: str, kept: bool) -> None:
    point, use = f"{lea} ; lea {register}, [rsp+0x20]\n", f"{mov} ; mov rcx, {register}\n"
    again = LOCATE.replace("48 8d 4c 24 20             ; lea rcx, [rsp+0x20]", use)
    reached = ("LocateProtocol",) * (2 if kept else 1)
    assert calls(image(BUILD + point + LOCATE + again + RET)) == [reached]


@pytest.mark.parametrize(
    "call",
    [
        "e8 00 01 00 00             ; call .+0x105\n",
        "ff 15 00 10 00 00          ; call [rip+0x1000]\n",
        "ff d0                      ; call rax\n",
        """
        48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
        8b 40 3c                   ; mov eax, [rax+0x3c]
        8b b8 30 00 00 00          ; mov edi, [rax+0x30]
        e8 00 01 00 00             ; call .+0x105
        """,
    ],
    ids=["function", "pointer", "unknown", "thunk"],
)
def test_other_code_need_not_keep_what_firmware_keeps(call: str) -> None:
    point, use = "48 8d 74 24 20 ; lea rsi, [rsp+0x20]\n", "48 89 f1 ; mov rcx, rsi\n"
    again = LOCATE.replace("48 8d 4c 24 20             ; lea rcx, [rsp+0x20]", use)
    assert located(image(BUILD + point + again + RET))
    assert calls(image(BUILD + point + call + again + RET)) == [()]


def test_a_function_that_is_jumped_to() -> None:
    use = "e8 3a 00 00 00 ; call .+63\n"
    start = BUILD + PASS
    jump = "e9 0b 00 00 00 ; jmp .+16\n"
    code = use + RET + filler(10) + start + jump + filler(11) + LOCATE_IN_RDI
    assert located(image(code))


@pytest.mark.parametrize(("depth", "expected"), [(1, True), (3, True), (4, False)])
def test_helpers_of_helpers_are_followed_so_far(depth: int, expected: bool) -> None:
    wrapper = """
        e8 01 00 00 00             ; call .+6
        c3                         ; ret
    """
    assert located(image(BUILD + PASS + wrapper * depth + LOCATE_IN_RDI)) is expected


def test_a_long_helper_is_not_followed_to_its_end() -> None:
    call = "e8 01 00 00 00 ; call .+6\n"
    for length, expected in (
        (_flow.MAX_STEPS_OF_CALL - 10, True),
        (_flow.MAX_STEPS_OF_CALL, False),
    ):
        code = BUILD + PASS + call + RET + filler(length) + LOCATE_IN_RDI
        assert located(image(code)) is expected


def test_a_helper_that_writes_to_a_guid_does_not_make_it_another() -> None:
    """A callee keeps its hands off a GUID; what else it is lent it may change."""
    call = "e8 17 00 00 00 ; call .+28\n"
    assert located(image(BUILD + PASS + call + LOCATE + RET + RET))


def test_what_a_callee_may_change_is_forgotten() -> None:
    table = """
        48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
        48 8b 40 60                ; mov rax, [rax+0x60]
        48 89 44 24 08             ; mov [rsp+8], rax
    """
    lend = "48 8d 54 24 08             ; lea rdx, [rsp+8]\n"
    call = "e8 16 00 00 00 ; call .+27\n"
    through = """
        48 8b 44 24 08             ; mov rax, [rsp+8]
        48 8d 4c 24 20             ; lea rcx, [rsp+0x20]
        90                         ; nop
        90                         ; nop
        90                         ; nop
        90                         ; nop
        90                         ; nop
        ff 90 40 01 00 00          ; call [rax+0x140]
        c3                         ; ret
    """
    kept = "90 90 90 90 90 ; nop\n"
    assert located(image(BUILD + table + kept + call + through + RET))
    assert calls(image(BUILD + table + lend + call + through + RET)) == [()]


def test_two_copies_of_a_guid_are_two_references() -> None:
    assert calls(image(BUILD + LOCATE + filler(128) + BUILD + RET)) == [("LocateProtocol",), ()]


SHARED = "48 b8 8e3900a0c969723b ; movabs rax, 0x3b7269c9a000398e\n"
"""The second half of both `FILE_INFO` and `FILE_SYSTEM`."""
FILE_INFO = UUID("09576e92-6d3f-11d2-8e39-00a0c969723b")
FILE_SYSTEM = UUID("964e5b22-6459-11d2-8e39-00a0c969723b")
INFO_LOW = "48 b8 926e57093f6dd211 ; movabs rax, 0x11d26d3f09576e92\n"
SYSTEM_LOW = "48 b8 225b4e965964d211 ; movabs rax, 0x11d26459964e5b22\n"
STORE_LOW = "48 89 44 24 20 ; mov [rsp+0x20], rax\n"
STORE_HIGH = "48 89 44 24 28 ; mov [rsp+0x28], rax\n"


def places(image: Image, guid: UUID) -> list[int]:
    return [reference.rva - CODE for reference in find(image) if reference.guid == guid]


def test_a_half_that_waits_in_memory_for_another_guid() -> None:
    first = INFO_LOW + STORE_LOW + SHARED + STORE_HIGH
    held = image(first + filler(128) + SYSTEM_LOW + STORE_LOW + RET)
    assert places(held, FILE_INFO) == [0]
    assert places(held, FILE_SYSTEM) == [15]


def test_a_half_that_is_replaced_by_a_copy_of_it_did_not_wait() -> None:
    first = INFO_LOW + STORE_LOW + SHARED + STORE_HIGH
    second = SYSTEM_LOW + STORE_LOW + SHARED + STORE_HIGH
    held = image(first + filler(128) + second + RET)
    assert places(held, FILE_INFO) == [0]
    assert places(held, FILE_SYSTEM) == [158]


FIELDS = """
    c7 44 24 20 fe10a0c5       ; mov dword ptr [rsp+0x20], 0xc5a010fe
    b8 a7380000                ; mov eax, 0x38a7
    66 89 44 24 24             ; mov [rsp+0x24], ax
    66 c7 44 24 26 3145        ; mov word ptr [rsp+0x26], 0x4531
"""
HALF = """
    48 b8 8a4a0500d2fd1649     ; mov rax, 0x4916fdd200054a8a
    48 89 44 24 28             ; mov [rsp+0x28], rax
"""
BYTES = "".join(
    f"c6 44 24 {0x20 + at:02x} {byte:02x} ; mov byte ptr [rsp+...], ...\n"
    for at, byte in enumerate(ACCEPTANCE.bytes_le)
    if at >= 8
)
LAST_WORD = "66 c7 44 24 2e 1649 ; mov word ptr [rsp+0x2e], 0x4916\n"


@pytest.mark.parametrize(
    "rest",
    [HALF, BYTES, "".join(BYTES.splitlines(keepends=True)[:6]) + LAST_WORD],
    ids=["half", "bytes", "word"],
)
def test_a_guid_written_field_by_field(rest: str) -> None:
    [reference] = find(image(FIELDS + rest + RET))
    assert (reference.form, reference.grade) == (Form.IMMEDIATE, Grade.STRONG)
    assert located(image(FIELDS + rest + LOCATE + RET))


def test_a_field_that_is_missing() -> None:
    assert find(image(FIELDS + BYTES.partition("\n")[2] + RET)) == ()
    assert find(image(FIELDS.partition("66 c7")[0] + HALF + RET)) == ()


FILL = """
    48 8b 42 60                ; mov rax, [rdx+0x60]
    48 89 05 {:02x} 1f 00 00   ; mov [rip+...], rax
"""
THROUGH = """
    48 8d 4c 24 20             ; lea rcx, [rsp+0x20]
    48 8b 05 {:02x} 1f 00 00   ; mov rax, [rip+...]
    ff 90 40 01 00 00          ; call [rax+0x140]
"""
VARIABLE = 0x2000
"""Where the variable is, from the start of the code."""


def fill(at: int) -> str:
    return FILL.format(VARIABLE - 0x1F00 - at - 11)


def through(at: int, variable: int = VARIABLE) -> str:
    return THROUGH.format(variable - 0x1F00 - at - 12)


def test_a_variable_that_code_fills_with_a_table() -> None:
    use = BUILD + through(BUILD_SIZE) + RET
    assert calls(image(use)) == [()]
    assert located(image(use + fill(BUILD_SIZE + 19) + RET))


def test_another_variable_is_no_table() -> None:
    use = BUILD + through(BUILD_SIZE, VARIABLE + 8) + RET
    assert calls(image(use + fill(BUILD_SIZE + 19) + RET)) == [()]


def test_a_variable_that_is_filled_where_it_is_used() -> None:
    assert located(image(BUILD + fill(BUILD_SIZE) + through(BUILD_SIZE + 11) + RET))
    assert located(image(BUILD + through(BUILD_SIZE) + fill(BUILD_SIZE + 18) + RET))


def test_functions_that_end_in_the_same_one() -> None:
    graphics = BUILD.replace("fe10a0c5a7383145", "dea94290dc23384a").replace(
        "8a4a0500d2fd1649", "96fb7aded080516a"
    )
    call = "e8 6c 00 00 00 ; call .+113\n"
    first = BUILD + PASS + "e9 39 00 00 00 ; jmp .+62\n" + filler(10)
    second = graphics + PASS + "eb 0a ; jmp .+12\n" + filler(10)
    held = image(call + RET + filler(10) + first + second + LOCATE_IN_RDI)
    assert calls(held) == calls(held, GRAPHICS) == [("LocateProtocol",)]


def test_what_is_left_when_the_steps_are_used_up_is_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_flow, "MAX_STEPS", 3)
    assert [r.grade for r in find(image(BUILD + RET))] == [Grade.WEAK]
    pointer = "48 8d 0d f5 0f 00 00 ; lea rcx, [rip+0xff5]\n"
    found = find(image(filler(4) + pointer + RET, GRAPHICS.bytes_le))
    assert [(r.form, r.grade) for r in found] == [
        (Form.POINTER, Grade.WEAK),
        (Form.DATA, Grade.STRONG),
    ]


def test_ways_that_are_not_remembered_are_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_flow, "MAX_PENDING", 0)
    branch = "74 01 ; je .+3\n" + RET
    assert located(image(branch + BUILD + LOCATE + RET))


code = st.lists(
    st.one_of(
        st.binary(min_size=1, max_size=8),
        st.sampled_from(
            [
                bytes.fromhex(line.partition(";")[0])
                for line in (BUILD + LOCATE + PASS).splitlines()
                if line.strip()
            ]
        ),
        st.sampled_from([b"\xf3\xa5", b"\xf3\xaa", b"\xe8\x10\0\0\0", b"\x74\x05", b"\xc3"]),
    ),
    max_size=60,
).map(b"".join)


@settings(deadline=None, max_examples=300)
@given(code, st.binary(max_size=40), st.sampled_from([Arch.X86_64, Arch.I386]))
def test_noise_is_walked_without_harm(code: bytes, data: bytes, arch: Arch) -> None:
    held = image(code.hex(), GRAPHICS.bytes_le + data, arch, base=0x400000)
    for reference in find(held):
        assert held.data[reference.offset :]


def test_an_image_of_nothing_but_pieces_is_refused() -> None:
    with pytest.raises(LimitError, match="pieces"):
        find(image(BUILD * 10_000))
