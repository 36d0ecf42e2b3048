from __future__ import annotations

from efitool.references._image_map import ImageMap
from efitool.references._machine import IMAGE, State, Unwatched, Value
from efitool.references._registers import forget, moved, read
from tests.machine_code import CODE, image


def state(*registers: Value | None) -> State:
    return State(ImageMap(image("00")), Unwatched(), list(registers), {})


def test_register_zero_holds_a_zero_of_whoever_asks() -> None:
    held = state(Value(None, 7, CODE), Value(None, 8, CODE))
    assert read(held, 0, CODE + 4) == Value(None, 0, CODE + 4)
    assert read(held, 1, CODE + 4) == Value(None, 8, CODE)


def test_what_was_not_written_is_unknown_and_stays_the_same() -> None:
    held = state(None, None)
    assert read(held, 1, CODE).base is not None
    assert read(held, 1, CODE) is read(held, 1, CODE)


def test_numbers_wrap_around_and_addresses_do_not() -> None:
    assert moved(Value(None, 1, CODE), -2) == Value(None, (1 << 64) - 1, CODE)
    assert moved(Value(None, 0xFFFF_FFFF, CODE), 1, 0xFFFF_FFFF) == Value(None, 0, CODE)
    assert moved(Value(IMAGE, 1, CODE), -2) == Value(IMAGE, -1, CODE)


def test_only_what_is_named_is_forgotten() -> None:
    held = state(*(Value(None, number, CODE) for number in range(4)))
    forget(held, (1, 3))
    assert held.registers == [Value(None, 0, CODE), None, Value(None, 2, CODE), None]
