"""What x86 code does with GUIDs, in machine code as compilers write it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from efitool.model.image import Arch, Image
from efitool.model.reference import Form, Grade
from efitool.references import find, x86
from tests.machine_code import ACCEPTANCE, CODE, DATA, GRAPHICS, assembled, image

LOW = "48 b8 fe10a0c5a7383145     ; mov rax, 0x453138a7c5a010fe\n"
HIGH = "48 b8 8a4a0500d2fd1649    ; mov rax, 0x4916fdd200054a8a\n"
STORE_LOW = "48 89 44 24 20       ; mov [rsp+0x20], rax\n"
STORE_HIGH = "48 89 44 24 28      ; mov [rsp+0x28], rax\n"
BUILT = LOW + STORE_LOW + HIGH + STORE_HIGH
"""The GUID at rsp + 0x20."""

BOOT_SERVICES = """
    48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
    48 8b 40 60                ; mov rax, [rax+0x60]
"""
LOCATE_PROTOCOL = """
    48 8d 4c 24 20             ; lea rcx, [rsp+0x20]
    ff 90 40 01 00 00          ; call [rax+0x140]
"""
RET = "c3 ; ret\n"

QUARTERS = """
    c7 44 24 10 fe 10 a0 c5    ; mov dword ptr [rsp+0x10], 0xc5a010fe
    c7 44 24 14 a7 38 31 45    ; mov dword ptr [rsp+0x14], 0x453138a7
    c7 44 24 18 8a 4a 05 00    ; mov dword ptr [rsp+0x18], 0x54a8a
    c7 44 24 1c d2 fd 16 49    ; mov dword ptr [rsp+0x1c], 0x4916fdd2
"""

Seen = tuple[int, Form, Grade, tuple[str, ...]]


def seen(image: Image) -> list[Seen]:
    """Return the references of code to the acceptance protocol: where, how, sure, to what."""
    return [
        (r.rva, r.form, r.grade, tuple(call.service for call in r.calls))
        for r in find(image)
        if r.guid == ACCEPTANCE and r.form is not Form.DATA
    ]


def built(at: int = CODE, *services: str) -> list[Seen]:
    return [(at, Form.IMMEDIATE, Grade.STRONG, services)]


def pointed(at: int, *services: str) -> list[Seen]:
    return [(at, Form.POINTER, Grade.STRONG, services)]


def weak(at: int = CODE) -> list[Seen]:
    return [(at, Form.IMMEDIATE, Grade.WEAK, ())]


def i386(code: str, data: bytes = b"", base: int = 0, relocated: Sequence[int] = ()) -> Image:
    return image(code, data, Arch.I386, base=base, relocated=relocated)


def test_two_immediates_stored_side_by_side_are_a_guid() -> None:
    assert seen(image(BUILT + RET)) == built()


def test_the_high_half_may_come_first() -> None:
    assert seen(image(HIGH + STORE_HIGH + LOW + STORE_LOW + RET)) == built()


def test_instructions_of_other_things_may_stand_between() -> None:
    between = """
        4c 8d 44 24 30         ; lea r8, [rsp+0x30]
        31 d2                  ; xor edx, edx
        0f b6 5d 10            ; movzx ebx, byte ptr [rbp+0x10]
        45 84 e4               ; test r12b, r12b
    """
    assert seen(image(LOW + between + STORE_LOW + between + HIGH + STORE_HIGH + RET)) == built()


@pytest.mark.parametrize("register", [n for n in range(16) if n != 4])
def test_every_register_can_carry_a_half(register: int) -> None:
    rex, number = (0x49, register - 8) if register > 7 else (0x48, register)
    move = f"{rex:02x} {0xB8 + number:02x}"
    store = f"{0x48 | (register > 7) << 2:02x} 89 {0x44 | number << 3:02x} 24"
    code = f"""
        {move} fe10a0c5a7383145     ; mov REG, 0x453138a7c5a010fe
        {store} 20                  ; mov [rsp+0x20], REG
        {move} 8a4a0500d2fd1649     ; mov REG, 0x4916fdd200054a8a
        {store} 28                  ; mov [rsp+0x28], REG
    """
    assert seen(image(code + RET)) == built()


def test_two_registers_pushed_are_a_guid() -> None:
    code = """
        48 bb 8a4a0500d2fd1649 ; mov rbx, 0x4916fdd200054a8a
        49 bf fe10a0c5a7383145 ; mov r15, 0x453138a7c5a010fe
        53                     ; push rbx
        41 57                  ; push r15
    """
    assert seen(image(code + RET)) == built()


def test_a_guid_by_value_in_two_argument_registers() -> None:
    code = """
        48 b9 fe10a0c5a7383145 ; mov rcx, 0x453138a7c5a010fe
        49 b8 8a4a0500d2fd1649 ; mov r8, 0x4916fdd200054a8a
        e8 01 00 00 00         ; call .+6
        c3                     ; ret
        c3                     ; ret
    """
    assert seen(image(code)) == built()


def test_four_stores_of_32_bits() -> None:
    assert seen(image(QUARTERS + RET)) == built()


def test_four_stores_through_a_high_register() -> None:
    code = """
        41 c7 06 fe 10 a0 c5       ; mov dword ptr [r14], 0xc5a010fe
        41 c7 46 04 a7 38 31 45    ; mov dword ptr [r14+4], 0x453138a7
        41 c7 46 08 8a 4a 05 00    ; mov dword ptr [r14+8], 0x54a8a
        41 c7 46 0c d2 fd 16 49    ; mov dword ptr [r14+12], 0x4916fdd2
    """
    assert seen(image(code + RET)) == built()


def test_halves_that_are_stored_apart_are_weak() -> None:
    apart = "48 89 44 24 30 ; mov [rsp+0x30], rax\n"
    assert seen(image(LOW + STORE_LOW + HIGH + apart + RET)) == weak()


def test_halves_the_wrong_way_round_are_weak() -> None:
    assert seen(image(LOW + STORE_HIGH + HIGH + STORE_LOW + RET)) == weak()


def test_halves_that_are_overwritten_before_they_meet_are_weak() -> None:
    overwrite = "88 5c 24 27 ; mov [rsp+0x27], bl\n"
    assert seen(image(LOW + STORE_LOW + overwrite + HIGH + STORE_HIGH + RET)) == weak()


def test_one_half_is_nothing() -> None:
    assert seen(image(LOW + STORE_LOW + RET)) == []


def test_halves_that_meet_may_come_from_afar() -> None:
    assert seen(image(LOW + STORE_LOW + "90\n" * 128 + HIGH + STORE_HIGH + RET)) == built()


def test_halves_too_far_from_each_other_that_never_meet_are_nothing() -> None:
    apart = "48 89 44 24 30 ; mov [rsp+0x30], rax\n"
    assert seen(image(LOW + STORE_LOW + "90\n" * 128 + HIGH + apart + RET)) == []


def test_code_that_may_not_run_is_no_code() -> None:
    assert seen(image(BUILT + RET, executable=False)) == []


@pytest.mark.parametrize(
    ("load", "store"),
    [
        ("0f 10", "0f 11"),  # movups
        ("0f 28", "0f 29"),  # movaps
        ("66 0f 6f", "66 0f 7f"),  # movdqa
        ("f3 0f 6f", "f3 0f 7f"),  # movdqu
    ],
    ids=["movups", "movaps", "movdqa", "movdqu"],
)
def test_sixteen_bytes_loaded_from_a_pool(load: str, store: str) -> None:
    distance = DATA - CODE - len(bytes.fromhex(load)) - 5
    code = f"""
        {load} 05 {distance.to_bytes(4, "little").hex()} ; load xmm0, [rip+...]
        {store} 44 24 20                                 ; store [rsp+0x20], xmm0
    """
    held = image(code + BOOT_SERVICES + LOCATE_PROTOCOL + RET, ACCEPTANCE.bytes_le)
    assert seen(held) == built(CODE, "LocateProtocol")


def test_halves_loaded_from_a_pool() -> None:
    code = """
        f3 0f 7e 05 f8 0f 00 00 ; movq xmm0, [rip+0xff8]
        48 8b 15 f9 0f 00 00    ; mov rdx, [rip+0xff9]
        66 0f d6 44 24 20       ; movq [rsp+0x20], xmm0
        48 89 54 24 28          ; mov [rsp+0x28], rdx
    """
    assert seen(image(code + RET, ACCEPTANCE.bytes_le)) == built()


def test_halves_compared_with_a_pool_are_weak() -> None:
    code = """
        48 8b 05 f9 0f 00 00    ; mov rax, [rip+0xff9]
        48 3b 07                ; cmp rax, [rdi]
        75 0b                   ; jne .+13
        48 8b 05 f5 0f 00 00    ; mov rax, [rip+0xff5]
        48 3b 47 08             ; cmp rax, [rdi+8]
    """
    assert seen(image(code + RET, ACCEPTANCE.bytes_le)) == weak()


def test_a_pointer_relative_to_the_code() -> None:
    code = "48 8d 0d f9 0f 00 00 ; lea rcx, [rip+0xff9]\n"
    call = "ff 90 40 01 00 00 ; call [rax+0x140]\n"
    held = image(code + BOOT_SERVICES + call + RET, ACCEPTANCE.bytes_le)
    assert seen(held) == pointed(CODE, "LocateProtocol")


def test_a_pointer_that_is_only_taken() -> None:
    code = "4c 8d 35 f9 0f 00 00 ; lea r14, [rip+0xff9]\n"
    assert seen(image(code + RET, ACCEPTANCE.bytes_le)) == pointed(CODE)


def test_a_pointer_beside_a_guid_is_none() -> None:
    code = "48 8d 0d fa 0f 00 00 ; lea rcx, [rip+0xffa]\n"
    assert seen(image(code + RET, ACCEPTANCE.bytes_le)) == []


@pytest.mark.parametrize("base", [0, 0x1_4000_0000])
def test_an_absolute_address_of_64_bits(base: int) -> None:
    address = (base + DATA).to_bytes(8, "little").hex()
    code = f"""
        48 b9 {address}        ; mov rcx, ...
        48 8b 05 00 20 00 00   ; mov rax, [rip+0x2000]
        48 8b 40 60            ; mov rax, [rax+0x60]
        ff 90 40 01 00 00      ; call [rax+0x140]
    """
    held = image(code + RET, ACCEPTANCE.bytes_le, base=base)
    assert seen(held) == pointed(CODE, "LocateProtocol")


def test_a_number_of_64_bits_that_no_loader_adjusts_is_no_address() -> None:
    code = "48 b9 0020000000000000 ; mov rcx, 0x2000\n"
    assert seen(image(code + RET, ACCEPTANCE.bytes_le, relocated=[CODE + 2])) == pointed(CODE)
    assert seen(image(code + RET, ACCEPTANCE.bytes_le, relocated=[CODE + 3])) == []


def test_a_number_of_32_bits_is_no_address_of_an_image_without_one() -> None:
    code = "48 b9 0020000000000000 ; mov rcx, 0x2000\n"
    assert seen(image(code + RET, ACCEPTANCE.bytes_le)) == pointed(CODE)
    code = "b9 00 20 00 00         ; mov ecx, 0x2000\n"
    assert seen(image(code + RET, ACCEPTANCE.bytes_le)) == []


def test_the_sixth_argument_stands_on_the_stack() -> None:
    code = """
        48 83 ec 38            ; sub rsp, 0x38
        48 8d 0d f5 0f 00 00   ; lea rcx, [rip+0xff5]
        48 89 4c 24 20         ; mov [rsp+0x20], rcx
        48 8b 05 00 20 00 00   ; mov rax, [rip+0x2000]
        48 8b 40 60            ; mov rax, [rax+0x60]
        ff 90 70 01 00 00      ; call [rax+0x170]
    """
    held = image(code + RET, ACCEPTANCE.bytes_le)
    assert seen(held) == pointed(CODE + 4, "CreateEventEx")


def test_runtime_services_take_the_guid_second() -> None:
    code = """
        48 8d 54 24 20             ; lea rdx, [rsp+0x20]
        48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
        48 8b 40 58                ; mov rax, [rax+0x58]
        ff 50 48                   ; call [rax+0x48]
    """
    assert seen(image(BUILT + code + RET)) == built(CODE, "GetVariable")


def test_another_offset_is_another_service() -> None:
    call = """
        48 8d 4c 24 20             ; lea rcx, [rsp+0x20]
        ff 90 c0 00 00 00          ; call [rax+0xc0]
    """
    found = seen(image(BUILT + BOOT_SERVICES + call + RET))
    assert found == built(CODE, "InstallConfigurationTable")


def test_an_offset_between_services_is_none() -> None:
    call = """
        48 8d 4c 24 20             ; lea rcx, [rsp+0x20]
        ff 90 44 01 00 00          ; call [rax+0x144]
    """
    assert seen(image(BUILT + BOOT_SERVICES + call + RET)) == built()


def test_the_guid_has_to_be_the_argument_that_is_one() -> None:
    call = """
        48 8d 54 24 20             ; lea rdx, [rsp+0x20]
        ff 90 40 01 00 00          ; call [rax+0x140]
    """
    assert seen(image(BUILT + BOOT_SERVICES + call + RET)) == built()


def test_file_set_info_is_no_get_variable() -> None:
    code = """
        48 8b 4c 24 60             ; mov rcx, [rsp+0x60]
        48 8d 54 24 20             ; lea rdx, [rsp+0x20]
        ff 51 48                   ; call [rcx+0x48]
        48 8b 03                   ; mov rax, [rbx]
        48 8d 54 24 20             ; lea rdx, [rsp+0x20]
        ff 50 48                   ; call [rax+0x48]
    """
    assert seen(image(BUILT + code + RET)) == built()


def test_a_function_loaded_into_a_register() -> None:
    code = """
        48 8b 98 40 01 00 00       ; mov rbx, [rax+0x140]
        48 8d 4c 24 20             ; lea rcx, [rsp+0x20]
        ff d3                      ; call rbx
    """
    assert seen(image(BUILT + BOOT_SERVICES + code + RET)) == built(CODE, "LocateProtocol")


def test_a_function_s_address_that_was_changed() -> None:
    code = """
        48 8b 98 40 01 00 00       ; mov rbx, [rax+0x140]
        48 83 c3 08                ; add rbx, 8
        48 8d 4c 24 20             ; lea rcx, [rsp+0x20]
        ff d3                      ; call rbx
    """
    assert seen(image(BUILT + BOOT_SERVICES + code + RET)) == built()


def test_a_table_reloaded_after_another_call() -> None:
    code = """
        48 8b 1d 00 20 00 00       ; mov rbx, [rip+0x2000]
        4c 8b 73 60                ; mov r14, [rbx+0x60]
        41 ff 56 40                ; call [r14+0x40]
        48 8b 43 60                ; mov rax, [rbx+0x60]
    """
    assert seen(image(BUILT + code + LOCATE_PROTOCOL + RET)) == built(CODE, "LocateProtocol")


def test_a_register_that_a_call_may_change_is_no_table_any_more() -> None:
    other = "ff 50 40 ; call [rax+0x40]\n"
    assert seen(image(BUILT + BOOT_SERVICES + other + LOCATE_PROTOCOL + RET)) == built()


def test_a_service_reached_by_a_jump() -> None:
    code = """
        48 8d 4c 24 20             ; lea rcx, [rsp+0x20]
        ff a0 40 01 00 00          ; jmp [rax+0x140]
    """
    assert seen(image(BUILT + BOOT_SERVICES + code)) == built(CODE, "LocateProtocol")


def test_linux_calls_32_bit_firmware_through_a_thunk() -> None:
    code = """
        48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
        8b 40 3c                   ; mov eax, [rax+0x3c]
        8b b8 ac 00 00 00          ; mov edi, [rax+0xac]
        48 8d 74 24 20             ; lea rsi, [rsp+0x20]
        31 d2                      ; xor edx, edx
        e8 01 00 00 00             ; call .+6
        c3                         ; ret
        c3                         ; ret
    """
    assert seen(image(BUILT + code)) == built(CODE, "LocateProtocol")


def test_i386_four_stores() -> None:
    code = """
        8b 45 0c                   ; mov eax, [ebp+0xc]
        8b 40 3c                   ; mov eax, [eax+0x3c]
        6a 00                      ; push 0
        6a 00                      ; push 0
        8d 54 24 18                ; lea edx, [esp+0x18]
        52                         ; push edx
        ff 90 ac 00 00 00          ; call [eax+0xac]
    """
    assert seen(i386(QUARTERS + code + RET)) == built(CODE, "LocateProtocol")


def test_i386_four_pushes() -> None:
    code = """
        68 d2 fd 16 49             ; push 0x4916fdd2
        68 8a 4a 05 00             ; push 0x54a8a
        68 a7 38 31 45             ; push 0x453138a7
        68 fe 10 a0 c5             ; push 0xc5a010fe
    """
    assert seen(i386(code + RET)) == built()


I386_LOCATE_PROTOCOL = """
    8b 45 0c                   ; mov eax, [ebp+0xc]
    8b 40 3c                   ; mov eax, [eax+0x3c]
    ff 90 ac 00 00 00          ; call [eax+0xac]
    c3                         ; ret
"""


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("68 00 20 40 00           ; push 0x402000\n", CODE),
        (
            """
            c7 44 24 04 00 20 40 00 ; mov dword ptr [esp+4], 0x402000
            83 c4 04                ; add esp, 4
            """,
            CODE,
        ),
        (
            """
            90                     ; nop
            be 00 20 40 00         ; mov esi, 0x402000
            56                     ; push esi
            """,
            CODE + 1,
        ),
    ],
    ids=["push", "store", "register"],
)
def test_i386_absolute_addresses(code: str, at: int) -> None:
    held = i386(code + I386_LOCATE_PROTOCOL, ACCEPTANCE.bytes_le, base=0x400000)
    assert seen(held) == pointed(at, "LocateProtocol")


RELOCATED_PUSH = "68 00 20 00 00 ; push 0x2000\n"


def test_i386_addresses_that_a_loader_adjusts() -> None:
    code = RELOCATED_PUSH + I386_LOCATE_PROTOCOL
    held = i386(code, ACCEPTANCE.bytes_le, relocated=[CODE + 1])
    assert seen(held) == pointed(CODE, "LocateProtocol")


def test_i386_numbers_that_no_loader_adjusts() -> None:
    code = RELOCATED_PUSH + I386_LOCATE_PROTOCOL
    for elsewhere in ([], [CODE + 2], [CODE + len(assembled(code)) - 4]):
        assert seen(i386(code, ACCEPTANCE.bytes_le, relocated=elsewhere)) == []


def test_i386_of_two_numbers_the_adjusted_one_is_the_address() -> None:
    variable = """
        c7 05 00 30 00 00 00 20 00 00 ; mov dword ptr [0x3000], 0x2000
    """
    held = i386(variable + RET, ACCEPTANCE.bytes_le, relocated=[CODE + 2])
    assert seen(held) == []
    held = i386(variable + RET, ACCEPTANCE.bytes_le, relocated=[CODE + 2, CODE + 6])
    assert seen(held) == pointed(CODE)


STORES_OF_QUARTERS = [f"89 4c 24 {0x20 + at:02x} ; mov [esp+...], ecx\n" for at in range(0, 16, 4)]
PUSH_OF_THE_COPY = """
    8d 4c 24 20                ; lea ecx, [esp+0x20]
    51                         ; push ecx
"""


@pytest.mark.parametrize(("base", "relocated"), [(0x400000, False), (0x400000, True), (0, True)])
def test_i386_quarters_copied_from_absolute_addresses(base: int, relocated: bool) -> None:
    code = ""
    for at, store in zip(range(0, 16, 4), STORES_OF_QUARTERS, strict=True):
        code += f"8b 0d {(base + DATA + at).to_bytes(4, 'little').hex()} ; mov ecx, [...]\n{store}"
    places = [CODE + 2 + 10 * n for n in range(4)] if relocated else []
    code += PUSH_OF_THE_COPY + I386_LOCATE_PROTOCOL
    assert seen(i386(code, ACCEPTANCE.bytes_le, base, places)) == built(CODE, "LocateProtocol")


@pytest.mark.parametrize(("base", "relocated"), [(0x400000, []), (0, [CODE + 1])])
def test_i386_a_string_copied_from_an_absolute_address(base: int, relocated: list[int]) -> None:
    code = f"""
        be {(base + DATA).to_bytes(4, "little").hex()} ; mov esi, ...
        8d 7c 24 20                ; lea edi, [esp+0x20]
        b9 04 00 00 00             ; mov ecx, 4
        f3 a5                      ; rep movsd
    """
    code += PUSH_OF_THE_COPY + I386_LOCATE_PROTOCOL
    assert seen(i386(code, ACCEPTANCE.bytes_le, base, relocated)) == pointed(CODE, "LocateProtocol")


GOT_THROUGH_A_THUNK = """
    e8 5b 00 00 00             ; call .+0x60
    81 c3 fb 1f 00 00          ; add ebx, 0x1ffb
"""
GOT_FROM_THE_STACK = """
    e8 00 00 00 00             ; call .+5
    5b                         ; pop ebx
    81 c3 fb 1f 00 00          ; add ebx, 0x1ffb
"""
POSITION_INDEPENDENT = """
    8d b3 00 f0 ff ff          ; lea esi, [ebx-0x1000]
    8d 7d d8                   ; lea edi, [ebp-0x28]
    b9 04 00 00 00             ; mov ecx, 4
    f3 a5                      ; rep movsd
    8d 55 d8                   ; lea edx, [ebp-0x28]
    52                         ; push edx
"""
THUNK = """
    8b 1c 24                   ; mov ebx, [esp]
    c3                         ; ret
"""


def padded(code: str) -> str:
    """Return code filled up to 0x60 bytes, where the thunk is."""
    length = sum(len(bytes.fromhex(line.partition(";")[0])) for line in code.splitlines())
    return code + "cc\n" * (0x60 - length) + THUNK


@pytest.mark.parametrize("got", [GOT_THROUGH_A_THUNK, GOT_FROM_THE_STACK], ids=["thunk", "pop"])
def test_i386_from_the_global_offset_table(got: str) -> None:
    code = padded(got + POSITION_INDEPENDENT + I386_LOCATE_PROTOCOL)
    at = CODE + (12 if got is GOT_FROM_THE_STACK else 11)
    assert seen(i386(code, ACCEPTANCE.bytes_le)) == pointed(at, "LocateProtocol")


def test_i386_two_guids_copied_at_once_are_both_pointed_to() -> None:
    copy = """
        8d b3 00 f0 ff ff          ; lea esi, [ebx-0x1000]
        8d 7d d8                   ; lea edi, [ebp-0x28]
        b9 08 00 00 00             ; mov ecx, 8
        f3 a5                      ; rep movsd
    """
    both = GRAPHICS.bytes_le + ACCEPTANCE.bytes_le
    code = padded(GOT_THROUGH_A_THUNK + copy + RET)
    assert seen(i386(code, both)) == pointed(CODE + 11)


def test_i386_a_guid_that_is_pushed_to_a_helper() -> None:
    code = """
        8d 44 24 10                ; lea eax, [esp+0x10]
        50                         ; push eax
        e8 01 00 00 00             ; call .+6
        c3                         ; ret
        8b 45 0c                   ; mov eax, [ebp+0xc]
        8b 40 3c                   ; mov eax, [eax+0x3c]
        8b 54 24 04                ; mov edx, [esp+4]
        52                         ; push edx
        ff 90 ac 00 00 00          ; call [eax+0xac]
        c3                         ; ret
    """
    assert seen(i386(QUARTERS + code)) == built(CODE, "LocateProtocol")


def test_i386_another_register_than_the_table_s_points_nowhere() -> None:
    code = GOT_THROUGH_A_THUNK + "8d b2 00 f0 ff ff ; lea esi, [edx-0x1000]\n" + RET
    assert seen(i386(padded(code), ACCEPTANCE.bytes_le)) == []


CALL_SERVICE = """
    48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
    48 8b 40 60                ; mov rax, [rax+0x60]
    ff 90 40 01 00 00          ; call [rax+0x140]
    c3                         ; ret
"""
"""LocateProtocol() of what is in rcx; 18 bytes."""


def test_the_address_may_stand_in_the_image() -> None:
    load = "48 8b 0d f9 0f 00 00       ; mov rcx, [rip+0xff9]\n"
    data = (0x400000 + DATA + 8).to_bytes(8, "little") + ACCEPTANCE.bytes_le
    held = image(load + CALL_SERVICE, data, base=0x400000, relocated=[DATA])
    assert seen(held) == pointed(CODE, "LocateProtocol")
    assert seen(image(load + CALL_SERVICE, data, base=0x400000)) == []


def test_i386_the_address_may_stand_in_the_image() -> None:
    code = """
        6a 00                      ; push 0
        6a 00                      ; push 0
        ff 35 00 20 40 00          ; push [0x402000]
        a1 00 30 40 00             ; mov eax, [0x403000]
        8b 40 3c                   ; mov eax, [eax+0x3c]
        ff 90 ac 00 00 00          ; call [eax+0xac]
        c3                         ; ret
    """
    data = (0x400000 + DATA + 4).to_bytes(4, "little") + ACCEPTANCE.bytes_le
    held = i386(code, data, base=0x400000, relocated=[DATA, CODE + 6, CODE + 11])
    assert seen(held) == pointed(CODE + 4, "LocateProtocol")


def test_a_guid_that_is_loaded_and_passed_by_value_is_followed() -> None:
    code = """
        48 8d 05 f9 0f 00 00       ; lea rax, [rip+0xff9]
        48 8b 10                   ; mov rdx, [rax]
        48 8b 48 08                ; mov rcx, [rax+8]
        e8 01 00 00 00             ; call .+6
        c3                         ; ret
        48 83 ec 28                ; sub rsp, 0x28
        48 89 14 24                ; mov [rsp], rdx
        48 89 4c 24 08             ; mov [rsp+8], rcx
        48 89 e1                   ; mov rcx, rsp
    """
    assert seen(image(code + CALL_SERVICE, ACCEPTANCE.bytes_le)) == pointed(CODE, "LocateProtocol")
    twice = code.replace("48 8b 48 08 ", "48 8b 08 90")
    assert seen(image(twice + CALL_SERVICE, ACCEPTANCE.bytes_le)) == pointed(CODE)


def test_i386_a_guid_that_is_pushed_as_a_value_is_followed() -> None:
    code = """
        ff 35 0c 20 40 00          ; push [0x40200c]
        ff 35 08 20 40 00          ; push [0x402008]
        ff 35 04 20 40 00          ; push [0x402004]
        ff 35 00 20 40 00          ; push [0x402000]
        51                         ; push ecx
        52                         ; push edx
        53                         ; push ebx
        e8 04 00 00 00             ; call .+9
        83 c4 1c                   ; add esp, 28
        c3                         ; ret
        8d 44 24 10                ; lea eax, [esp+16]
        6a 00                      ; push 0
        6a 00                      ; push 0
        50                         ; push eax
        a1 00 30 40 00             ; mov eax, [0x403000]
        8b 40 3c                   ; mov eax, [eax+0x3c]
        ff 90 ac 00 00 00          ; call [eax+0xac]
        83 c4 0c                   ; add esp, 12
        c3                         ; ret
    """
    [(_, form, grade, services)] = seen(i386(code, ACCEPTANCE.bytes_le, base=0x400000))
    assert (form, grade, services) == (Form.IMMEDIATE, Grade.STRONG, ("LocateProtocol",))


def test_a_function_that_nothing_calls_is_walked_from_its_start() -> None:
    entry = "90 c3 ; nop; ret\n"
    code = """
        48 8b 1d fe 1f 00 00       ; mov rbx, [rip+0x1ffe]
        48 8b 5b 60                ; mov rbx, [rbx+0x60]
        48 8d 0d ec 0f 00 00       ; lea rcx, [rip+0xfec]
        ff 93 40 01 00 00          ; call [rbx+0x140]
        c3                         ; ret
    """
    assert seen(image(entry + code, ACCEPTANCE.bytes_le)) == pointed(CODE + 13, "LocateProtocol")


def test_only_so_much_is_searched_for_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    uncalled = """
        48 8b 1d 00 20 00 00       ; mov rbx, [rip+0x2000]
        48 8b 5b 60                ; mov rbx, [rbx+0x60]
        48 8d 0d {} 00 00          ; lea rcx, [rip+...]
        ff 93 40 01 00 00          ; call [rbx+0x140]
        c3                         ; ret
    """
    code = "90 c3 ; nop; ret\n" + uncalled.format("ec 0f") + uncalled.format("d3 0f")
    found = seen(image(code, ACCEPTANCE.bytes_le))
    assert [services for *_, services in found] == [("LocateProtocol",)] * 2
    monkeypatch.setattr(x86, "MAX_SWEPT", 20)
    found = seen(image(code, ACCEPTANCE.bytes_le))
    assert [services for *_, services in found] == [("LocateProtocol",), ()]


def test_an_address_is_where_it_is_read() -> None:
    """Not where the address of its place was made, which may be far away."""
    code = """
        48 8d 05 f9 0f 00 00       ; lea rax, [rip+0xff9]
        48 8b 08                   ; mov rcx, [rax]
        48 8b 0d ef 0f 00 00       ; mov rcx, [rip+0xfef]
    """
    data = (0x400000 + DATA + 8).to_bytes(8, "little") + ACCEPTANCE.bytes_le
    held = image(code + CALL_SERVICE, data, base=0x400000, relocated=[DATA])
    assert [rva - CODE for rva, *_ in seen(held)] == [7, 10]


def test_nothing_goes_on_behind_a_call_that_never_returns() -> None:
    """What stands there is reached another way, with other things in registers."""
    code = """
        48 8d 0d f9 0f 00 00       ; lea rcx, [rip+0xff9]
        74 05                      ; je .+7
        e8 12 00 00 00             ; call .+23
    """
    circle, nothing = "eb fe ; jmp .\n", "90 c3 ; nop; ret\n"
    guid = ACCEPTANCE.bytes_le
    assert seen(image(code + CALL_SERVICE + circle, guid)) == pointed(CODE, "LocateProtocol")
    assert seen(image(code + CALL_SERVICE + nothing, guid)) == pointed(CODE)


def test_a_call_through_a_retpoline() -> None:
    code = """
        48 8d 0d f9 0f 00 00       ; lea rcx, [rip+0xff9]
        48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
        48 8b 40 60                ; mov rax, [rax+0x60]
        48 8b 80 40 01 00 00       ; mov rax, [rax+0x140]
        e8 01 00 00 00             ; call .+6
        c3                         ; ret
        e8 01 00 00 00             ; call .+6
        cc                         ; int3
        48 89 04 24                ; mov [rsp], rax
        c3                         ; ret
    """
    assert seen(image(code, ACCEPTANCE.bytes_le)) == pointed(CODE, "LocateProtocol")
