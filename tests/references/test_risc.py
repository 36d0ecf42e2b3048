from __future__ import annotations

from struct import pack

import pytest

from efitool.references import _risc
from efitool.references._image_map import ImageMap
from efitool.references._machine import (
    IMAGE,
    NOWHERE,
    STACK,
    Branch,
    Call,
    Control,
    State,
    Unwatched,
    Value,
)
from efitool.references._risc import Risc, row_of_words
from efitool.references.arm import Arm
from efitool.references.arm64 import Arm64
from efitool.references.loongarch64 import LoongArch64
from efitool.references.riscv64 import Riscv64
from tests.machine_code import CODE, image

ALL = [(Arm, 4, range(4), 4), (Arm64, 8, range(8), 8)] + [
    (kind, 8, registers, 8)
    for kind, registers in ((LoongArch64, range(4, 12)), (Riscv64, range(10, 18)))
]
LINKS = [(Arm, 14), (Arm64, 30), (LoongArch64, 1), (Riscv64, 1)]


def fresh(kind: type[Risc]) -> tuple[Risc, State]:
    architecture = kind(ImageMap(image("00")))
    return architecture, State(architecture.image, Unwatched(), architecture.registers(), {})


@pytest.mark.parametrize(("kind", "count", "registers", "word"), ALL)
def test_arguments_are_in_registers_and_then_on_the_stack(
    kind: type[Risc], count: int, registers: range, word: int
) -> None:
    architecture, state = fresh(kind)
    for index, register in enumerate(registers):
        state.registers[register] = Value(None, index, CODE)
    state.store(Value(STACK, word, NOWHERE), word, Value(None, count + 1, CODE))
    call = architecture.service_call(state, Call(Value(IMAGE, 0, NOWHERE), CODE))
    assert call is not None
    assert [call.argument(index).offset for index in range(count)] == list(range(count))
    assert call.argument(count + 1) == Value(None, count + 1, CODE)
    assert [value.offset for value in architecture.passed(state)] == list(range(count))


@pytest.mark.parametrize(("kind", "link"), LINKS)
def test_only_a_pointer_can_be_that_of_a_service(kind: type[Risc], link: int) -> None:
    architecture, state = fresh(kind)
    assert architecture.service_call(state, Call(CODE, CODE)) is None
    assert architecture.service_call(state, Call(None, CODE)) is None


@pytest.mark.parametrize(("kind", "link"), LINKS)
def test_a_callee_does_not_know_where_it_returns_to(kind: type[Risc], link: int) -> None:
    architecture, state = fresh(kind)
    state.registers[:] = [Value(None, 7, CODE)] * len(state.registers)
    architecture.enter(state, Call(CODE, CODE))
    assert [at for at, value in enumerate(state.registers) if value is None] == [link]


@pytest.mark.parametrize(("kind", "link"), LINKS)
@pytest.mark.parametrize("by_firmware", [False, True])
def test_a_call_leaves_arguments_and_the_way_back_unknown(
    kind: type[Risc], link: int, by_firmware: bool
) -> None:
    architecture, state = fresh(kind)
    state.registers[:] = [Value(None, 7, CODE)] * len(state.registers)
    architecture.leave(state, by_firmware=by_firmware)
    for register in (link, *architecture.arguments):
        assert state.registers[register] is None
    assert state.registers[architecture.stack_pointer] is not None


def test_words_are_executed_one_behind_the_other() -> None:
    [run] = ImageMap(image(pack("<3I", 7, 8, 9).hex())).code
    met: list[tuple[int, int]] = []

    def execute(_: State, rva: int, word: int) -> Control:
        met.append((rva, word))
        return Branch(word, word)

    _, state = fresh(Arm64)
    steps = list(row_of_words(execute, state, run, CODE + 4))
    assert met == [(CODE + 4, 8), (CODE + 8, 9)]
    assert steps == [(CODE + 4, CODE + 8, Branch(8, 8)), (CODE + 8, CODE + 12, Branch(9, 9))]


WORDS = [
    (Arm, "0000a0e1", "1eff2fe1", "feffffea"),
    (Arm64, "1f2003d5", "c0035fd6", "00000014"),
    (LoongArch64, "00004003", "2000004c", "00000050"),
    (Riscv64, "13000000", "67800000", "6f000000"),
]
"""Of each: ``nop``, a return, and a jump to itself."""


def of(kind: type[Risc], *words: str) -> Risc:
    return kind(ImageMap(image("".join(words))))


@pytest.mark.parametrize(("kind", "nop", "back", "circle"), WORDS)
def test_what_control_does_not_fall_into_may_start_a_function(
    kind: type[Risc], nop: str, back: str, circle: str
) -> None:
    for end in (back, circle):
        architecture = of(kind, nop, nop, end, nop, nop)
        assert list(architecture.seams(CODE, CODE + 12)) == []
        assert list(architecture.seams(CODE, CODE + 20)) == [CODE + 12]
    assert list(of(kind, *[nop] * 5).seams(CODE, CODE + 20)) == []


@pytest.mark.parametrize(("kind", "nop", "back", "circle"), WORDS)
def test_only_so_much_is_swept(
    kind: type[Risc], nop: str, back: str, circle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_risc, "MAX_SWEPT", 5)
    architecture = of(kind, nop, back, nop, nop)
    assert list(architecture.seams(CODE, CODE + 16)) == [CODE + 8]
    assert list(architecture.seams(CODE, CODE + 16)) == []


@pytest.mark.parametrize(("kind", "nop", "back", "circle"), WORDS)
def test_a_function_that_ends_in_a_circle_does_not_return(
    kind: type[Risc], nop: str, back: str, circle: str
) -> None:
    assert not of(kind, nop, circle, back, nop).returns(CODE)
    assert of(kind, nop, back, circle, nop).returns(CODE)
    assert of(kind, nop, nop, nop, nop).returns(CODE)
    assert of(kind, circle, nop, nop, nop).returns(CODE + 0x800)
    assert of(kind, *[nop] * _risc.MAX_ASSERTION, circle, nop).returns(CODE)
    assert not of(kind, *[nop] * (_risc.MAX_ASSERTION - 1), circle, nop).returns(CODE)
