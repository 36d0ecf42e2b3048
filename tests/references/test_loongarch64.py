"""Words of machine code, each with its assembly beside it (GNU as).

Code stands at 0x1000, which is the entry point; data at 0x2000.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import pack
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
from efitool.references import _loongarch64_scan, data, find
from efitool.references._flow import Walk
from efitool.references._image_map import ImageMap
from efitool.references._machine import NOWHERE, STACK, Call, State, Value
from efitool.references.loongarch64 import LoongArch64

GUID = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649").bytes_le
OTHER = UUID("5568e427-68fc-4f3d-ac74-ca555231cc68").bytes_le
CODE, DATA, RELOC = 0x1000, 0x2000, 0x3000
BASE = 0x1_8000_0000

LOW = (
    0x158B_402C,  # lu12i.w t0, 0xc5a01
    0x0383_F98C,  # ori t0, t0, 0x0fe
    0x1627_14EC,  # lu32i.d t0, 0x138a7
    0x0311_4D8C,  # lu52i.d t0, t0, 0x453
)
STORE_LOW = 0x29C0_406C  # st.d t0, sp, 16
HIGH = (
    0x1400_0A8C,  # lu12i.w t0, 0x54
    0x03AA_298C,  # ori t0, t0, 0xa8a
    0x16DF_BA4C,  # lu32i.d t0, 0x6fdd2
    0x0312_458C,  # lu52i.d t0, t0, 0x491
)
STORE_HIGH = 0x29C0_606C  # st.d t0, sp, 24
BUILD = (*LOW, STORE_LOW, *HIGH, STORE_HIGH)
"""The GUID at sp + 0x10."""

LOW_IN_S0 = (
    0x158B_4037,  # lu12i.w s0, 0xc5a01
    0x0383_FAF7,  # ori s0, s0, 0x0fe
    0x1627_14F7,  # lu32i.d s0, 0x138a7
    0x0311_4EF7,  # lu52i.d s0, s0, 0x453
)
STORE_S0_LOW = 0x29C0_4077  # st.d s0, sp, 16

BOOT_SERVICES = 0x28C1_830C  # ld.d t0, s1, 0x60
RUNTIME_SERVICES = 0x28C1_630C  # ld.d t0, s1, 0x58
LOCATE_PROTOCOL = 0x28C5_018C  # ld.d t0, t0, 0x140
HANDLE_PROTOCOL = 0x28C2_618C  # ld.d t0, t0, 0x98
GUID_IN_A0 = 0x02C0_4064  # addi.d a0, sp, 16
GUID_IN_A1 = 0x02C0_4065  # addi.d a1, sp, 16
CALL = 0x4C00_0181  # jirl ra, t0, 0
RET = 0x4C00_0020  # ret
NOP = 0x0340_0000  # nop
BREAK = 0x002A_0000  # break 0
PROLOGUE = 0x02FF_8063  # addi.d sp, sp, -32
LOCATE = (GUID_IN_A0, BOOT_SERVICES, LOCATE_PROTOCOL, CALL)

PAGE_A1 = 0x1A00_0025  # pcalau12i a1, DATA
ADD_A1 = 0x02C0_80A5  # addi.d a1, a1, 0x20
IN_DATA = bytes(0x20) + GUID

Seen = list[tuple[int, Form, Grade, list[str]]]


def image(
    words: Iterable[int], held: bytes = b"", *, code: bool = True, relocated: Sequence[int] = ()
) -> Image:
    text = b"".join(pack("<I", word) for word in words)
    entries = b"".join(pack("<H", 10 << 12 | rva - DATA) for rva in relocated)
    reloc = pack("<II", DATA, 8 + len(entries)) + entries
    header = PeHeader(
        offset=0x40,
        machine=Machine.LOONGARCH64,
        subsystem=Subsystem.EFI_APPLICATION,
        magic=0x20B,
        timestamp=0,
        characteristics=0,
        dll_characteristics=0,
        image_base=BASE,
        entry_point=CODE,
        section_alignment=0x1000,
        file_alignment=0x200,
        size_of_image=0x4000,
        size_of_headers=0x200,
        checksum=0,
        image_version=(0, 0),
        directories=(DataDirectory("basereloc", RELOC, len(reloc)),),
        sections=(),
    )
    held_at = len(text)
    segments = (
        Segment(offset=0, rva=CODE, size=held_at, code=code),
        Segment(offset=held_at, rva=DATA, size=len(held), code=False),
        Segment(offset=held_at + len(held), rva=RELOC, size=len(reloc), code=False),
    )
    return Image(
        ImageType.EFI_APPLICATION,
        Arch.LOONGARCH64,
        "pe",
        (),
        text + held + reloc,
        pe=header,
        segments=segments,
    )


def seen(image: Image, *known: bytes) -> Seen:
    known = known or (GUID,)
    places = {place.rva: place.guid for place in data.find(image, known)}
    walk = Walk(LoongArch64(ImageMap(image)), frozenset(known), places)
    walk.run()
    return [
        (rva, sighting.form, sighting.grade, [call.service for call in sighting.calls])
        for (_, rva), sighting in sorted(walk.sightings.items(), key=lambda item: item[0][1])
    ]


def built(at: int = CODE, *services: str) -> Seen:
    return [(at, Form.IMMEDIATE, Grade.STRONG, list(services))]


def pointed(at: int = CODE, *services: str) -> Seen:
    return [(at, Form.POINTER, Grade.STRONG, list(services))]


def test_images_are_followed_without_being_asked() -> None:
    [reference] = find(image((*BUILD, *LOCATE, RET)))
    assert reference.guid.bytes_le == GUID
    assert [call.service for call in reference.calls] == ["LocateProtocol"]


# --- immediates --------------------------------------------------------------------------------


def test_two_chains_stored_side_by_side() -> None:
    assert seen(image((*BUILD, RET))) == built()


def test_the_high_half_first() -> None:
    assert seen(image((*HIGH, STORE_HIGH, *LOW, STORE_LOW, RET))) == built()


def test_the_wrong_way_round_is_another_guid() -> None:
    words = (*LOW, STORE_HIGH, *HIGH, STORE_LOW, RET)
    assert seen(image(words)) == [(CODE, Form.IMMEDIATE, Grade.WEAK, [])]


def test_chains_that_interleave_as_compilers_schedule_them() -> None:
    words = (
        NOP,
        0x158B_402E,  # lu12i.w t2, 0xc5a01
        0x1400_0A8D,  # lu12i.w t1, 0x54
        0x29C0_A061,  # st.d ra, sp, 40
        0x0383_F9CE,  # ori t2, t2, 0x0fe
        0x03AA_29AD,  # ori t1, t1, 0xa8a
        0x1627_14EE,  # lu32i.d t2, 0x138a7
        0x16DF_BA4D,  # lu32i.d t1, 0x6fdd2
        0x28C5_018C,  # ld.d t0, t0, 320
        0x0311_4DCE,  # lu52i.d t2, t2, 0x453
        0x0312_45AD,  # lu52i.d t1, t1, 0x491
        0x2700_106E,  # stptr.d t2, sp, 16
        0x29C0_606D,  # st.d t1, sp, 24
        RET,
    )
    assert seen(image(words)) == built(CODE + 4)


def test_a_chain_that_goes_on_in_another_register() -> None:
    last = 0x0311_4D8D  # lu52i.d t1, t0, 0x453
    store = 0x29C0_406D  # st.d t1, sp, 16
    assert seen(image((*LOW[:3], last, store, *HIGH, STORE_HIGH, RET))) == built()


def test_quarters_stored_as_words() -> None:
    words = (
        *LOW[:2],
        0x2980_406C,  # st.w t0, sp, 16
        0x148A_626D,  # lu12i.w t1, 0x45313
        0x03A2_9DAD,  # ori t1, t1, 0x8a7
        0x2500_146D,  # stptr.w t1, sp, 20
        *HIGH[:2],
        0x2980_606C,  # st.w t0, sp, 24
        0x1492_2DED,  # lu12i.w t1, 0x4916f
        0x03B7_49AD,  # ori t1, t1, 0xdd2
        0x2980_706D,  # st.w t1, sp, 28
        RET,
    )
    assert seen(image(words)) == built()


DATA3 = (
    0x1400_008D,  # lu12i.w t1, 4
    0x0394_C5AD,  # ori t1, t1, 0x531
)
FIELDS = (
    *LOW[:2],
    0x2980_406C,  # st.w t0, sp, 16
    0x1400_006C,  # lu12i.w t0, 3
    0x03A2_9D8C,  # ori t0, t0, 0x8a7
    0x2940_506C,  # st.h t0, sp, 20
    *DATA3,
    0x2940_586D,  # st.h t1, sp, 22
    *HIGH,
    STORE_HIGH,
)


def test_a_guid_written_field_by_field() -> None:
    assert seen(image((*FIELDS, RET))) == built()
    assert seen(image((*FIELDS, *LOCATE, RET))) == built(CODE, "LocateProtocol")
    for missing in (*FIELDS[1:2], *FIELDS[4:5], *DATA3, HIGH[3]):
        assert seen(image((*(NOP if word == missing else word for word in FIELDS), RET))) == []


def test_a_field_may_have_been_built_for_another_guid_before() -> None:
    first = (*DATA3, NOP, *(word for word in FIELDS if word not in DATA3), RET)
    assert seen(image(first)) == built()


def test_halves_that_meet_may_come_from_afar() -> None:
    far = (NOP,) * 100
    assert seen(image((*LOW_IN_S0, *far, STORE_S0_LOW, *HIGH, STORE_HIGH, RET))) == built()
    apart = 0x29C0_806C  # st.d t0, sp, 32
    assert seen(image((*LOW_IN_S0, *far, STORE_S0_LOW, *HIGH, apart, RET))) == []


def test_a_half_that_needs_no_upper_immediate() -> None:
    short = (
        0x0383_000C,  # ori t0, zero, 0x0c0
        *HIGH[2:],
    )
    guid = GUID[:8] + bytes.fromhex("c000 0000") + GUID[12:]
    words = (*LOW_IN_S0, *(NOP,) * 100, STORE_S0_LOW, *short, STORE_HIGH, RET)
    assert seen(image(words), guid) == built()


def test_halves_that_never_meet_are_weak() -> None:
    use = 0x0015_B584  # xor a0, t0, t1
    words = (*LOW, use, *HIGH, use, RET)
    assert seen(image(words)) == [(CODE, Form.IMMEDIATE, Grade.WEAK, [])]


@pytest.mark.parametrize("missing", range(len(LOW)))
def test_three_quarters_of_a_half_are_nothing(missing: int) -> None:
    low = tuple(NOP if i == missing else word for i, word in enumerate(LOW))
    assert seen(image((*low, STORE_LOW, *HIGH, STORE_HIGH, RET))) == []


def test_a_byte_stored_over_a_guid_spoils_it() -> None:
    zero = 0x2900_4860  # st.b zero, sp, 18
    words = (*LOW, STORE_LOW, zero, *HIGH, STORE_HIGH, RET)
    assert seen(image(words))[0][2] is Grade.WEAK


def test_a_store_to_an_unknown_place_behind_the_same_base_spoils_it() -> None:
    store, load = 0x381C_2869, 0x380C_2869  # stx.d a5, sp, a6; ldx.d a5, sp, a6
    assert seen(image((*LOW, STORE_LOW, store, *HIGH, STORE_HIGH, RET)))[0][2] is Grade.WEAK
    assert seen(image((*LOW, STORE_LOW, load, *HIGH, STORE_HIGH, RET)))[0][2] is Grade.STRONG


def test_a_branch_between_the_halves() -> None:
    branch = 0x4000_1180  # beqz t0, 16
    assert seen(image((*LOW, STORE_LOW, branch, *HIGH, STORE_HIGH, RET))) == built()


def test_a_loop_ends() -> None:
    assert seen(image((*BUILD, 0x53FF_F3FF))) == built()  # b -16


# --- calls -------------------------------------------------------------------------------------


def test_a_protocol_is_located() -> None:
    assert seen(image((*BUILD, *LOCATE, RET))) == built(CODE, "LocateProtocol")


def test_the_system_table_is_a_variable() -> None:
    words = (
        *BUILD,
        0x1A00_0027,  # pcalau12i a3, DATA
        0x28C0_20E7,  # ld.d a3, a3, 8
        0x28C1_80E7,  # ld.d a3, a3, 0x60
        0x28C5_00E7,  # ld.d a3, a3, 0x140
        GUID_IN_A0,
        0x0015_0005,  # move a1, zero
        0x4C00_00E1,  # jirl ra, a3, 0
        RET,
    )
    assert seen(image(words, bytes(16))) == built(CODE, "LocateProtocol")


def test_the_guid_is_the_second_argument_of_handle_protocol() -> None:
    call = (BOOT_SERVICES, HANDLE_PROTOCOL, CALL, RET)
    assert seen(image((*BUILD, GUID_IN_A1, *call))) == built(CODE, "HandleProtocol")
    assert seen(image((*BUILD, GUID_IN_A0, *call))) == built()


def test_a_tail_call() -> None:
    words = (*BUILD, *LOCATE[:-1], 0x4C00_0180)  # jr t0
    assert seen(image(words)) == built(CODE, "LocateProtocol")


def test_runtime_services() -> None:
    get_variable = 0x28C1_218C  # ld.d t0, t0, 0x48
    words = (*BUILD, GUID_IN_A1, RUNTIME_SERVICES, get_variable, CALL, RET)
    assert seen(image(words)) == built(CODE, "GetVariable")
    other_protocol = 0x0015_030C  # move t0, s1
    words = (*BUILD, GUID_IN_A1, other_protocol, get_variable, CALL, RET)
    assert seen(image(words)) == built()


def test_a_distance_of_the_call_leads_to_no_service() -> None:
    behind = 0x4C00_0981  # jirl ra, t0, 8
    assert seen(image((*BUILD, *LOCATE[:-1], behind, RET))) == built()


def test_a_structure_on_the_stack_is_no_system_table() -> None:
    from_stack = 0x28C1_806C  # ld.d t0, sp, 0x60
    assert seen(image((*BUILD, GUID_IN_A0, from_stack, LOCATE_PROTOCOL, CALL, RET))) == built()


CALLEE = (
    0x0015_00A4,  # move a0, a1
    BOOT_SERVICES,
    LOCATE_PROTOCOL,
    CALL,
    RET,
)


@pytest.mark.parametrize(
    "call",
    [
        (
            0x5400_0800,  # bl 8
        ),
        (
            0x1C00_000C,  # pcaddu12i t0, 0
            0x02C0_418C,  # addi.d t0, t0, 16
            CALL,
        ),
        (
            0x1E00_000C,  # pcaddu18i t0, 0
            0x4C00_0D81,  # jirl ra, t0, 12
        ),
        (
            0x1500_002C,  # lu12i.w t0, 0x80001
            0x0381_118C,  # ori t0, t0, 0x44
            0x1600_002C,  # lu32i.d t0, 1
            0x0300_018C,  # lu52i.d t0, t0, 0
            CALL,
        ),
    ],
    ids=["near", "relative", "far", "absolute"],
)
def test_a_guid_is_followed_into_the_function_it_is_passed_to(call: tuple[int, ...]) -> None:
    """The absolute address of the callee is 0x1_8000_1044."""
    words = (*BUILD, GUID_IN_A1, *call, RET, *CALLEE)
    assert seen(image(words)) == built(CODE, "LocateProtocol")


def test_what_a_call_keeps_and_what_it_does_not() -> None:
    call = 0x5404_0000  # bl 0x400
    s0 = (*LOW_IN_S0, call, STORE_S0_LOW, *HIGH, STORE_HIGH, RET)
    assert seen(image(s0)) == built()
    t0 = (*LOW, call, STORE_LOW, *HIGH, STORE_HIGH, RET)
    assert seen(image(t0)) == [(CODE, Form.IMMEDIATE, Grade.WEAK, [])]


KEEP = (
    PROLOGUE,
    0x28C1_80AD,  # ld.d t1, a1, 0x60
    0x1A00_0037,  # pcalau12i s0, DATA
    0x29C0_42ED,  # st.d t1, s0, 16
    RET,
)
"""Keeps the boot services in a variable at 0x2010."""


def test_a_variable_that_keeps_the_boot_services() -> None:
    use = (
        PROLOGUE,
        *BUILD,
        0x1800_7E17,  # pcaddi s0, DATA
        0x2600_12EC,  # ldptr.d t0, s0, 16
        LOCATE_PROTOCOL,
        GUID_IN_A0,
        CALL,
        RET,
    )
    found = seen(image((*KEEP, *use), bytes(0x20)))
    assert found == built(CODE + 4 * (len(KEEP) + 1), "LocateProtocol")
    assert seen(image((*KEEP[:3], NOP, RET, *use), bytes(0x20)))[0][3] == []


# --- data --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        (PAGE_A1, ADD_A1),
        (
            0x1C00_0025,  # pcaddu12i a1, 1
            ADD_A1,
        ),
        (
            0x1800_8105,  # pcaddi a1, 1032
        ),
        (
            PAGE_A1,
            0x02C0_C0A5,  # addi.d a1, a1, 0x30
            0x02FF_C0A5,  # addi.d a1, a1, -16
        ),
    ],
    ids=["page", "relative", "near", "further"],
)
def test_the_address_of_a_guid_in_data(address: tuple[int, ...]) -> None:
    words = (*address, BOOT_SERVICES, HANDLE_PROTOCOL, CALL, RET)
    assert seen(image(words, IN_DATA)) == pointed(CODE, "HandleProtocol")


def test_the_address_of_other_data_is_no_reference() -> None:
    assert seen(image((PAGE_A1, 0x02C0_40A5, RET), IN_DATA)) == []  # addi.d a1, a1, 16


def test_a_page_that_starts_with_a_guid_is_not_its_address() -> None:
    held = image((PAGE_A1, 0x28C0_A0A6, RET), GUID)  # ld.d a2, a1, 0x28
    assert list(LoongArch64(ImageMap(held)).pieces([GUID], {DATA: GUID})) == []
    assert seen(held) == []


def test_an_address_may_be_stored_and_compared_before_it_is_used() -> None:
    words = (
        PAGE_A1,
        0x29C0_2065,  # st.d a1, sp, 8
        0x5800_08A6,  # beq a1, a2, 8
        ADD_A1,
        RET,
    )
    assert seen(image(words, IN_DATA)) == pointed()
    changed = 0x28C0_2065  # ld.d a1, sp, 8
    assert seen(image((PAGE_A1, changed, ADD_A1, RET), IN_DATA)) == []


def test_two_halves_copied_from_data() -> None:
    words = (
        PAGE_A1,
        ADD_A1,
        0x2600_00A6,  # ldptr.d a2, a1, 0
        0x28C0_20A5,  # ld.d a1, a1, 8
        0x29C0_4066,  # st.d a2, sp, 16
        0x29C0_6065,  # st.d a1, sp, 24
        *LOCATE,
        RET,
    )
    assert seen(image(words, IN_DATA)) == pointed(CODE, "LocateProtocol")


def test_an_address_that_the_image_holds() -> None:
    slot = pack("<Q", BASE + DATA + 0x20)
    load = 0x28C0_40A5  # ld.d a1, a1, 0x10
    words = (PAGE_A1, load, BOOT_SERVICES, HANDLE_PROTOCOL, CALL, RET)
    held = IN_DATA[:0x10] + slot + IN_DATA[0x18:]
    found = seen(image(words, held, relocated=[DATA + 0x10]))
    assert found == pointed(CODE, "HandleProtocol")
    assert seen(image(words, held)) == []


# --- bounds ------------------------------------------------------------------------------------


def starts(words: Iterable[int]) -> Sequence[int]:
    return LoongArch64(ImageMap(image(words))).starts()


def test_a_function_starts_before_it_makes_room_on_the_stack() -> None:
    assert starts((RET, NOP, *LOW, PROLOGUE, RET)) == [CODE, CODE + 8]
    assert starts((RET, NOP, NOP, PROLOGUE, RET)) == [CODE, CODE + 12]
    for end in (RET, BREAK, 0):
        assert starts((NOP, end, *LOW, NOP, PROLOGUE)) == [CODE, CODE + 8]


def test_what_stands_far_from_an_end_starts_nothing() -> None:
    assert starts((RET, *LOW * 5, PROLOGUE, RET)) == [CODE]
    assert starts((RET, *LOW * 4, PROLOGUE, RET)) == [CODE, CODE + 4]


def test_giving_room_back_starts_nothing() -> None:
    assert starts((RET, 0x02C0_8063, RET)) == [CODE]  # addi.d sp, sp, 32
    assert starts((RET, 0x02FF_8074, RET)) == [CODE]  # addi.d t8, sp, -32


def test_what_looks_like_a_prologue_between_two_words_starts_nothing() -> None:
    assert starts((RET, 0x0063_0000, 0x0000_02E0, RET)) == [CODE]


def test_a_function_starts_where_a_call_goes() -> None:
    words = (0x5400_0800, RET, NOP, 0x5404_0000, RET)  # bl 8; bl 0x400
    assert starts(words) == [CODE, CODE + 8]


@pytest.mark.parametrize(
    ("store", "keeps"),
    [
        (0x29C0_02EC, True),  # st.d t0, s0, 0
        (0x2700_02EC, True),  # stptr.d t0, s0, 0
        (0x29C0_006C, False),  # st.d t0, sp, 0
        (0x29C0_02ED, False),  # st.d t1, s0, 0
    ],
)
def test_only_stores_to_variables_keep_a_table(store: int, keeps: bool) -> None:
    loads = LoongArch64(ImageMap(image((BOOT_SERVICES, store, RET)))).table_loads()
    assert list(loads) == ([CODE] if keeps else [])


def test_arguments_behind_the_eighth_are_on_the_stack() -> None:
    architecture = LoongArch64(ImageMap(image((RET,))))
    state = State(architecture.image, Walk(architecture, frozenset(), {}), [], {})
    state.registers = architecture.registers()
    state.store(Value(STACK, 8, NOWHERE), 8, Value(None, 7, CODE))
    call = architecture.service_call(state, Call(Value(STACK, 0, NOWHERE), CODE))
    assert call is not None
    assert call.argument(9)[:2] == (None, 7)
    assert call.argument(7) is state.read(11)


def test_what_is_not_code_is_not_executed() -> None:
    assert seen(image((*BUILD, *LOCATE, RET), code=False)) == []


def test_known_guids_that_the_code_does_not_hold_are_not_seen() -> None:
    assert seen(image((*BUILD, *LOCATE, RET)), OTHER) == []


@pytest.mark.parametrize("word", [LOW[0], PAGE_A1])
def test_code_made_of_candidates_is_refused(word: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_loongarch64_scan, "MAX_CANDIDATES", 3)
    assert seen(image((word,) * 3, IN_DATA)) == []
    with pytest.raises(LimitError, match="more than 3 instructions"):
        seen(image((word,) * 4, IN_DATA))


WORDS = st.one_of(
    st.integers(0, 0xFFFF_FFFF), st.sampled_from([*BUILD, *LOCATE, *KEEP, PAGE_A1, ADD_A1])
)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=60), st.binary(max_size=64))
def test_noise_does_no_harm(words: list[int], held: bytes) -> None:
    seen(image((*BUILD, *words), held + GUID, relocated=[DATA, DATA + 8]))


@settings(deadline=None)
@given(st.permutations((*LOW_IN_S0, *HIGH)), st.integers(0, 5))
def test_only_the_right_value_is_strong(words: list[int], gap: int) -> None:
    """The oracle executes the four kinds of instructions on two plain integers."""
    registers = {12: 0, 23: 0}
    for word in words:
        old, register = registers[word & 31], word & 31
        twenty = word >> 5 & 0xF_FFFF
        match word >> 24:
            case 0x14 | 0x15:
                registers[register] = twenty << 12 | (0xFFFF_FFFF << 32 if twenty >> 19 else 0)
            case 0x16:
                registers[register] = old & 0xFFFF_FFFF | twenty << 32
            case 0x03 if word >> 22 & 3 == 0:
                registers[register] = old & (1 << 52) - 1 | (word >> 10 & 0xFFF) << 52
            case _:
                registers[register] = old | word >> 10 & 0xFFF
    stored = pack("<QQ", registers[23], registers[12])
    found = seen(image((*words, *(NOP,) * gap, STORE_S0_LOW, STORE_HIGH, RET)))
    assert any(grade is Grade.STRONG for _, _, grade, _ in found) == (stored == GUID)
