from __future__ import annotations

import pytest

from efitool.references._architecture import Architecture
from efitool.references._image_map import ImageMap
from efitool.references._machine import STACK
from efitool.references.arm import Arm
from efitool.references.arm64 import Arm64
from efitool.references.loongarch64 import LoongArch64
from efitool.references.riscv64 import Riscv64
from efitool.references.x86 import I386, Amd64
from tests.machine_code import CODE, image

ALL = [Amd64, Arm, Arm64, I386, LoongArch64, Riscv64]


@pytest.mark.parametrize("architecture", ALL)
def test_every_architecture_starts_with_nothing_known_but_the_stack(
    architecture: type[Architecture],
) -> None:
    registers = architecture(ImageMap(image("c3"))).registers()
    [stack] = [value for value in registers if value is not None]
    assert (stack.base, stack.offset) == (STACK, 0)


@pytest.mark.parametrize("architecture", ALL)
def test_no_architecture_executes_what_is_not_there(architecture: type[Architecture]) -> None:
    from efitool.references._flow import Walk
    from efitool.references._machine import State

    held = ImageMap(image("c3"))
    made = architecture(held)
    state = State(held, Walk(made, frozenset(), {}), made.registers(), {})
    for rva in (0, 0xFFF, 0x5000, -1, 1 << 64):
        assert made.run(state, rva, set(), (), 9)[1] is None


@pytest.mark.parametrize(
    ("architecture", "nop"),
    [
        (Amd64, "90"),
        (Arm, "00f020e3"),
        (Arm64, "1f2003d5"),
        (I386, "90"),
        (LoongArch64, "00004003"),
        (Riscv64, "0100"),
    ],
)
@pytest.mark.parametrize(
    ("seen", "stop", "limit", "executed"),
    [(None, None, 9, 9), (None, None, 3, 3), (2, None, 9, 2), (None, 2, 9, 2), (None, 0, 9, 9)],
)
def test_a_row_ends_at_its_limit_and_before_what_was_seen_and_what_stops_it(
    architecture: type[Architecture],
    nop: str,
    seen: int | None,
    stop: int | None,
    limit: int,
    executed: int,
) -> None:
    from efitool.references._flow import Walk
    from efitool.references._machine import State

    held = ImageMap(image(nop * 10))
    made = architecture(held)
    state = State(held, Walk(made, frozenset(), {}), made.registers(), {})
    places = range(CODE, CODE + 10 * len(nop) // 2, len(nop) // 2)
    met = set() if seen is None else {places[seen]}
    stops = () if stop is None else (places[stop],)
    last, control = made.run(state, CODE, met, stops, limit)
    assert (last, control) == (places[executed - 1], places[executed])
    assert met.issuperset(places[:executed])
    assert met.isdisjoint(places[executed + 1 :])
