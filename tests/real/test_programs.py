"""Which services the code of real programs passes GUIDs to: against what the programs are."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from random import Random
from typing import NamedTuple
from uuid import UUID

import pytest

import efitool
from efitool import Image, guids
from efitool.model.reference import Form
from tests.real import programs
from tests.real.kernels import Kernel
from tests.real.programs import PROGRAMS, Program
from tests.real.truths import ACCEPTANCE

pytestmark = pytest.mark.real

STRANGERS = 10_000
"""Random GUIDs that nothing refers to."""

CONTROLS = [
    program
    for program in PROGRAMS
    if Path(program.path).name
    in ("shimia32.efi", "refind_x64.efi", "systemd-bootia32.efi", "ipxe-arm64.efi", "shellx64.efi")
]


class Seen(NamedTuple):
    """What is seen of GUIDs in a program."""

    held: frozenset[UUID]
    used: frozenset[UUID]
    services: dict[UUID, set[str]]


def see(path: Path) -> Seen:
    """Look for GUIDs in a program: in its data, in its code, and where that passes them."""
    references = efitool.references(efitool.read_image(path))
    services: dict[UUID, set[str]] = defaultdict(set)
    for reference in references:
        if reference.calls:
            services[reference.guid].update(call.service for call in reference.calls)
    return Seen(
        frozenset(r.guid for r in references if r.form is Form.DATA),
        frozenset(r.guid for r in references if r.form is not Form.DATA),
        dict(services),
    )


@pytest.fixture(scope="module")
def seen(program: tuple[Program, Path]) -> Seen:
    return see(program[1])


def test_it_passes_guids_where_it_is_known_to(program: tuple[Program, Path], seen: Seen) -> None:
    truth = program[0].truth
    lacking = {g: s - seen.services.get(g, set()) for g, s in truth.calls.items()}
    assert {g: s for g, s in lacking.items() if s} == {}
    if truth.whole:
        assert seen.services == truth.calls


def test_it_passes_none_where_it_never_does(program: tuple[Program, Path], seen: Seen) -> None:
    wrong = {g: s & seen.services.get(g, set()) for g, s in program[0].truth.never.items()}
    assert {g: s for g, s in wrong.items() if s} == {}


def test_what_no_code_refers_to_is_data(program: tuple[Program, Path], seen: Seen) -> None:
    linked = program[0].truth.linked
    assert linked - seen.held == set()
    assert linked & seen.used == set()


def test_it_does_not_know_what_it_does_not_know(program: tuple[Program, Path], seen: Seen) -> None:
    assert program[0].truth.absent & (seen.held | seen.used) == set()


@pytest.mark.parametrize("control", CONTROLS, ids=str)
def test_strangers_are_not_found(
    control: Program, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(605)
    strangers = tuple(random.randbytes(16) for _ in range(STRANGERS))
    monkeypatch.setattr(guids, "known", lambda: strangers)
    assert see(programs.obtain(control)) == (frozenset(), frozenset(), {})


def test_linux_locates_the_acceptance_protocol(kernel: Kernel, image: Image) -> None:
    located = [
        call.service
        for reference in efitool.references(image)
        if reference.guid == ACCEPTANCE
        for call in reference.calls
    ]
    assert set(located) == ({"LocateProtocol"} if kernel.has("UNACCEPTED_MEMORY") else set())
