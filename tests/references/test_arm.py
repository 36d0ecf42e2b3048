"""Code of both sets, each instruction with its assembly beside it (GNU as, unified syntax).

Code stands at 0x1000, which is the entry point; data at 0x2000.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import LimitError
from efitool.model.image import Arch, Image
from efitool.model.reference import Form, Grade
from efitool.references import _arm_scan, _matches, data, find
from efitool.references._arm_functions import Functions
from efitool.references._flow import Walk
from efitool.references._image_map import ImageMap
from efitool.references._machine import NOWHERE, STACK, Call, State, Value
from efitool.references.arm import Arm
from tests.machine_code import CODE, DATA
from tests.machine_code import image as code_image

GUID = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649").bytes_le
OTHER = UUID("5568e427-68fc-4f3d-ac74-ca555231cc68").bytes_le

Seen = list[tuple[int, Form, Grade, list[str]]]


def a32(*words: int) -> bytes:
    return pack(f"<{len(words)}I", *words)


def t32(*halves: int) -> bytes:
    return pack(f"<{len(halves)}H", *halves)


def image(code: bytes, held: bytes = b"", relocated: Sequence[int] = (), base: int = 0) -> Image:
    return code_image(code.hex(), held, Arch.ARM, relocated=relocated, base=base)


def seen(image: Image, *known: bytes) -> Seen:
    known = known or (GUID,)
    places = {place.rva: place.guid for place in data.find(image, known)}
    walk = Walk(Arm(ImageMap(image)), frozenset(known), places)
    walk.run()
    return [
        (rva, sighting.form, sighting.grade, [call.service for call in sighting.calls])
        for (_, rva), sighting in sorted(walk.sightings.items(), key=lambda item: item[0][1])
    ]


def built(at: int = CODE, *services: str) -> Seen:
    return [(at, Form.IMMEDIATE, Grade.STRONG, list(services))]


def pointed(at: int = CODE, *services: str) -> Seen:
    return [(at, Form.POINTER, Grade.STRONG, list(services))]


A32_LOCATE = a32(
    0xE594_303C,  # ldr r3, [r4, #0x3c]
    0xE593_30AC,  # ldr r3, [r3, #0xac]
    0xE12F_FF33,  # blx r3
    0xE12F_FF1E,  # bx lr
)
T32_LOCATE = t32(
    0x6BE3,  # ldr r3, [r4, #0x3c]
    *(0xF8D3, 0x30AC),  # ldr.w r3, [r3, #0xac]
    0x4798,  # blx r3
    0x4770,  # bx lr
)
A32_GUID_IN_R0 = a32(0xE28D_0008)  # add r0, sp, #8
T32_GUID_IN_R0 = t32(0xA802)  # add r0, sp, #8

A32_BUILD = a32(
    *(0xE301_00FE, 0xE34C_05A0, 0xE58D_0008),  # movw, movt r0, #0xc5a010fe; str r0, [sp, #8]
    *(0xE303_08A7, 0xE344_0531, 0xE58D_000C),
    *(0xE304_0A8A, 0xE340_0005, 0xE58D_0010),
    *(0xE30F_0DD2, 0xE344_0916, 0xE58D_0014),
)
T32_BUILD = t32(
    *(0xF241, 0x00FE, 0xF2CC, 0x50A0, 0x9002),  # movw, movt r0, #0xc5a010fe; str r0, [sp, #8]
    *(0xF643, 0x00A7, 0xF2C4, 0x5031, 0x9003),
    *(0xF644, 0x208A, 0xF2C0, 0x0005, 0x9004),
    *(0xF64F, 0x50D2, 0xF6C4, 0x1016, 0x9005),
)


@pytest.mark.parametrize(
    "code",
    [A32_BUILD + A32_GUID_IN_R0 + A32_LOCATE, T32_BUILD + T32_GUID_IN_R0 + T32_LOCATE],
    ids=["a32", "t32"],
)
def test_four_pairs_of_immediates(code: bytes) -> None:
    assert seen(image(code)) == built(CODE, "LocateProtocol")


def test_the_middle_of_an_instruction_hides_none() -> None:
    """The bytes of ``movt r4, #0xc5a0`` match one byte too early as well."""
    other = (0xE301_40FE, 0xE34C_45A0, 0xE58D_4008)  # movw, movt r4; str r4, [sp, #8]
    table = a32(0xE1A0_5004)  # mov r5, r4
    locate = a32(0xE595_303C) + A32_LOCATE[4:]
    code = table + a32(*other) + A32_BUILD[12:] + A32_GUID_IN_R0 + locate
    assert seen(image(code)) == built(CODE + 4, "LocateProtocol")


def test_the_middle_of_a_narrow_instruction_hides_none() -> None:
    """The low byte of the load would be the high byte of another one."""
    code = t32(0xBF00, 0x4848) + T32_LOCATE  # nop; ldr r0, [pc, #0x120]
    place = 4 + 0x120
    code = code.ljust(place, b"\0") + a32(DATA)
    assert seen(image(code, GUID, [CODE + place])) == pointed(CODE + 2, "LocateProtocol")


def test_absurdly_many_numbers_that_matter_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_arm_scan, "MAX_NUMBERS", 4)
    assert seen(image(A32_BUILD)) == built()
    with pytest.raises(LimitError, match="more than 4"):
        seen(image(A32_BUILD + A32_BUILD))


def test_three_pairs_are_no_guid() -> None:
    assert seen(image(A32_BUILD[:36] + A32_GUID_IN_R0 + A32_LOCATE)) == []


def a32_literals(words: int) -> bytes:
    """Load so many words from behind the code and store each."""
    behind = 8 * words + len(A32_GUID_IN_R0 + A32_LOCATE)
    return b"".join(
        a32(0xE59F_1000 | behind - 8 - 4 * n, 0xE58D_1008 + 4 * n)  # ldr r1, […]; str r1, [sp, …]
        for n in range(words)
    )


def test_four_literals() -> None:
    code = a32_literals(4) + A32_GUID_IN_R0 + A32_LOCATE
    assert seen(image(code + GUID)) == built(CODE, "LocateProtocol")
    wide = t32(
        *(0x4907, 0x9102),  # ldr r1, [pc, #0x1c]; str r1, [sp, #8]
        *(0xF8DF, 0x101C, 0x9103),  # ldr.w r1, [pc, #0x1c]; str r1, [sp, #12]
        *(0x4907, 0x9104),  # ldr r1, [pc, #0x1c]; str r1, [sp, #16]
        *(0x4907, 0x9105),  # ldr r1, [pc, #0x1c]; str r1, [sp, #20]
    )
    code = wide + T32_GUID_IN_R0 + T32_LOCATE
    assert len(code) == 0x1E
    assert seen(image(code + bytes(2) + GUID)) == built(CODE, "LocateProtocol")


def test_a_distance_from_the_program_counter() -> None:
    copy = a32(0xE893_000F, 0xE28D_C008, 0xE88C_000F)  # ldm r3, {r0-r3}; add ip, sp, #8; stm ip
    code = a32(0xE59F_3000, 0xEA00_0000, DATA - (CODE + 20), 0xE08F_3003)
    code += copy + A32_GUID_IN_R0 + A32_LOCATE
    assert seen(image(code, GUID)) == pointed(CODE, "LocateProtocol")


def test_the_same_in_t32() -> None:
    code = t32(0x4B00, 0xE001)  # ldr r3, [pc]; b . + 6
    code += a32(DATA - (CODE + 12))
    code += t32(0x447B, 0xCB0F, 0xF10D, 0x0C08, 0xE88C, 0x000F)  # add r3, pc; ldmia r3, {r0-r3} …
    assert seen(image(code + T32_GUID_IN_R0 + T32_LOCATE, GUID)) == pointed(CODE, "LocateProtocol")


@pytest.mark.parametrize("base", [0, 0x40_0000])
def test_addresses_that_the_loader_adjusts(base: int) -> None:
    code = t32(0x4802) + T32_LOCATE + a32(base + DATA)  # ldr r0, [pc, #8]
    assert seen(image(code, GUID, [CODE + 12], base)) == pointed(CODE, "LocateProtocol")
    assert seen(image(code, GUID, base=base)) == []
    code = a32(0xE59F_000C) + A32_LOCATE + a32(base + DATA)  # ldr r0, [pc, #12]
    assert seen(image(code, GUID, [CODE + 20], base)) == pointed(CODE, "LocateProtocol")


def test_adr() -> None:
    code = a32(0xE28F_000C) + A32_LOCATE + GUID  # add r0, pc, #12
    assert seen(image(code)) == pointed(CODE, "LocateProtocol")
    code = t32(0xA002) + T32_LOCATE + GUID  # add r0, pc, #8
    assert seen(image(code)) == pointed(CODE, "LocateProtocol")
    code = t32(0xF20F, 0x000C) + T32_LOCATE + bytes(2) + GUID  # addw r0, pc, #12
    assert seen(image(code)) == pointed(CODE, "LocateProtocol")


def test_a_guid_is_reached_from_another() -> None:
    code = a32(
        0xE59F_3000,  # ldr r3, [pc]
        0xEA00_0000,  # b . + 8
        DATA - (CODE + 20),
        0xE08F_3003,  # add r3, pc, r3
        0xE283_0010,  # add r0, r3, #16
    )
    found = seen(image(code + A32_LOCATE, OTHER + GUID), GUID, OTHER)
    assert found == pointed(CODE, "LocateProtocol")
    narrow = t32(0x4B00, 0xE001) + a32(DATA - (CODE + 12)) + t32(0x447B, 0x3310, 0x4618)
    found = seen(image(narrow + T32_LOCATE, OTHER + GUID), GUID, OTHER)  # …; adds r3, #16; mov r0
    assert found == pointed(CODE, "LocateProtocol")


def test_a_guid_that_is_read_is_meant_even_where_more_is_reached_from_it() -> None:
    code = a32(
        0xE59F_3000,  # ldr r3, [pc]
        0xEA00_0000,  # b . + 8
        DATA - (CODE + 20),
        0xE08F_3003,  # add r3, pc, r3
        0xE283_6020,  # add r6, r3, #0x20
        *(0xE893_000F, 0xE28D_C008, 0xE88C_000F),  # ldm r3, {r0-r3}; add ip, sp, #8; stm ip
    )
    code += A32_GUID_IN_R0 + A32_LOCATE
    assert seen(image(code, GUID + bytes(0x20))) == pointed(CODE, "LocateProtocol")


def test_a_table_that_a_variable_keeps() -> None:
    store = t32(
        0x6BCB,  # ldr r3, [r1, #0x3c]
        0x4A02,  # ldr r2, [pc, #8]
        0x6013,  # str r3, [r2]
        *(0xF000, 0xF803),  # bl . + 10
        0x4770,  # bx lr
    )
    variable = a32(DATA + 0x20)
    use = t32(
        0x4802,  # ldr r0, [pc, #8]
        0x4B03,  # ldr r3, [pc, #12]
        0x681B,  # ldr r3, [r3]
        *(0xF8D3, 0x30AC),  # ldr.w r3, [r3, #0xac]
        0x4718,  # bx r3
    )
    code = store + variable + use + a32(DATA, DATA + 0x20)
    assert len(store) == 12
    relocated = [CODE + 12, CODE + 28, CODE + 32]
    assert seen(image(code, GUID + bytes(0x20), relocated)) == pointed(CODE + 16, "LocateProtocol")


def test_arguments_on_the_stack() -> None:
    create_event_ex = a32(
        0xE58D_0000,  # str r0, [sp]
        0xE594_303C,  # ldr r3, [r4, #0x3c]
        0xE593_30C4,  # ldr r3, [r3, #0xc4]
        0xE12F_FF33,  # blx r3
    )
    code = a32(0xE28F_0010) + create_event_ex + a32(0xE12F_FF1E) + GUID  # add r0, pc, #16
    assert seen(image(code)) == pointed(CODE, "CreateEventEx")


def test_a_function_that_is_passed_a_guid() -> None:
    caller = a32(0xE28F_0008, 0xEB00_0005, 0xE12F_FF1E, 0xE12F_FF1E)  # add r0, pc, #8; bl callee
    code = caller + GUID + A32_LOCATE
    assert seen(image(code)) == pointed(CODE, "LocateProtocol")


def test_a32_calls_t32() -> None:
    caller = a32(0xE28F_0008, 0xFA00_0005, 0xE12F_FF1E, 0xE12F_FF1E)  # add r0, pc, #8; blx callee
    assert seen(image(caller + GUID + T32_LOCATE)) == pointed(CODE, "LocateProtocol")


def test_t32_calls_a32() -> None:
    caller = t32(0xA001, 0xF000, 0xE80C, 0x4770)  # add r0, pc, #4; blx callee; bx lr
    code = caller + GUID + bytes(4) + A32_LOCATE
    assert seen(image(code)) == pointed(CODE, "LocateProtocol")


# --- functions ---------------------------------------------------------------------------------


def sets(image: Image) -> dict[int, bool]:
    functions = Functions(ImageMap(image))
    return {start: functions.is_thumb(start) for start in functions.starts}


def test_the_code_says_of_which_set_it_is() -> None:
    assert sets(image(A32_LOCATE)) == {CODE: False}
    assert sets(image(T32_LOCATE)) == {CODE: True}
    caller = a32(0xE1A0_0000, 0xFA00_0001, 0xE12F_FF1E, 0xE12F_FF1E)  # nop; blx . + 12
    assert sets(image(caller + T32_LOCATE)) == {CODE: False, CODE + 16: True}


def test_a_call_that_leads_to_code_of_another_set_is_none() -> None:
    caller = a32(0xE1A0_0000, 0xEB00_0001, 0xE12F_FF1E, 0xE12F_FF1E)  # nop; bl . + 12
    assert sets(image(caller + T32_LOCATE)) == {CODE: False}
    assert sets(image(caller + A32_LOCATE)) == {CODE: False, CODE + 16: False}


def test_addresses_of_functions_say_of_which_set_they_are() -> None:
    code = T32_LOCATE + bytes(2) + T32_LOCATE
    held = a32(CODE + 12 + 1, CODE + 2, DATA)
    assert sets(image(code, held, [DATA, DATA + 4, DATA + 8])) == {CODE: True, CODE + 12: True}


def test_spans_are_of_one_set() -> None:
    caller = a32(0xE1A0_0000, 0xFA00_0001, 0xE12F_FF1E, 0xE12F_FF1E)
    image_map = ImageMap(image(caller + T32_LOCATE))
    spans = list(Functions(image_map).spans(image_map.code[0]))
    assert spans == [(CODE, CODE + 16, False), (CODE + 16, CODE + 26, True)]


@pytest.mark.parametrize(
    ("code", "loads"),
    [
        (a32(0xE591_303C, 0xE1A0_0000, 0xE582_3000, 0xE12F_FF1E), 1),  # ldr r3, [r1, #0x3c]; str r3
        (a32(0xE591_3038, 0xE1A0_0000, 0xE582_3000, 0xE12F_FF1E), 1),  # ldr r3, [r1, #0x38]; str r3
        (a32(0xE591_303C, 0xE1A0_0000, 0xE582_2000, 0xE12F_FF1E), 0),  # …; str r2, [r2]
        (a32(0xE591_303C, 0xE1A0_0000, 0xE58D_3000, 0xE12F_FF1E), 0),  # …; str r3, [sp]
        (t32(0x6BCB, 0x6013, 0x4770), 1),  # ldr r3, [r1, #0x3c]; str r3, [r2]
        (t32(0x6B8B, 0x6012, 0x4770), 0),  # ldr r3, [r1, #0x38]; str r2, [r2]
        (t32(0xF8D1, 0xC03C, 0xF8C2, 0xC000), 1),  # ldr.w ip, [r1, #0x3c]; str.w ip, [r2]
        (t32(0xF8D1, 0xC03C, 0xF8CD, 0xC000), 0),  # …; str.w ip, [sp]
        (t32(0xE9D1, 0x320E, 0xE9C4, 0x2100), 1),  # ldrd r3, r2, [r1, #0x38]; strd r2, r1, [r4]
    ],
)
def test_loads_of_a_table_that_is_kept(code: bytes, loads: int) -> None:
    arm = Arm(ImageMap(image(code)))
    assert list(arm.table_loads()) == [CODE] * loads


# --- the machine -------------------------------------------------------------------------------


def test_registers_at_the_start() -> None:
    assert Arm(ImageMap(image(b""))).registers()[13] == Value(STACK, 0, NOWHERE)


def test_a_call_comes_back_without_what_it_need_not_preserve() -> None:
    arm = Arm(ImageMap(image(b"")))
    number = Value(None, 1, CODE)
    walk = Walk(arm, frozenset(), {})
    state = State(arm.image, walk, [number] * 16, {})
    arm.leave(state, by_firmware=True)
    kept = [register for register, value in enumerate(state.registers) if value is not None]
    assert kept == [4, 5, 6, 7, 8, 9, 10, 11, 13, 15]
    arm.enter(state, Call(CODE, CODE))
    assert state.registers[14] is None


def test_code_may_end_anywhere() -> None:
    whole = T32_BUILD + T32_GUID_IN_R0 + T32_LOCATE
    for size in range(len(whole)):
        seen(image(whole[:size]))


def test_what_lies_in_no_code_is_not_executed() -> None:
    arm = Arm(ImageMap(image(A32_LOCATE, GUID)))
    state = State(arm.image, Walk(arm, frozenset(), {}), arm.registers(), {})
    assert arm.run(state, DATA, set(), set(), 8) == (DATA, None)
    assert arm.run(state, 0x9000, set(), set(), 8) == (0x9000, None)


def test_absurdly_many_numbers_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_matches, "MAX_MATCHES", 7)
    seen(image(t32(*[0x4800] * 7), GUID))
    with pytest.raises(LimitError, match="more than 7"):
        seen(image(t32(*[0x4800] * 8), GUID))


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=400), st.booleans())
def test_noise_has_no_effect(noise: bytes, narrow: bool) -> None:
    code = T32_BUILD + T32_GUID_IN_R0 if narrow else A32_BUILD + A32_GUID_IN_R0
    find(image(code + noise, GUID))
