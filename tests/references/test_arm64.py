"""Words of machine code, each with its assembly beside it (GNU as).

Code stands at 0x1000, which is the entry point; data at 0x2000.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import pack, unpack
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import LimitError
from efitool.model.image import (
    Arch,
    DataDirectory,
    Image,
    ImageType,
    Machine,
    PeHeader,
    Segment,
    Subsystem,
)
from efitool.model.reference import Form, Grade
from efitool.references import _arm64_functions, _arm64_scan, _matches, data
from efitool.references._flow import Walk
from efitool.references._image_map import ImageMap
from efitool.references._machine import NOWHERE, STACK, Call, State, Value
from efitool.references.arm64 import Arm64
from tests.machine_code import relocations

GUID = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649").bytes_le
OTHER = UUID("5568e427-68fc-4f3d-ac74-ca555231cc68").bytes_le
CODE, DATA, RELOCATIONS = 0x1000, 0x2000, 0x8000

LOW = (
    0xD282_1FC0,  # mov x0, #0x10fe
    0xF2B8_B400,  # movk x0, #0xc5a0, lsl #16
    0xF2C7_14E0,  # movk x0, #0x38a7, lsl #32
    0xF2E8_A620,  # movk x0, #0x4531, lsl #48
)
STORE_LOW = 0xF900_0BE0  # str x0, [sp, #0x10]
HIGH = (
    0xD289_5140,  # mov x0, #0x4a8a
    0xF2A0_00A0,  # movk x0, #0x5, lsl #16
    0xF2DF_BA40,  # movk x0, #0xfdd2, lsl #32
    0xF2E9_22C0,  # movk x0, #0x4916, lsl #48
)
STORE_HIGH = 0xF900_0FE0  # str x0, [sp, #0x18]
BUILD = (*LOW, STORE_LOW, *HIGH, STORE_HIGH)
"""The GUID at sp + 0x10."""

LOW_IN_X19 = tuple(word | 19 for word in LOW)
STORE_X19_LOW = STORE_LOW | 19

BOOT_SERVICES = 0xF940_3288  # ldr x8, [x20, #0x60]
RUNTIME_SERVICES = 0xF940_2E88  # ldr x8, [x20, #0x58]
LOCATE_PROTOCOL = 0xF940_A108  # ldr x8, [x8, #0x140]
HANDLE_PROTOCOL = 0xF940_4D08  # ldr x8, [x8, #0x98]
GUID_IN_X0 = 0x9100_43E0  # add x0, sp, #0x10
GUID_IN_X1 = 0x9100_43E1  # add x1, sp, #0x10
BLR = 0xD63F_0100  # blr x8
RET = 0xD65F_03C0
NOP = 0xD503_201F
PACIASP = 0xD503_233F
LOCATE = (GUID_IN_X0, BOOT_SERVICES, LOCATE_PROTOCOL, BLR)

ADRP_X1 = 0xB000_0001  # adrp x1, DATA
ADD_X1 = 0x9100_8021  # add x1, x1, #0x20
STORE_Q1 = 0x3D80_07E1  # str q1, [sp, #0x10]
IN_DATA = bytes(0x20) + GUID

Seen = list[tuple[int, Form, Grade, list[str]]]


def image(
    words: Iterable[int], held: bytes = b"", *, code: bool = True, pointers: Sequence[int] = ()
) -> Image:
    text = b"".join(pack("<I", word) for word in words)
    table = relocations(pointers)
    header = PeHeader(
        offset=0x40,
        machine=Machine.ARM64,
        subsystem=Subsystem.EFI_APPLICATION,
        magic=0x20B,
        timestamp=0,
        characteristics=0,
        dll_characteristics=0,
        image_base=0,
        entry_point=CODE,
        section_alignment=0x1000,
        file_alignment=0x200,
        size_of_image=0x3000,
        size_of_headers=0x200,
        checksum=0,
        image_version=(0, 0),
        directories=(DataDirectory("basereloc", RELOCATIONS, len(table)),) if pointers else (),
        sections=(),
    )
    segments = (
        Segment(offset=0, rva=CODE, size=len(text), code=code),
        Segment(offset=len(text), rva=DATA, size=len(held), code=False),
        Segment(offset=len(text) + len(held), rva=RELOCATIONS, size=len(table), code=False),
    )
    kind, content = ImageType.EFI_APPLICATION, text + held + table
    return Image(kind, Arch.ARM64, "pe", (), content, pe=header, segments=segments)


def literal(held: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(held) // 4}I", held)


def seen(image: Image, *known: bytes) -> Seen:
    known = known or (GUID,)
    places = {place.rva: place.guid for place in data.find(image, known)}
    walk = Walk(Arm64(ImageMap(image)), frozenset(known), places)
    walk.run()
    return [
        (rva, sighting.form, sighting.grade, [call.service for call in sighting.calls])
        for (_, rva), sighting in sorted(walk.sightings.items(), key=lambda item: item[0][1])
    ]


def built(at: int = CODE, *services: str) -> Seen:
    return [(at, Form.IMMEDIATE, Grade.STRONG, list(services))]


def pointed(at: int = CODE, *services: str) -> Seen:
    return [(at, Form.POINTER, Grade.STRONG, list(services))]


def test_two_chains_stored_side_by_side() -> None:
    assert seen(image((*BUILD, RET))) == built()


def test_the_high_half_first() -> None:
    assert seen(image((*HIGH, STORE_HIGH, *LOW, STORE_LOW, RET))) == built()


def test_the_wrong_way_round_is_another_guid() -> None:
    words = (*LOW, STORE_HIGH, *HIGH, STORE_LOW, RET)
    assert seen(image(words)) == [(CODE, Form.IMMEDIATE, Grade.WEAK, [])]


def test_chains_that_interleave_and_one_store_of_a_pair() -> None:
    words = (
        NOP,
        0xD289_5148,  # mov x8, #0x4a8a
        0xD282_1FC9,  # mov x9, #0x10fe
        0xF2A0_00A8,  # movk x8, #0x5, lsl #16
        0xF2B8_B409,  # movk x9, #0xc5a0, lsl #16
        0xF2C7_14E9,  # movk x9, #0x38a7, lsl #32
        0xF2DF_BA48,  # movk x8, #0xfdd2, lsl #32
        0xF2E9_22C8,  # movk x8, #0x4916, lsl #48
        0x9100_03FD,  # mov x29, sp
        0xF2E8_A629,  # movk x9, #0x4531, lsl #48
        0xA9BF_23E9,  # stp x9, x8, [sp, #-16]!
        RET,
    )
    assert seen(image(words)) == built(CODE + 4)


def test_chains_in_descending_order() -> None:
    words = (
        0xD2E8_A620,  # movz x0, #0x4531, lsl #48
        0xF2C7_14E0,  # movk x0, #0x38a7, lsl #32
        0xF2B8_B400,  # movk x0, #0xc5a0, lsl #16
        0xF282_1FC0,  # movk x0, #0x10fe
        0xD2E9_22C1,  # movz x1, #0x4916, lsl #48
        0xF2DF_BA41,  # movk x1, #0xfdd2, lsl #32
        0xF2A0_00A1,  # movk x1, #0x5, lsl #16
        0xF289_5141,  # movk x1, #0x4a8a
        0xA881_07E0,  # stp x0, x1, [sp], #16
        RET,
    )
    assert seen(image(words)) == built()


def test_chains_that_start_from_ones() -> None:
    guid = bytes.fromhex("1111 2222 3333 feff") + GUID[8:]
    words = (
        0x92E0_0020,  # movn x0, #0x1, lsl #48
        0xF282_2220,  # movk x0, #0x1111
        0xF2A4_4440,  # movk x0, #0x2222, lsl #16
        0xF2C6_6660,  # movk x0, #0x3333, lsl #32
        STORE_LOW,
        *HIGH,
        STORE_HIGH,
        RET,
    )
    assert seen(image(words), guid) == built()


def test_quarters_in_32_bit_registers() -> None:
    words = (
        0x5282_1FC0,  # mov w0, #0x10fe
        0x72B8_B400,  # movk w0, #0xc5a0, lsl #16
        0x5287_14E1,  # mov w1, #0x38a7
        0x72A8_A621,  # movk w1, #0x4531, lsl #16
        0x2901_07E0,  # stp w0, w1, [sp, #8]
        0x5289_5142,  # mov w2, #0x4a8a
        0x72A0_00A2,  # movk w2, #0x5, lsl #16
        0xB900_13E2,  # str w2, [sp, #16]
        0x529F_BA43,  # mov w3, #0xfdd2
        0x72A9_22C3,  # movk w3, #0x4916, lsl #16
        0xB801_43E3,  # stur w3, [sp, #20]
        RET,
    )
    assert seen(image(words)) == built()


def test_halves_that_meet_may_come_from_afar() -> None:
    far = (NOP,) * 100
    assert seen(image((*LOW_IN_X19, *far, STORE_X19_LOW, *HIGH, STORE_HIGH, RET))) == built()
    apart = STORE_HIGH + (1 << 10)  # str x0, [sp, #0x20]
    assert seen(image((*LOW_IN_X19, *far, STORE_X19_LOW, *HIGH, apart, RET))) == []


DATA1 = (0x5282_1FC0, 0x72B8_B400)  # mov w0, #0x10fe; movk w0, #0xc5a0, lsl #16
STORE_DATA1 = 0xB900_13E0  # str w0, [sp, #0x10]
DATA2, STORE_DATA2 = 0x5287_14E0, 0x7900_2BE0  # mov w0, #0x38a7; strh w0, [sp, #0x14]
DATA3, STORE_DATA3 = 0x5288_A620, 0x7900_2FE0  # mov w0, #0x4531; strh w0, [sp, #0x16]


def test_a_guid_written_field_by_field() -> None:
    fields = (*DATA1, STORE_DATA1, DATA2, STORE_DATA2, DATA3, STORE_DATA3, *HIGH, STORE_HIGH)
    assert seen(image((*fields, RET))) == built()
    assert seen(image((*fields, *LOCATE, RET))) == built(CODE, "LocateProtocol")
    for missing in (DATA1[1], DATA2, DATA3, HIGH[0]):
        assert seen(image((*(NOP if word == missing else word for word in fields), RET))) == []


def test_halves_that_never_meet_are_weak() -> None:
    cmp_x2_x0 = 0xEB00_005F
    words = (*LOW, cmp_x2_x0, *HIGH, cmp_x2_x0, RET)
    assert seen(image(words)) == [(CODE, Form.IMMEDIATE, Grade.WEAK, [])]


def test_a_half_that_is_replaced_before_it_is_stored_is_weak() -> None:
    mov_x0_0 = 0xD280_0000
    words = (*LOW, STORE_LOW, *HIGH, mov_x0_0, STORE_HIGH, RET)
    assert seen(image(words)) == [(CODE, Form.IMMEDIATE, Grade.WEAK, [])]


@pytest.mark.parametrize("missing", range(len(LOW)))
def test_three_quarters_of_a_half_are_nothing(missing: int) -> None:
    low = tuple(NOP if i == missing else word for i, word in enumerate(LOW))
    assert seen(image((*low, STORE_LOW, *HIGH, STORE_HIGH, RET))) == []


def test_a_byte_stored_over_a_guid_spoils_it() -> None:
    strb_wzr = 0x3900_4BFF  # strb wzr, [sp, #0x12]
    words = (*LOW, STORE_LOW, strb_wzr, *HIGH, STORE_HIGH, RET)
    assert seen(image(words))[0][2] is Grade.WEAK


def test_a_store_to_an_unknown_place_behind_the_same_base_spoils_it() -> None:
    str_x5 = 0xF826_6BE5  # str x5, [sp, x6]
    ldr_x5 = 0xF866_6BE5  # ldr x5, [sp, x6]
    assert seen(image((*LOW, STORE_LOW, str_x5, *HIGH, STORE_HIGH, RET)))[0][2] is Grade.WEAK
    assert seen(image((*LOW, STORE_LOW, ldr_x5, *HIGH, STORE_HIGH, RET)))[0][2] is Grade.STRONG


def test_a_branch_between_the_halves() -> None:
    cbz = 0xB400_0080  # cbz x0, . + 0x10
    assert seen(image((*LOW, STORE_LOW, cbz, *HIGH, STORE_HIGH, RET))) == built()


def test_a_loop_ends() -> None:
    assert seen(image((*BUILD, 0x17FF_FFFC))) == built()  # b . - 0x10


# --- calls -------------------------------------------------------------------------------------


def test_a_protocol_is_located() -> None:
    assert seen(image((*BUILD, *LOCATE, RET))) == built(CODE, "LocateProtocol")


def test_the_system_table_is_a_variable() -> None:
    words = (
        *BUILD,
        0xB000_0000,  # adrp x0, DATA
        0xF940_0400,  # ldr x0, [x0, #8]
        0xF940_3000,  # ldr x0, [x0, #0x60]
        0xF940_A003,  # ldr x3, [x0, #0x140]
        GUID_IN_X0,
        0xD280_0001,  # mov x1, #0
        0xD63F_0060,  # blr x3
        RET,
    )
    assert seen(image(words, bytes(16))) == built(CODE, "LocateProtocol")


def test_the_guid_is_the_second_argument_of_handle_protocol() -> None:
    call = (BOOT_SERVICES, HANDLE_PROTOCOL, BLR, RET)
    assert seen(image((*BUILD, GUID_IN_X1, *call))) == built(CODE, "HandleProtocol")
    assert seen(image((*BUILD, GUID_IN_X0, *call))) == built()


def test_the_guid_is_the_fifth_argument_of_create_event_ex() -> None:
    words = (
        *BUILD,
        0x9100_43E4,  # add x4, sp, #0x10
        BOOT_SERVICES,
        0xF940_B908,  # ldr x8, [x8, #0x170]
        BLR,
        RET,
    )
    assert seen(image(words)) == built(CODE, "CreateEventEx")


def test_a_tail_call() -> None:
    words = (*BUILD, *LOCATE[:-1], 0xD61F_0100)  # br x8
    assert seen(image(words)) == built(CODE, "LocateProtocol")


def test_runtime_services() -> None:
    get_variable = 0xF940_2508  # ldr x8, [x8, #0x48]
    words = (*BUILD, GUID_IN_X1, RUNTIME_SERVICES, get_variable, BLR, RET)
    assert seen(image(words)) == built(CODE, "GetVariable")


def test_the_slot_of_get_variable_in_another_protocol_is_not_it() -> None:
    set_info = 0xF940_2508  # ldr x8, [x8, #0x48]
    words = (*BUILD, GUID_IN_X1, 0xAA14_03E8, set_info, BLR, RET)  # mov x8, x20
    assert seen(image(words)) == built()


def test_another_slot_of_the_boot_services_is_not_it() -> None:
    locate_plus_8 = 0xF940_A508  # ldr x8, [x8, #0x148]
    assert seen(image((*BUILD, GUID_IN_X0, BOOT_SERVICES, locate_plus_8, BLR, RET))) == built()


def test_a_structure_on_the_stack_is_no_system_table() -> None:
    from_stack = 0xF940_33E8  # ldr x8, [sp, #0x60]
    assert seen(image((*BUILD, GUID_IN_X0, from_stack, LOCATE_PROTOCOL, BLR, RET))) == built()


def test_a_guid_is_followed_into_the_function_it_is_passed_to() -> None:
    words = (
        *BUILD,
        GUID_IN_X1,
        0x9400_0002,  # bl . + 8
        RET,
        0xAA01_03E0,  # mov x0, x1
        BOOT_SERVICES,
        LOCATE_PROTOCOL,
        BLR,
        RET,
    )
    assert seen(image(words)) == built(CODE, "LocateProtocol")


def test_what_a_call_keeps_and_what_it_does_not() -> None:
    call = 0x9400_0000 | 20  # bl, outside the code
    x19 = (*LOW_IN_X19, call, STORE_X19_LOW, *HIGH, STORE_HIGH, RET)
    assert seen(image(x19)) == built()
    x0 = (*LOW, call, STORE_LOW, *HIGH, STORE_HIGH, RET)
    assert seen(image(x0)) == [(CODE, Form.IMMEDIATE, Grade.WEAK, [])]


def test_a_variable_that_keeps_the_boot_services() -> None:
    keep = (
        PACIASP,
        0xB000_0013,  # adrp x19, DATA
        0xA945_A029,  # ldp x9, x8, [x1, #0x58]
        0xF900_0A68,  # str x8, [x19, #0x10]
        RET,
    )
    use = (
        PACIASP,
        *BUILD,
        0xB000_0013,  # adrp x19, DATA
        0xF940_0A68,  # ldr x8, [x19, #0x10]
        LOCATE_PROTOCOL,
        GUID_IN_X0,
        BLR,
        RET,
    )
    found = seen(image((*keep, *use), bytes(0x20)))
    assert found == built(CODE + 4 * (len(keep) + 1), "LocateProtocol")
    assert seen(image((*keep[:3], NOP, RET, *use), bytes(0x20)))[0][3] == []


# --- data --------------------------------------------------------------------------------------


def test_the_address_of_a_guid_in_data() -> None:
    words = (ADRP_X1, ADD_X1, BOOT_SERVICES, HANDLE_PROTOCOL, BLR, RET)
    assert seen(image(words, IN_DATA)) == pointed(CODE, "HandleProtocol")


def test_the_address_of_other_data_is_no_reference() -> None:
    assert seen(image((ADRP_X1, 0x9100_4021, RET), IN_DATA)) == []  # add x1, x1, #0x10


def test_a_page_that_starts_with_a_guid_is_not_its_address() -> None:
    words = (ADRP_X1, 0xF940_1422, RET)  # ldr x2, [x1, #0x28]
    assert seen(image(words, GUID)) == []


def test_the_address_of_a_guid_among_the_code() -> None:
    words = (0x1000_0101, RET, *(NOP,) * 6, *literal(GUID))  # adr x1, . + 0x20
    assert seen(image(words)) == pointed()


def test_sixteen_bytes_copied_from_data_by_a_vector() -> None:
    words = (ADRP_X1, 0x3DC0_0821, STORE_Q1, *LOCATE, RET)  # ldr q1, [x1, #0x20]
    assert seen(image(words, IN_DATA)) == built(CODE, "LocateProtocol")


def test_two_halves_copied_from_data() -> None:
    words = (
        ADRP_X1,
        0xF940_1022,  # ldr x2, [x1, #0x20]
        0xF940_1421,  # ldr x1, [x1, #0x28]
        0xA901_07E2,  # stp x2, x1, [sp, #0x10]
        *LOCATE,
        RET,
    )
    assert seen(image(words, IN_DATA)) == built(CODE, "LocateProtocol")


def test_two_halves_in_two_pages() -> None:
    words = (
        ADRP_X1,
        0xD000_0003,  # adrp x3, DATA + 0x1000
        0xF947_FC22,  # ldr x2, [x1, #0xff8]
        0xF940_0061,  # ldr x1, [x3]
        0xA901_07E2,  # stp x2, x1, [sp, #0x10]
        RET,
    )
    assert seen(image(words, bytes(0xFF8) + GUID)) == built()


@pytest.mark.parametrize(
    "words",
    [
        (
            ADRP_X1,
            0xF940_0821,  # ldr x1, [x1, #0x10]
            0xF940_1022,  # ldr x2, [x1, #0x20]
            0xF940_1423,  # ldr x3, [x1, #0x28]
        ),
        (
            ADRP_X1,
            0xF940_1062,  # ldr x2, [x3, #0x20]
            0xF940_1463,  # ldr x3, [x3, #0x28]
        ),
    ],
)
def test_loads_from_elsewhere_are_no_reference(words: tuple[int, ...]) -> None:
    assert seen(image((*words, RET), IN_DATA)) == []


def test_a_literal_of_sixteen_bytes() -> None:
    words = (0x9C00_0101, STORE_Q1, RET, *(NOP,) * 5, *literal(GUID))  # ldr q1, . + 0x20
    assert seen(image(words)) == built()


def test_two_literals_of_eight_bytes_in_any_order() -> None:
    words = (
        0x5800_0101,  # ldr x1, . + 0x20
        0xF900_0FE1,  # str x1, [sp, #0x18]
        0x5800_0101,  # ldr x1, . + 0x20
        0xF900_0BE1,  # str x1, [sp, #0x10]
        RET,
        *(NOP,) * 3,
        *literal(GUID[8:] + GUID[:8]),
    )
    assert seen(image(words)) == built()


# --- addresses that a loader adjusts -----------------------------------------------------------

SLOT = bytes(8) + pack("<Q", DATA + 0x20) + bytes(0x10) + GUID
CALL_LOCATE = (BOOT_SERVICES, LOCATE_PROTOCOL, BLR, RET)


def test_an_address_in_a_table() -> None:
    words = (ADRP_X1, 0xF940_0420, *CALL_LOCATE)  # ldr x0, [x1, #8]
    assert seen(image(words, SLOT, pointers=[DATA + 8])) == pointed(CODE, "LocateProtocol")
    assert seen(image(words, SLOT)) == []


def test_an_address_in_a_table_whose_page_another_register_keeps() -> None:
    words = (ADRP_X1, 0xAA01_03F3, 0xF940_0660, *CALL_LOCATE)  # mov x19, x1; ldr x0, [x19, #8]
    assert seen(image(words, SLOT, pointers=[DATA + 8])) == pointed(CODE, "LocateProtocol")


def test_an_address_in_a_literal_pool() -> None:
    pool = literal(pack("<Q", DATA + 0x20))
    words = (0x5800_00C0, *CALL_LOCATE, NOP, *pool)  # ldr x0, . + 0x18
    assert seen(image(words, IN_DATA, pointers=[CODE + 0x18])) == pointed(CODE, "LocateProtocol")


def test_an_address_in_a_literal_pool_of_what_the_guid_is_behind() -> None:
    words = (
        0x5800_00C1,  # ldr x1, . + 0x18
        0x9100_8020,  # add x0, x1, #0x20
        *CALL_LOCATE,
        *literal(pack("<Q", DATA)),
    )
    assert seen(image(words, IN_DATA, pointers=[CODE + 0x18])) == pointed(CODE, "LocateProtocol")


def test_an_address_in_two_steps_forwards_and_one_back() -> None:
    words = (
        ADRP_X1,
        0x9101_0021,  # add x1, x1, #0x40
        0x9100_4022,  # add x2, x1, #0x10
        0xD100_C040,  # sub x0, x2, #0x30
        *CALL_LOCATE,
    )
    assert seen(image(words, IN_DATA)) == pointed(CODE, "LocateProtocol")


def test_halves_that_stand_alone() -> None:
    words = (
        ADRP_X1,
        0xF940_0422,  # ldr x2, [x1, #8]
        0xF900_0BE2,  # str x2, [sp, #0x10]
        0xFD40_0C23,  # ldr d3, [x1, #0x18]
        0xFD00_0FE3,  # str d3, [sp, #0x18]
        GUID_IN_X0,
        *CALL_LOCATE,
    )
    held = bytes(8) + GUID[:8] + bytes(8) + GUID[8:]
    assert seen(image(words, held)) == built(CODE, "LocateProtocol")


def by_value(*order: int) -> Seen:
    """A function gets a GUID of which each register joins two words."""
    words = (
        ADRP_X1,
        ADD_X1,
        0x2940_0C22,  # ldp w2, w3, [x1]
        0x2941_1424,  # ldp w4, w5, [x1, #8]
        *(0xAA00_8000 | to | low << 5 | high << 16 for to, (low, high) in enumerate(pairs(order))),
        0x9400_0002,  # bl . + 8
        RET,
        0xA901_07E0,  # stp x0, x1, [sp, #0x10]
        GUID_IN_X0,
        *CALL_LOCATE,
    )
    return seen(image(words, IN_DATA))


def pairs(numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
    return zip(numbers[::2], numbers[1::2], strict=True)


def test_a_guid_passed_by_value_in_words_that_are_joined() -> None:
    assert by_value(2, 3, 4, 5) == pointed(CODE, "LocateProtocol")
    assert by_value(3, 2, 4, 5) == pointed(CODE)
    assert by_value(2, 4, 3, 5) == pointed(CODE)


# --- functions ---------------------------------------------------------------------------------


def test_a_function_that_only_a_pointer_leads_to() -> None:
    words = (RET, NOP, BOOT_SERVICES, *BUILD, GUID_IN_X0, LOCATE_PROTOCOL, BLR, RET)
    assert seen(image(words)) == built(CODE + 12, "LocateProtocol")


@pytest.mark.parametrize("end", [0x1400_0000, 0x17FF_FFFF])  # b . and b . - 4
def test_a_call_that_never_returns(end: int) -> None:
    def words(end: int) -> Sequence[int]:
        return (
            BOOT_SERVICES,
            LOCATE_PROTOCOL,
            0xB400_0040,  # cbz x0, . + 8
            0x9400_0000 | 4 + len(BUILD),  # bl to the last but one
            *BUILD,
            GUID_IN_X0,
            BLR,
            RET,
            NOP,
            end,
        )

    assert seen(image(words(end))) == built(CODE + 16, "LocateProtocol")
    assert seen(image(words(RET))) == built(CODE + 16)


# --- bounds ------------------------------------------------------------------------------------


def test_a_function_starts_before_it_signs_its_return_address() -> None:
    words = (
        *(RET, NOP),
        *LOW,
        PACIASP,
        STORE_LOW,
        *HIGH,
        STORE_HIGH,
        RET,
    )
    assert seen(image(words)) == built(CODE + 8)


def test_a_function_starts_where_a_call_goes() -> None:
    words = (0x9400_0002, RET, *BUILD, 0x9400_0100, RET)  # bl . + 8 … bl . + 0x400
    assert starts(words) == [CODE, CODE + 8]
    assert seen(image(words)) == built(CODE + 8)


def test_large_code_that_signs_return_addresses_starts_functions_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = (0x9400_0002, RET, NOP, PACIASP, RET)
    assert starts(words) == [CODE, CODE + 8, CODE + 12]
    monkeypatch.setattr(_arm64_functions, "MAX_MIXED", 4)
    assert starts(words) == [CODE, CODE + 12]


def test_what_looks_like_a_signature_between_two_words_starts_nothing() -> None:
    assert starts((RET, 0x233F_0000, 0x0000_D503, RET)) == [CODE]


def starts(words: Iterable[int]) -> Sequence[int]:
    return Arm64(ImageMap(image(words))).starts()


def test_only_stores_to_variables_keep_a_table() -> None:
    load = 0xF940_3028  # ldr x8, [x1, #0x60]
    on_stack, in_variable = 0xF900_03E8, 0xF900_0268  # str x8, [sp]; str x8, [x19]
    for store, expected in ((on_stack, []), (in_variable, [CODE]), (in_variable | 1, [])):
        assert list(Arm64(ImageMap(image((load, store, RET)))).table_loads()) == expected


def test_arguments_behind_the_eighth_are_on_the_stack() -> None:
    architecture = Arm64(ImageMap(image((RET,))))
    state = State(architecture.image, Walk(architecture, frozenset(), {}), [], {})
    state.registers = architecture.registers()
    state.store(Value(STACK, 8, NOWHERE), 8, Value(None, 7, CODE))
    call = architecture.service_call(state, Call(Value(STACK, 0, NOWHERE), CODE))
    assert call is not None
    assert call.argument(9)[:2] == (None, 7)
    assert call.argument(7) is state.read(7)


def test_what_is_not_code_is_not_executed() -> None:
    assert seen(image((*BUILD, *LOCATE, RET), code=False)) == []
    call = 0x9400_0000 | (DATA - CODE) // 4 - len(BUILD) - 1  # bl DATA
    words = (*BUILD, GUID_IN_X0, call, RET)
    service = b"".join(pack("<I", w) for w in (BOOT_SERVICES, LOCATE_PROTOCOL, BLR, RET))
    assert seen(image(words, service)) == built()


def test_known_guids_that_the_code_does_not_hold_are_not_seen() -> None:
    assert seen(image((*BUILD, *LOCATE, RET)), OTHER) == []


@pytest.mark.parametrize("words", [LOW[1:2], (ADRP_X1,)])
def test_code_made_of_candidates_is_refused(
    words: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_arm64_scan, "MAX_CANDIDATES", 3)
    assert seen(image(words * 3, IN_DATA)) == []
    with pytest.raises(LimitError, match="more than 3 instructions"):
        seen(image(words * 4, IN_DATA))


def test_code_made_of_one_kind_of_instruction_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_matches, "MAX_MATCHES", 3)
    with pytest.raises(LimitError, match="more than 3 instructions"):
        seen(image((0x9400_0002,) * 4))


WORDS = st.one_of(st.integers(0, 0xFFFF_FFFF), st.sampled_from([*BUILD, *LOCATE, ADRP_X1, ADD_X1]))


@settings(deadline=None)
@given(st.lists(WORDS, max_size=60), st.binary(max_size=64))
def test_noise_does_no_harm(words: list[int], held: bytes) -> None:
    seen(image((*BUILD, *words), held + GUID))


@settings(deadline=None)
@given(st.permutations((*LOW_IN_X19, *HIGH)), st.integers(0, 5))
def test_only_the_right_value_is_strong(words: list[int], gap: int) -> None:
    """The oracle executes the moves on two plain integers."""
    registers = {0: 0, 19: 0}
    for word in words:
        shift = word >> 21 & 3
        kept = registers[word & 31] & ~(0xFFFF << 16 * shift) if word >> 24 == 0xF2 else 0
        registers[word & 31] = kept | (word >> 5 & 0xFFFF) << 16 * shift
    stored = pack("<QQ", registers[19], registers[0])
    found = seen(image((*words, *(NOP,) * gap, STORE_X19_LOW, STORE_HIGH, RET)))
    assert any(grade is Grade.STRONG for _, _, grade, _ in found) == (stored == GUID)
