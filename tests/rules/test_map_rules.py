"""Maps that GetMemoryMap() returned are judged, and real ones are silent at error."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import efitool
from efitool.errors import InputError
from efitool.formats import memmap_raw
from efitool.model.findings import Severity
from efitool.model.memmap import MapKind, MemoryDescriptor, Unread
from efitool.rules import judge_map
from efitool.rules._map_rules import MANY
from tests.maps import RUNTIME, descriptor, memory_map

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"
RAGGED = memory_map(
    descriptor(7, start=0, pages=64 << 8), descriptor(15, start=4 << 30, pages=(4 << 8) + 1)
)


def test_a_finding_says_where() -> None:
    [finding] = judge_map(RAGGED)

    assert (finding.rule, finding.where) == ("unaccepted-unaligned", "descriptor 1")
    assert judge_map(RAGGED._replace(lines=(8, 9)))[0].where == "line 9"
    assert efitool.lint(RAGGED) == (finding,)


def test_other_maps_answer_for_their_damage_alone() -> None:
    runtime = memory_map(descriptor(pages=0))._replace(kind=MapKind.RUNTIME_MAP)

    assert judge_map(runtime) == ()
    assert [f.rule for f in judge_map(runtime._replace(unread=(Unread(9, "efi: "),)))] == [
        "map-damaged"
    ]


def test_what_is_wrong_everywhere_is_counted() -> None:
    noise = memory_map(*(descriptor(start=(n << 13) + 1) for n in range(100)))
    found = [f for f in judge_map(noise) if f.rule == "descriptor-misaligned"]

    assert [f.where for f in found[:MANY]] == [f"descriptor {n}" for n in range(MANY)]
    assert [(f.where, f.message) for f in found[MANY:]] == [
        ("GetMemoryMap", "and 84 more descriptors")
    ]


def test_what_a_kind_breaks_is_counted() -> None:
    plain, protected = descriptor(start=0, pages=1 << 15), descriptor(attributes=0x400F)
    found = judge_map(memory_map(plain, *[protected] * 20))
    own = [f for f in found if f.rule == "attribute-protection"]

    assert [f.where for f in own] == [*(f"descriptor {n + 1}" for n in range(MANY)), "GetMemoryMap"]
    assert own[-1].message == "and 4 more descriptors"


def test_a_map_that_is_misread_is_told_once() -> None:
    far = descriptor(type=99, start=(1 << 60) + 1)

    assert [f.rule for f in judge_map(memory_map(far, far))] == ["map-misread"]
    assert "map-misread" not in {f.rule for f in judge_map(memory_map(far, descriptor()))}


@pytest.mark.parametrize("path", sorted(RECORDINGS.rglob("*")), ids=lambda p: p.name)
def test_real_maps_are_silent_at_error(path: Path) -> None:
    if path.is_dir():
        return
    try:
        findings = efitool.lint(efitool.read_image(path))
    except InputError:
        return
    assert [f for f in findings if f.severity is Severity.ERROR] == []


def test_a_recorded_map_with_small_ranges() -> None:
    map = memmap_raw.decode((RECORDINGS / "linux-6.12-small-ranges/map-at-exit.bin").read_bytes())

    assert Counter(f.rule for f in judge_map(map)) == {
        "unaccepted-below-4gib": 1,
        "unaccepted-unaligned": 3,
        "unaccepted-fragmented": 1,
    }


NUMBERS = st.sampled_from([0, 1, 0xFFF, 0x1000, 1 << 52, (1 << 64) - 1]) | st.integers(
    0, (1 << 64) - 1
)
NOISE = st.builds(
    MemoryDescriptor,
    st.integers(0, 20) | st.integers(0, (1 << 32) - 1),
    NUMBERS,
    st.none() | NUMBERS,
    NUMBERS,
    st.none() | NUMBERS,
)


@settings(deadline=None)
@given(st.lists(NOISE, max_size=8), st.sampled_from(MapKind))
def test_noise_is_judged(descriptors: list[MemoryDescriptor], kind: MapKind) -> None:
    map = memory_map(*descriptors)._replace(kind=kind)

    assert all(f.message and f.where for f in efitool.lint(map))


def test_what_is_in_order_is_silent() -> None:
    runtime = descriptor(5, RUNTIME | 0xF, start=0x10000000)
    mmio = descriptor(11, RUNTIME | 1, start=0xFFC00000)
    persistent = descriptor(14, 0x800F, start=8 << 30)
    map = memory_map(RAGGED.descriptors[0], runtime, mmio, persistent)

    assert judge_map(map) == ()
