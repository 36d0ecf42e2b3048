"""What acceptance asks of the hardware; a loop that walks memory is the oracle."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from efitool.model.ranges import PhysRange
from efitool.replay.events import Actor
from efitool.replay.operations import (
    NAMES,
    Bill,
    Hardware,
    Operation,
    accepting,
    operations,
    snp,
    snp_by_msr,
    tdx_edk2,
    tdx_linux,
)
from efitool.replay.scenario import Platform
from tests.guests import FIRMWARE, KERNEL, MIB, SCENARIO, guest, played

GIB = 1024 * MIB
TWO_GIB = PhysRange(4 * GIB, 6 * GIB)


def test_the_largest_page_that_fits() -> None:
    range = PhysRange(GIB - 2 * MIB - 4096, 3 * GIB + 2 * MIB + 8192)
    assert tdx_linux(range) == Counter(
        {Operation.TDX_1G: 2, Operation.TDX_2M: 2, Operation.TDX_4K: 3}
    )


@pytest.mark.parametrize(
    ("range", "hardware", "counts"),
    [
        (TWO_GIB, Hardware(tdx_refuses_1g=True),
         {Operation.TDX_1G_REFUSED: 2, Operation.TDX_2M: 1024}),
        (PhysRange(4 * GIB, 4 * GIB + 32 * MIB), Hardware(True, True),
         {Operation.TDX_2M_REFUSED: 16, Operation.TDX_4K: 8192}),
    ],
)  # fmt: skip
def test_refused_sizes_are_tried_again_wherever_they_fit(
    range: PhysRange, hardware: Hardware, counts: dict[Operation, int]
) -> None:
    assert tdx_linux(range, hardware) == Counter(counts)


def test_requests_of_linux_and_of_edk2() -> None:
    assert snp(TWO_GIB, Hardware(), 64) == Counter(
        {Operation.SNP_REQUEST: 16, Operation.PVALIDATE_2M: 1024}
    )
    assert snp(TWO_GIB, Hardware(), 253)[Operation.SNP_REQUEST] == 5


def test_a_size_mismatch_costs_512_pages() -> None:
    assert snp(PhysRange(0, 4 * MIB + 4096), Hardware(snp_splits=True), 64) == Counter(
        {
            Operation.SNP_REQUEST: 1,
            Operation.PVALIDATE_2M_REFUSED: 2,
            Operation.PVALIDATE_4K: 1025,
        }
    )


def test_a_stub_without_a_ghcb_asks_for_each_page() -> None:
    assert snp_by_msr(PhysRange(0, 2 * MIB)) == Counter(
        {Operation.SNP_MSR: 512, Operation.PVALIDATE_4K: 512}
    )


@pytest.mark.parametrize(
    ("range", "large", "small"),
    [
        (PhysRange(0, 2 * MIB), 0, 512),
        (PhysRange(0, 2 * MIB + 4096), 1, 1),
        (PhysRange(4096, 6 * MIB), 2, 511),
        (PhysRange(4096, 8192), 0, 1),
    ],
)
def test_edk2_takes_large_pages_only_for_more_than_one(
    range: PhysRange, large: int, small: int
) -> None:
    assert tdx_edk2(range) == Counter({Operation.TDX_2M: large, Operation.TDX_4K: small})


SMALL = PhysRange(0, 1 * MIB)


@pytest.mark.parametrize(
    ("platform", "actor", "batches", "operation"),
    [
        (Platform.TDX, Actor.STUB, False, Operation.TDX_4K),
        (Platform.TDX, Actor.FIRMWARE, False, Operation.TDX_4K),
        (Platform.SEV_SNP, Actor.STUB, False, Operation.SNP_MSR),
        (Platform.SEV_SNP, Actor.STUB, True, Operation.SNP_REQUEST),
        (Platform.SEV_SNP, Actor.KERNEL, False, Operation.SNP_REQUEST),
        (Platform.SEV_SNP, Actor.FIRMWARE, False, Operation.SNP_REQUEST),
    ],
)
def test_who_asks_for_what(
    platform: Platform, actor: Actor, batches: bool, operation: Operation
) -> None:
    scenario = SCENARIO._replace(platform=platform, kernel=KERNEL._replace(batches_in_stub=batches))
    pages = {Operation.SNP_REQUEST: 2 if actor is Actor.FIRMWARE else 4}
    assert accepting(scenario, actor, SMALL)[operation] == pages.get(operation, 256)
    assert not accepting(scenario._replace(platform=Platform.NONE), actor, SMALL)


def walked(range: PhysRange, hardware: Hardware) -> Counter[Operation]:
    """Do what tdx_accept_memory() does, step by step."""
    counts: Counter[Operation] = Counter()
    start = range.start
    sizes = (
        (GIB, Operation.TDX_1G, Operation.TDX_1G_REFUSED, hardware.tdx_refuses_1g),
        (2 * MIB, Operation.TDX_2M, Operation.TDX_2M_REFUSED, hardware.tdx_refuses_2m),
        (4096, Operation.TDX_4K, Operation.TDX_4K, False),
    )
    while start < range.end:
        for size, taken, refused, refuses in sizes:
            if start % size or range.end - start < size:
                continue
            counts[refused if refuses else taken] += 1
            if not refuses:
                start += size
                break
    return counts


@pytest.mark.parametrize("seed", range(30))
def test_counts_are_those_of_the_loop(seed: int) -> None:
    chance = random.Random(seed)
    start = chance.randrange(0, 3 * GIB, chance.choice([4096, 2 * MIB, GIB]))
    size = chance.randrange(4096, chance.choice([8 * MIB, 64 * MIB]), 4096)
    hardware = Hardware(chance.random() < 0.5, chance.random() < 0.5)
    span = PhysRange(start, start + size + chance.choice([0, GIB]) * (not hardware[1]))
    assert tdx_linux(span, hardware) == walked(span, hardware)


def test_of_a_trace_by_who_asked() -> None:
    firmware = FIRMWARE._replace(protocol=False, accepts_at_exit=True)
    early = played(guest((16 * MIB, 32 * MIB)), firmware=firmware)
    assert operations(early) == {
        Actor.FIRMWARE: Counter({Operation.SNP_REQUEST: 1, Operation.PVALIDATE_2M: 8})
    }
    late = played(guest((16 * MIB + 4096, 32 * MIB)))
    assert operations(late)[Actor.STUB] == Counter(
        {Operation.SNP_MSR: 511, Operation.PVALIDATE_4K: 511}
    )


def test_what_stops_the_guest_was_not_done() -> None:
    assert operations(played(guest((16 * MIB, 18 * MIB)), platform=Platform.NONE)) == {}


def test_time_is_what_the_caller_says() -> None:
    counts = Counter({Operation.TDX_1G: 2, Operation.TDX_4K: 10})
    assert Bill({Operation.TDX_1G: 0.5}).time(counts) == 1.0
    assert Bill({}).time(counts) == 0


def test_operations_have_names_that_can_be_typed() -> None:
    assert len(NAMES) == len(Operation)
    assert NAMES["tdx-2m"] is Operation.TDX_2M


@pytest.mark.parametrize(
    ("page", "hardware"),
    [
        (4096, Hardware(True, True, True)),
        (2 * MIB, Hardware(True, False, False)),
        (GIB, Hardware(False, False, False)),
    ],
)
def test_what_a_host_backs_memory_with_decides_what_is_refused(
    page: int, hardware: Hardware
) -> None:
    assert Hardware.backed_by(page) == hardware


def test_what_a_paravisor_accepted_costs_the_guest_nothing() -> None:
    assert not accepting(SCENARIO, Actor.PLATFORM, SMALL)


def test_entries_of_a_request_are_those_of_the_profile() -> None:
    scenario = SCENARIO._replace(kernel=KERNEL._replace(entries=16))
    assert accepting(scenario, Actor.KERNEL, SMALL)[Operation.SNP_REQUEST] == 16
