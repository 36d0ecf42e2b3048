"""Machine code in halfwords and words, each with its assembly beside it (GNU as).

Code stands at 0x1000, which is the entry point; data at 0x2000.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import pack
from uuid import UUID

import pytest
from hypothesis import example, given, settings
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
from efitool.references import _matches, _riscv64_scan, data
from efitool.references._flow import Walk
from efitool.references._image_map import ImageMap
from efitool.references._machine import STACK, Call, State, Value
from efitool.references.riscv64 import Riscv64

GUID = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649").bytes_le
OTHER = UUID("5568e427-68fc-4f3d-ac74-ca555231cc68").bytes_le
CODE, DATA, RELOCATIONS = 0x1000, 0x2000, 0x8000

BASE = 0x0000_1797  # auipc a5, 1: what the first instruction makes DATA
ADDRESS_IN_A1 = 0x0207_8593  # addi a1, a5, 32
LOAD_LOW, LOAD_HIGH = 0x7398, 0x779C  # ld a4, 32(a5); ld a5, 40(a5)
STORE_LOW, STORE_HIGH = 0xE83A, 0xEC3E  # sd a4, 16(sp); sd a5, 24(sp)
COPY = (BASE, LOAD_LOW, LOAD_HIGH, STORE_LOW, STORE_HIGH)
"""The GUID at sp + 16."""

LOW = (
    0x0229_9737,  # lui a4, 0x2299
    0x9C57_071B,  # addiw a4, a4, -1595
    0x0732,  # slli a4, a4, 12
    0x3E37_0713,  # addi a4, a4, 995
    0x0736,  # slli a4, a4, 13
    0xA017_0713,  # addi a4, a4, -1535
    0x0732,  # slli a4, a4, 12
    0x0FE7_0713,  # addi a4, a4, 254
)
HIGH = (
    0x248B_87B7,  # lui a5, 0x248b8
    0xEE97_879B,  # addiw a5, a5, -279
    0x07D6,  # slli a5, a5, 21
    0x0557_8793,  # addi a5, a5, 85
    0x07B2,  # slli a5, a5, 12
    0xA8A7_8793,  # addi a5, a5, -1398
)
BUILD = (*LOW, STORE_LOW, *HIGH, STORE_HIGH)

GUID_IN_A0, GUID_IN_A1 = 0x0808, 0x080C  # addi a0, sp, 16; addi a1, sp, 16
BOOT_SERVICES, RUNTIME_SERVICES = 0x703C, 0x6C3C  # ld a5, 96(s0); ld a5, 88(s0)
LOCATE_PROTOCOL = 0x1407_B783  # ld a5, 320(a5)
HANDLE_PROTOCOL = 0x6FDC  # ld a5, 152(a5)
CALL, TAIL_CALL, RET = 0x9782, 0x8782, 0x8082  # jalr a5; jr a5; ret
NOP = 0x0001
FRAME = 0x1101  # addi sp, sp, -32
LOCATE = (GUID_IN_A0, BOOT_SERVICES, LOCATE_PROTOCOL, CALL)
HANDLE = (BOOT_SERVICES, HANDLE_PROTOCOL, CALL)
IN_DATA = bytes(0x20) + GUID

Seen = list[tuple[int, Form, Grade, list[str]]]


def assembled(code: Iterable[int]) -> bytes:
    """Return the bytes of halfwords, which compressed instructions are, and words."""
    return b"".join(pack("<H" if word & 3 != 3 else "<I", word) for word in code)


def image(
    code: Iterable[int], held: bytes = b"", *, pointers: Sequence[int] = (), is_code: bool = True
) -> Image:
    text = assembled(code)
    entries = pack(f"<{len(pointers)}H", *(10 << 12 | rva - DATA for rva in pointers))
    table = pack("<II", DATA, 8 + len(entries)) + entries
    header = PeHeader(
        offset=0x40,
        machine=Machine.RISCV64,
        subsystem=Subsystem.EFI_APPLICATION,
        magic=0x20B,
        timestamp=0,
        characteristics=0,
        dll_characteristics=0,
        image_base=0,
        entry_point=CODE,
        section_alignment=0x1000,
        file_alignment=0x200,
        size_of_image=0x9000,
        size_of_headers=0x200,
        checksum=0,
        image_version=(0, 0),
        directories=(DataDirectory("basereloc", RELOCATIONS, len(table)),) if pointers else (),
        sections=(),
    )
    content = text + held + table
    segments = (
        Segment(offset=0, rva=CODE, size=len(text), code=is_code),
        Segment(offset=len(text), rva=DATA, size=len(held), code=False),
        Segment(offset=len(text) + len(held), rva=RELOCATIONS, size=len(table), code=False),
    )
    kind, arch = ImageType.EFI_APPLICATION, Arch.RISCV64
    return Image(kind, arch, "pe", (), content, pe=header, segments=segments)


def seen(image: Image, *known: bytes) -> Seen:
    known = known or (GUID,)
    places = {place.rva: place.guid for place in data.find(image, known)}
    walk = Walk(Riscv64(ImageMap(image)), frozenset(known), places)
    walk.run()
    return [
        (rva, sighting.form, sighting.grade, [call.service for call in sighting.calls])
        for (_, rva), sighting in sorted(walk.sightings.items(), key=lambda item: item[0][1])
    ]


def built(at: int = CODE, *services: str) -> Seen:
    return [(at, Form.IMMEDIATE, Grade.STRONG, list(services))]


def pointed(at: int = CODE, *services: str) -> Seen:
    return [(at, Form.POINTER, Grade.STRONG, list(services))]


WEAK: Seen = [(CODE, Form.IMMEDIATE, Grade.WEAK, [])]

# --- data --------------------------------------------------------------------------------------


def test_the_address_of_a_guid_in_data() -> None:
    code = (BASE, ADDRESS_IN_A1, *HANDLE, RET)
    assert seen(image(code, IN_DATA)) == pointed(CODE, "HandleProtocol")


def test_a_guid_in_the_page_before_or_behind() -> None:
    before = (0x0000_2797, 0xFF87_8593, RET)  # auipc a5, 2; addi a1, a5, -8
    assert seen(image(before, bytes(0xFF8) + GUID)) == pointed()
    behind = (*(NOP,) * 0x7F8, BASE, ADDRESS_IN_A1, RET)
    assert seen(image(behind, bytes(0x1010) + GUID)) == pointed(CODE + 0xFF0)


def test_the_address_of_other_data_is_no_reference() -> None:
    assert seen(image((BASE, 0x0307_8593, RET), IN_DATA)) == []  # addi a1, a5, 48


def test_a_page_that_starts_with_a_guid_is_not_its_address() -> None:
    assert seen(image((BASE, 0x7B90, RET), GUID)) == []  # ld a2, 48(a5)


def test_the_first_of_several_variables_is_not_what_code_is_after() -> None:
    base = (BASE, 0x0207_8793)  # addi a5, a5, 32
    assert seen(image((*base, 0x6398, RET), IN_DATA)) == pointed()  # ld a4, 0(a5)
    assert seen(image((*base, 0x7398, RET), IN_DATA)) == []  # ld a4, 32(a5)


def test_two_halves_copied_from_data() -> None:
    assert seen(image((*COPY, *LOCATE, RET), IN_DATA)) == built(CODE, "LocateProtocol")


def test_two_halves_copied_from_behind_another_variable() -> None:
    code = (BASE, 0x0107_8793, 0x6B98, 0x6F9C, STORE_LOW, STORE_HIGH, *LOCATE, RET)
    # addi a5, a5, 16; ld a4, 16(a5); ld a5, 24(a5)
    assert seen(image(code, IN_DATA)) == built(CODE, "LocateProtocol")


def test_quarters_that_are_joined_before_they_are_stored() -> None:
    code = (
        BASE,
        0x0247_E603,  # lwu a2, 36(a5)
        0x0207_E703,  # lwu a4, 32(a5)
        0x1602,  # slli a2, a2, 32
        0x8F51,  # or a4, a4, a2
        STORE_LOW,
        LOAD_HIGH,
        STORE_HIGH,
        RET,
    )
    assert seen(image(code, IN_DATA)) == built()


def test_quarters_copied_one_by_one() -> None:
    code = [BASE]
    for load, store in (
        (0x5398, 0xC83A),  # lw a4, 32(a5); sw a4, 16(sp)
        (0x53D8, 0xCA3A),  # lw a4, 36(a5); sw a4, 20(sp)
        (0x5798, 0xCC3A),  # lw a4, 40(a5); sw a4, 24(sp)
        (0x57D8, 0xCE3A),  # lw a4, 44(a5); sw a4, 28(sp)
    ):
        code += [load, store]
    assert seen(image((*code, RET), IN_DATA)) == built()
    assert seen(image((*code[:-1], NOP, RET), IN_DATA))[0][2] is Grade.WEAK


def test_a_guid_passed_by_value() -> None:
    by_value = (BASE, 0x0207_B503, 0x0287_B583)  # ld a0, 32(a5); ld a1, 40(a5)
    assert seen(image((*by_value, 0x0080_00EF, RET), IN_DATA)) == built()  # jal . + 8


def test_two_literals_of_eight_bytes() -> None:
    code = (
        BASE,
        0x6398,  # ld a4, 0(a5)
        0x6B9C,  # ld a5, 16(a5)
        STORE_LOW,
        STORE_HIGH,
        *LOCATE,
        RET,
    )
    held = GUID[:8] + bytes(8) + GUID[8:]
    assert seen(image(code, held)) == built(CODE, "LocateProtocol")
    assert seen(image(code, GUID[8:] + bytes(8) + GUID[:8]))[0][2] is Grade.WEAK


def test_literals_whose_address_is_taken_first() -> None:
    code = (
        BASE,
        0x0107_8793,  # addi a5, a5, 16
        0x639C,  # ld a5, 0(a5)
        0x0000_1717,  # auipc a4, 1
        0xFF67_0713,  # addi a4, a4, -10
        0x6318,  # ld a4, 0(a4)
        STORE_LOW,
        STORE_HIGH,
        RET,
    )
    assert seen(image(code, GUID[:8] + bytes(8) + GUID[8:])) == built()


def test_literals_of_equal_bytes_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_riscv64_scan, "MAX_CANDIDATES", 3)
    assert seen(image((RET,), bytes(64)), bytes(8) + GUID[8:]) == []


@pytest.mark.parametrize(
    "code",
    [
        (BASE, 0x6B9C, LOAD_LOW, LOAD_HIGH),  # ld a5, 16(a5)
        (BASE, 0x7018, 0x741C),  # ld a4, 32(s0); ld a5, 40(s0)
        (BASE, 0x97C2, LOAD_LOW, LOAD_HIGH),  # add a5, a5, a6
    ],
)
def test_loads_from_elsewhere_are_no_reference(code: tuple[int, ...]) -> None:
    assert seen(image((*code, STORE_LOW, STORE_HIGH, RET), IN_DATA)) == []


def test_the_address_of_a_guid_in_a_table_of_addresses() -> None:
    slot = pack("<Q", DATA + 0x20) + bytes(0x18)
    code = (BASE, 0x638C, *HANDLE, RET)  # ld a1, 0(a5)
    assert seen(image(code, slot + GUID, pointers=[DATA])) == pointed(CODE, "HandleProtocol")
    assert seen(image(code, slot + GUID)) == []


# --- immediates --------------------------------------------------------------------------------


def test_halves_built_twelve_bits_at_a_time() -> None:
    assert seen(image((*BUILD, *LOCATE, RET))) == built(CODE, "LocateProtocol")


def test_a_half_joined_from_two_quarters() -> None:
    code = (
        0x4531_4737,  # lui a4, 0x45314
        0xC5A0_17B7,  # lui a5, 0xc5a01
        0x8A87_0713,  # addi a4, a4, -1880
        0x0FE7_8793,  # addi a5, a5, 254
        0x1702,  # slli a4, a4, 32
        0x973E,  # add a4, a4, a5
        STORE_LOW,
        *HIGH,
        STORE_HIGH,
        RET,
    )
    assert seen(image(code)) == built()


def test_quarters_built_and_stored_one_by_one() -> None:
    quarters = (
        (0xC5A0_1737, 0x0FE7_0713, 0xC83A),  # lui a4, 0xc5a01; addi a4, a4, 254; sw a4, 16(sp)
        (0x4531_4737, 0x8A77_0713, 0xCA3A),  # lui a4, 0x45314; addi a4, a4, -1881; sw a4, 20(sp)
        (0x0005_5737, 0xA8A7_0713, 0xCC3A),  # lui a4, 0x55; addi a4, a4, -1398; sw a4, 24(sp)
        (0x4917_0737, 0xDD27_0713, 0xCE3A),  # lui a4, 0x49170; addi a4, a4, -558; sw a4, 28(sp)
    )
    code = [word for quarter in quarters for word in quarter]
    assert seen(image((*code, RET))) == built()
    code[4] = NOP
    assert seen(image((*code, RET))) == []


def test_the_wrong_way_round_is_another_guid() -> None:
    swapped = (*LOW, STORE_LOW + 8 * 0x80, *HIGH, STORE_HIGH, RET)
    assert seen(image(swapped)) == WEAK


def test_halves_that_never_meet_are_weak() -> None:
    assert seen(image((*LOW, *HIGH, RET))) == WEAK


@pytest.mark.parametrize("missing", range(len(LOW)))
def test_less_than_all_of_a_half_is_nothing(missing: int) -> None:
    low = (*LOW[:missing], *LOW[missing + 1 :])
    assert seen(image((*low, STORE_LOW, *HIGH, STORE_HIGH, RET))) == []


def test_a_byte_stored_over_a_guid_spoils_it() -> None:
    sb_zero = 0x0001_0923  # sb zero, 18(sp)
    assert seen(image((*LOW, STORE_LOW, sb_zero, *HIGH, STORE_HIGH, RET)))[0][2] is Grade.WEAK


def test_a_branch_between_the_halves() -> None:
    beqz = 0xC501  # beqz a0, . + 8
    assert seen(image((*LOW, STORE_LOW, beqz, *HIGH, STORE_HIGH, RET))) == built()


def test_a_loop_ends() -> None:
    assert seen(image((*BUILD, 0xBFD5))) == built()  # j . - 12


# --- calls -------------------------------------------------------------------------------------


def test_the_system_table_is_a_variable() -> None:
    code = (
        *(BASE, 0x639C, 0x73BC, LOCATE_PROTOCOL, 0x84BE),  # ld a5, 0(a5); ld a5, 96(a5); mv s1, a5
        *BUILD,
        *(GUID_IN_A0, 0x9482, RET),  # jalr s1
    )
    assert seen(image(code, bytes(8))) == built(CODE + 14, "LocateProtocol")


def test_the_guid_is_the_second_argument_of_handle_protocol() -> None:
    assert seen(image((*BUILD, GUID_IN_A1, *HANDLE, RET))) == built(CODE, "HandleProtocol")
    assert seen(image((*BUILD, GUID_IN_A0, *HANDLE, RET))) == built()


def test_the_guid_is_the_fifth_argument_of_create_event_ex() -> None:
    code = (*BUILD, 0x0818, BOOT_SERVICES, 0x1707_B783, CALL, RET)
    # addi a4, sp, 16; ld a5, 368(a5)
    assert seen(image(code)) == built(CODE, "CreateEventEx")


def test_a_tail_call() -> None:
    assert seen(image((*BUILD, *LOCATE[:-1], TAIL_CALL))) == built(CODE, "LocateProtocol")


def test_runtime_services() -> None:
    get_variable = 0x67BC  # ld a5, 72(a5)
    code = (*BUILD, GUID_IN_A1, RUNTIME_SERVICES, get_variable, CALL, RET)
    assert seen(image(code)) == built(CODE, "GetVariable")
    code = (*BUILD, GUID_IN_A1, BOOT_SERVICES, get_variable, CALL, RET)
    assert seen(image(code)) == built()


def test_a_structure_on_the_stack_is_no_system_table() -> None:
    from_stack = 0x7786  # ld a5, 96(sp)
    assert seen(image((*BUILD, GUID_IN_A0, from_stack, LOCATE_PROTOCOL, CALL, RET))) == built()


@pytest.mark.parametrize(
    "call",
    [
        (0x0060_00EF,),  # jal . + 6
        (0x0000_0097, 0x00A0_80E7),  # auipc ra, 0; jalr 10(ra)
    ],
)
def test_a_guid_is_followed_into_the_function_it_is_passed_to(call: tuple[int, ...]) -> None:
    function = (0x852E, BOOT_SERVICES, LOCATE_PROTOCOL, CALL, RET)  # mv a0, a1
    code = (*BUILD, GUID_IN_A1, *call, RET, *function)
    assert seen(image(code)) == built(CODE, "LocateProtocol")


def test_a_guid_is_followed_into_a_function_whose_address_is_a_literal() -> None:
    function = (0x852E, BOOT_SERVICES, LOCATE_PROTOCOL, CALL, RET)  # mv a0, a1
    code = (BASE, 0x639C, 0x84BE, *BUILD, GUID_IN_A1, 0x9482, RET)
    # ld a5, 0(a5); mv s1, a5; jalr s1
    target = pack("<Q", CODE + len(assembled(code)))
    found = seen(image((*code, *function), target, pointers=[DATA]))
    assert found == built(CODE + 8, "LocateProtocol")


def test_what_a_call_keeps_and_what_it_does_not() -> None:
    call = 0x1000_00EF  # jal . + 256
    s1 = (*LOW, 0x84BA, call, 0xE826, *HIGH, STORE_HIGH, RET)  # mv s1, a4; sd s1, 16(sp)
    assert seen(image(s1)) == built()
    assert seen(image((*LOW, call, STORE_LOW, *HIGH, STORE_HIGH, RET))) == WEAK


@pytest.mark.parametrize(
    "load",
    [
        0x71BC,  # ld a5, 96(a1)
        0x0605_B783,  # the same, not compressed
    ],
)
def test_a_variable_that_keeps_the_boot_services(load: int) -> None:
    keep = (0x0000_1717, load, 0xEB1C, RET)  # auipc a4, 1; sd a5, 16(a4)
    start = CODE + len(assembled(keep))
    build = (FRAME, *BUILD, GUID_IN_A0)
    distance = CODE + 16 - start - len(assembled(build)) & 0xFFF
    fetch = (0x0000_1797, distance << 20 | 0x0007_B783)  # auipc a5, 1; ld a5, …(a5)
    use = (*build, *fetch, LOCATE_PROTOCOL, CALL, RET)
    assert seen(image((*keep, *use), bytes(0x20))) == built(start + 2, "LocateProtocol")
    assert seen(image((*keep[:2], NOP, RET, *use), bytes(0x20))) == built(start + 2)


@pytest.mark.parametrize(
    ("store", "keeps"),
    [
        (0xEB1C, True),  # sd a5, 16(a4)
        (0xEB18, False),  # sd a4, 16(a4)
        (0xE83E, False),  # sd a5, 16(sp)
        (0xF0F4_3823, False),  # sd a5, -240(s0)
        (0xCB1C, False),  # sw a5, 16(a4)
    ],
)
def test_only_stores_to_variables_keep_a_table(store: int, keeps: bool) -> None:
    architecture = Riscv64(ImageMap(image((0x71BC, store, RET))))  # ld a5, 96(a1)
    assert list(architecture.table_loads()) == ([CODE] if keeps else [])


# --- functions ---------------------------------------------------------------------------------


def starts(code: Iterable[int]) -> Sequence[int]:
    return Riscv64(ImageMap(image(code))).starts()


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ((RET, FRAME), 2),
        ((RET, NOP, FRAME), 4),
        ((RET, 0x0000_0013, FRAME), 6),  # nop
        ((RET, 0x7179), 2),  # addi sp, sp, -48
        ((RET, 0xC001_0113), 2),  # addi sp, sp, -1024
        ((RET, BASE, FRAME), 2),
        ((RET, 0xC501, NOP, FRAME), 6),  # beqz a0, . + 8
        ((0x1000_00EF, BASE, FRAME), 4),  # jal . + 256
        ((0xBFD5, BASE, FRAME), 2),  # j . - 12
        ((CALL, BASE, FRAME), 2),
    ],
)
def test_where_functions_start(code: tuple[int, ...], at: int) -> None:
    assert starts((*code, RET)) == [CODE, CODE + at]


@pytest.mark.parametrize(
    "code",
    [
        (FRAME, 0xE83A, 0x1141),  # sd a4, 16(sp); addi sp, sp, -16
        (RET, 0x6105),  # addi sp, sp, 32
        (RET, 0x0101),  # addi sp, sp, 0
        (RET, 0xC005_0113),  # addi sp, a0, -1024
        (RET, 0x1301, 0x0101, 0x80C0),  # addi sp, sp, -1024, one byte further on
        (RET, 0x1101_1797),  # auipc a5, 0x11011
        (RET, *(BASE,) * 12, FRAME),
    ],
)
def test_where_no_functions_start(code: tuple[int, ...]) -> None:
    assert starts((*code, RET)) == [CODE]


def test_arguments_behind_the_eighth_are_on_the_stack() -> None:
    architecture = Riscv64(ImageMap(image((RET,))))
    state = State(architecture.image, Walk(architecture, frozenset(), {}), [], {})
    state.registers = architecture.registers()
    state.store(Value(STACK, 8, CODE), 8, Value(None, 7, CODE))
    call = architecture.service_call(state, Call(Value(STACK, 0, CODE), CODE))
    assert call is not None
    assert call.argument(9)[:2] == (None, 7)
    assert call.argument(7) is state.read(17)


def test_what_is_not_code_is_not_executed() -> None:
    assert seen(image((*BUILD, *LOCATE, RET), is_code=False)) == []


def test_what_is_called_in_data_is_not_executed() -> None:
    before = (*BUILD, GUID_IN_A0)
    distance = -len(assembled(before)) & 0xFFF
    call = (0x0000_1097, distance << 20 | 0x0000_80E7)  # auipc ra, 1; jalr …(ra)
    function = assembled((BOOT_SERVICES, LOCATE_PROTOCOL, CALL, RET))
    assert seen(image((*before, *call, RET), function)) == built()


def test_a_function_ends_where_another_starts() -> None:
    start = (FRAME, *HIGH, 0xFC3E, RET)  # sd a5, 56(sp)
    assert seen(image((*LOW, STORE_LOW, NOP, *start))) == WEAK


def test_known_guids_that_the_code_does_not_hold_are_not_seen() -> None:
    assert seen(image((*BUILD, *LOCATE, RET)), OTHER) == []


# --- bounds ------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [LOW[0], BASE])
def test_code_made_of_candidates_is_refused(word: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_riscv64_scan, "MAX_CANDIDATES", 3)
    assert seen(image((*(word,) * 3, RET), IN_DATA)) == []
    with pytest.raises(LimitError, match="more than 3 instructions"):
        seen(image((*(word,) * 4, RET), IN_DATA))


def test_code_made_of_one_kind_of_instruction_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_matches, "MAX_MATCHES", 3)
    with pytest.raises(LimitError, match="more than 3 instructions"):
        seen(image((FRAME,) * 4))


WORDS = st.one_of(
    st.integers(0, 0xFFFF_FFFF).map(lambda word: word if word & 3 == 3 else word & 0xFFFF),
    st.sampled_from([*BUILD, *COPY, *LOCATE, *HANDLE, ADDRESS_IN_A1, FRAME]),
)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=60), st.binary(max_size=64))
def test_noise_does_no_harm(code: list[int], held: bytes) -> None:
    seen(image((*BUILD, *code), held + GUID))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_noise_without_form_does_no_harm(noise: bytes) -> None:
    made = image((), IN_DATA)
    code = Segment(offset=len(IN_DATA) + 8, rva=CODE, size=len(noise), code=True)
    segments = (code, *made.segments[1:])
    content = made.data[: len(IN_DATA) + 8] + noise
    seen(Image(made.type, made.arch, "pe", (), content, pe=made.pe, segments=segments))


LUI, ADD_A4_A5 = 0x37, 0x973E
A4, A5 = 14, 15


def quarter(number: int, register: int) -> list[int]:
    """Return ``lui`` and ``addiw`` that make the low 32 bits of a number, with their sign."""
    lui = (number + 0x800 >> 12 & 0xF_FFFF) << 12 | register << 7 | LUI
    return [lui, (number & 0xFFF) << 20 | register << 15 | register << 7 | 0x1B]


def joined(number: int) -> list[int]:
    """Return how GCC builds a number of 64 bits."""
    upper = (number >> 32) + (number >> 31 & 1)
    return [*quarter(upper, A4), 0x1702, *quarter(number, A5), ADD_A4_A5]  # slli a4, a4, 32


def from_the_top(number: int) -> list[int]:
    """Return how LLVM builds a signed number of 64 bits."""
    if -(1 << 31) <= number < 1 << 31:
        return quarter(number, A4)
    low = (number + 0x800 & 0xFFF) - 0x800
    rest = (number - low + (1 << 63)) % (1 << 64) - (1 << 63)
    zeros = (rest & -rest).bit_length() - 1
    slli, addi = zeros << 20 | 0x0007_1713, (low & 0xFFF) << 20 | 0x0007_0713
    return [*from_the_top(rest >> zeros), slli, addi]


@settings(deadline=None)
@example(0x1234_57FF_8000_0001, False, True)
@given(st.integers(1 << 40, (1 << 63) - 1), st.booleans(), st.booleans())
def test_halves_are_found_however_compilers_build_them(
    low: int, negative: bool, in_two: bool
) -> None:
    low = low - (1 << 63) if negative else low
    code = joined(low) if in_two else from_the_top(low)
    guid = (low % (1 << 64)).to_bytes(8, "little") + GUID[8:]
    assert seen(image((*code, STORE_LOW, *HIGH, STORE_HIGH, RET)), guid) == built()
