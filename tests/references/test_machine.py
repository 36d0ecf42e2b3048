from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.references._image_map import ImageMap
from efitool.references._machine import (
    IMAGE,
    MAX_MEMORY,
    NOWHERE,
    STACK,
    State,
    Symbol,
    Value,
)
from tests.machine_code import DATA, image

HELD = bytes(range(0x40, 0x60))


class Notes:
    """A watcher that keeps what it is told."""

    def __init__(self) -> None:
        self.stores: list[tuple[int, bytes]] = []
        self.variables: list[int] = []

    def stored(self, state: State, address: Value, content: bytes) -> None:
        self.stores.append((address.offset, content))

    def filled(self, rva: int, value: Value) -> None:
        self.variables.append(rva)

    def pointed(self, address: Value) -> None:
        raise AssertionError


def fresh(watcher: Notes | None = None) -> State:
    return State(ImageMap(image("c3", HELD)), watcher or Notes(), [None] * 4, {})


def number(value: int, source: int = 0) -> Value:
    return Value(None, value, source)


def on_stack(offset: int) -> Value:
    return Value(STACK, offset, 0)


def test_an_unknown_register_keeps_its_symbol() -> None:
    state = fresh()
    assert state.read(1) == state.read(1)
    assert state.read(1) != state.read(2)


def test_what_is_loaded_remembers_where_from() -> None:
    state = fresh()
    table = state.load(state.read(0).plus(0x60, 1), 8)
    assert table.base is not None
    assert table.base.size == 8
    assert table.base.origin == state.read(0).plus(0x60, 1)


def test_memory_that_nobody_wrote_reads_the_same_twice() -> None:
    state = fresh()
    assert state.load(on_stack(8), 8) == state.load(on_stack(8), 8)
    assert state.load(on_stack(8), 8) != state.load(on_stack(16), 8)


def test_an_absolute_address_holds_nothing_that_lasts() -> None:
    state = fresh()
    state.store(number(0x1000), 8, number(1))
    assert state.load(number(0x1000), 8).base is not None


def test_what_is_stored_is_loaded_with_its_source() -> None:
    state = fresh()
    state.store(on_stack(-8), 8, number(0x1234, source=7))
    assert state.load(on_stack(-8), 8) == number(0x1234, source=7)


def test_a_store_keeps_as_much_of_a_number_as_it_writes() -> None:
    state = fresh()
    state.store(on_stack(0), 4, number(0x1_2345_6789))
    assert state.load(on_stack(0), 4) == number(0x2345_6789)


def test_bytes_are_put_together_from_pieces() -> None:
    state = fresh()
    state.store(on_stack(8), 8, number(0x0F0E_0D0C_0B0A_0908, source=2))
    state.store(on_stack(0), 4, number(0x0302_0100, source=9))
    state.store(on_stack(4), 4, number(0x0706_0504, source=4))
    assert state.bytes_at(on_stack(0), 16) == (bytes(range(16)), (9, 4, 2))
    assert state.load(on_stack(0), 8) == number(0x0706_0504_0302_0100, source=4)


def test_bytes_with_a_gap_or_a_symbol_in_them_are_unknown() -> None:
    state = fresh()
    state.store(on_stack(0), 8, number(1))
    assert state.bytes_at(on_stack(0), 16) is None
    state.store(on_stack(8), 8, state.read(0))
    assert state.bytes_at(on_stack(0), 16) is None


def test_a_store_wipes_out_what_it_touches() -> None:
    state = fresh()
    state.store(on_stack(0), 16, number(0))
    state.store(on_stack(16), 8, number(5))
    state.store(on_stack(15), 1, number(1))
    assert state.load(on_stack(0), 16).base is not None
    assert state.load(on_stack(16), 8) == number(5)


def test_forgetting_takes_the_pieces_that_a_range_touches() -> None:
    for size in (1, 16, 17, 4096):
        state = fresh()
        for offset in (-8, 0, size - 1, size):
            state.store(Value(STACK, 100 + offset, 0), 1, number(1))
        state.store(on_stack(92), 8, number(1))
        state.store(on_stack(100 - 16), 16 - 8, number(1))
        state.forget(on_stack(100), size)
        assert {offset for base, offset in state.memory} == {84, 92, 100 + size}


def test_forgetting_all_of_a_base_leaves_the_others() -> None:
    state = fresh()
    state.store(on_stack(0), 8, number(1))
    state.store(state.read(0), 8, number(2))
    state.forget_all(STACK)
    assert [base for base, _ in state.memory] == [state.read(0).base]


def test_a_fork_goes_its_own_way() -> None:
    state = fresh()
    state.store(on_stack(0), 8, number(1))
    other = state.fork()
    other.store(on_stack(0), 8, number(2))
    other.registers[0] = number(3)
    assert state.load(on_stack(0), 8) == number(1)
    assert state.registers[0] is None


def test_the_image_holds_bytes_and_yet_gives_symbols() -> None:
    state = fresh()
    loaded = state.load(Value(IMAGE, DATA, 5), 8)
    assert loaded.base is not None
    assert state.bytes_at(Value(IMAGE, DATA + 3, 5), 16) == (HELD[3:19], (5,))


def test_a_copy_of_the_image_has_the_bytes_and_the_source_of_each_load() -> None:
    state = fresh()
    for source in (5, 6):
        loaded = state.load(Value(IMAGE, DATA, source), 16)
        state.store(on_stack(0), 16, loaded)
        assert state.bytes_at(on_stack(0), 16) == (HELD[:16], (source,))


def test_a_pointer_is_the_source_of_image_bytes_that_were_loaded_before() -> None:
    state = fresh()
    state.load(Value(IMAGE, DATA, 5), 8)
    state.load(Value(IMAGE, DATA + 8, 6), 8)
    assert state.bytes_at(Value(IMAGE, DATA, 7), 16) == (HELD[:16], (7, 7))


def test_image_bytes_that_were_overwritten_are_gone() -> None:
    state = fresh()
    state.store(Value(IMAGE, DATA + 4, 0), 4, state.read(0))
    assert state.bytes_at(Value(IMAGE, DATA, 0), 16) is None


def test_bytes_outside_the_segments_are_unknown() -> None:
    assert fresh().bytes_at(Value(IMAGE, DATA + len(HELD) - 15, 0), 16) is None
    assert fresh().bytes_at(Value(IMAGE, -1, 0), 16) is None


def test_the_watcher_is_told_of_known_bytes_and_of_variables() -> None:
    notes = Notes()
    state = fresh(notes)
    state.store(on_stack(0), 8, number(0x0102))
    state.store(on_stack(8), 2, number(3))
    state.store(on_stack(16), 8, state.read(0))
    state.store(Value(IMAGE, DATA, 0), 8, state.read(0))
    assert notes.stores == [(0, b"\x02\x01\0\0\0\0\0\0"), (8, b"\x03\0")]
    assert notes.variables == [DATA]


def test_memory_is_bounded() -> None:
    state = fresh()
    for n in range(MAX_MEMORY + 1):
        state.store(on_stack(8 * n), 8, number(n))
    assert len(state.memory) == 1


stores = st.tuples(
    st.integers(0, 40), st.sampled_from([1, 2, 4, 8, 16]), st.integers(0, (1 << 128) - 1)
)


@settings(deadline=None)
@given(st.lists(stores, max_size=12))
def test_memory_agrees_with_memory(written: list[tuple[int, int, int]]) -> None:
    """Whatever is known of memory is what a real one holds; and the last store is known."""
    state = fresh()
    real: dict[int, int] = {}
    for offset, size, value in written:
        state.store(on_stack(offset), size, number(value))
        content = (value % (1 << 8 * size)).to_bytes(size, "little")
        real.update(zip(range(offset, offset + size), content, strict=True))
        assert state.bytes_at(on_stack(offset), size) == (content, (0,))
    for offset in range(60):
        for size in (1, 4, 16):
            known = state.bytes_at(on_stack(offset), size)
            if known:
                assert known[0] == bytes(real[n] for n in range(offset, offset + size))


def test_nothing_made_a_value_that_nobody_looked_at() -> None:
    assert fresh().read(0).source == NOWHERE
    assert Symbol().origin is None


def test_an_address_that_the_image_holds_leads_somewhere() -> None:
    notes = Pointing()
    pointer = (0x400000 + DATA + 8).to_bytes(8, "little")
    held = ImageMap(image("c3", pointer + HELD, base=0x400000, relocated=[DATA]))
    state = State(held, notes, [None] * 4, {})
    assert state.load(Value(IMAGE, DATA, 7), 8) == Value(IMAGE, DATA + 8, 7)
    assert notes.addresses == [DATA + 8]
    state.store(Value(IMAGE, DATA, 0), 8, number(5))
    assert state.load(Value(IMAGE, DATA, 7), 8) == number(5)


class Pointing(Notes):
    """A watcher that is told of addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[int] = []

    def pointed(self, address: Value) -> None:
        self.addresses.append(address.offset)


def test_a_wider_part_of_the_image_than_was_loaded_is_unknown() -> None:
    state = fresh()
    value = state.load(Value(IMAGE, DATA, 0), 4)
    assert state.content(4, value) == HELD[:4]
    assert state.content(8, value) is None
