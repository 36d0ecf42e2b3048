"""What Linux's own functions computed for a map is what a replay comes to.

Linux's C code was compiled against a pretend firmware; each vector is one map, the requests after
boot, and what 7.3-rc7 did with them. 6.12.117 differs in a few places, which are told apart.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from efitool.cli import app
from efitool.model.e820 import E820Entry
from efitool.model.memmap import MemoryDescriptor, MemoryMap
from efitool.model.ranges import PhysRange
from efitool.model.unaccepted import UnacceptedTable
from efitool.replay import events as ev
from efitool.replay import replay
from efitool.replay.events import Actor
from efitool.replay.kernel_e820 import append, kernel_table, update_table
from efitool.replay.operations import Hardware, Operation, accepting
from efitool.replay.profiles import KERNELS
from efitool.replay.scenario import FirmwareProfile, Platform, Request, Scenario
from efitool.replay.trace import Trace

VECTORS = Path(__file__).parents[2] / "samples" / "vectors" / "linux-stub.json.xz"
RELEASES = {"7.3": "linux-7.2", "6.12": "linux-6.12"}
"""The profile by which each of the two is played."""

NOTHING = "empty"
"""No real firmware has no descriptor: the pretended one wants more than the no bytes it returns."""


@cache
def vectors() -> dict[str, Any]:
    return dict(json.loads(lzma.decompress(VECTORS.read_bytes())))


NAMES = sorted(vectors())


def expected(vector: dict[str, Any], release: str) -> dict[str, Any]:
    differs = vector["differs_in_6.12.117"] if release == "6.12" else {}
    return {**vector["expected"], **differs}


def descriptors(vector: dict[str, Any]) -> tuple[MemoryDescriptor, ...]:
    return tuple(
        MemoryDescriptor(type, start, 0, pages, attributes)
        for type, start, pages, attributes in vector["map"]
    )


def scenario(vector: dict[str, Any], release: str, platform: Platform = Platform.TDX) -> Scenario:
    options = vector["options"]
    firmware = FirmwareProfile(
        "pretended",
        "",
        "",
        protocol=options.get("proto", "ok") == "ok",
        accepts_at_exit=bool(options.get("fw_accepts_at_ebs")),
        descriptor_size=vector["desc_size"],
    )
    table = None
    if "table" in options:
        phys_base, unit, _ = options["table"]
        size = vector["expected"]["table"]["size"]
        table = UnacceptedTable(1, unit, phys_base, bytes(size))
    return Scenario(
        firmware,
        KERNELS[RELEASES[release]],
        platform,
        soft_reserve=not options.get("nosoftreserve"),
        add_efi_memmap=bool(options.get("add_efi_memmap")),
        requests=tuple(Request(o["op"], o["start"], o["size"]) for o in vector["ops"]),
        stale_keys=options.get("stale", 0),
        table=table,
    )


@cache
def played(name: str, release: str) -> Trace:
    vector = vectors()[name]
    map = MemoryMap("memmap-raw", name, descriptors(vector))
    return replay(map, scenario(vector, release))


def entries(rows: list[list[int]]) -> list[E820Entry]:
    return [E820Entry(start, start + size, type) for start, size, type in rows]


def accepted(trace: Trace, *, marked: bool) -> list[list[int]]:
    """What Linux accepted: because of the table, or because it cannot be in it."""
    return [
        [e.start, e.end]
        for e in (s.event for s in trace.steps)
        if isinstance(e, ev.Accept) and e.actor is not Actor.FIRMWARE and e.marked is marked
    ]


def services(trace: Trace) -> Iterator[str]:
    """The calls in the words of the vectors."""
    statuses = {"EFI_SUCCESS": "ok", "EFI_BUFFER_TOO_SMALL": "too_small"}
    for event, *_ in trace.steps:
        match event:
            case ev.Call(_, "AllocatePool", _, detail):
                values = dict(detail)
                yield f"AllocatePool type={values['type']} size={values['size']}"
            case ev.Call(_, "GetMemoryMap", status):
                yield f"GetMemoryMap:{statuses[str(status)]}"
            case ev.Call(_, "LocateProtocol", status, ((_, guid),)):
                yield f"LocateProtocol {guid}:{statuses.get(str(status), status)}"
            case ev.Call(_, "InstallConfigurationTable", _, ((_, guid),)):
                yield f"InstallConfigurationTable {guid}"
            case ev.Call(_, service):
                yield service
            case ev.InstallTable():
                yield f"InstallConfigurationTable {ev.UNACCEPTED_TABLE}"
            case ev.AllowUnacceptedMemory():
                yield "AllowUnacceptedMemory:ok"
            case ev.ExitBootServices(_, _, status):
                yield f"ExitBootServices:{statuses.get(str(status), status)}"
            case _:
                pass


def without_keys(trace: list[str]) -> list[str]:
    """The vectors' keys are numbers of the pretend firmware."""
    told = []
    for line in trace:
        words, _, status = line.rpartition(":")
        status, _, _ = status.partition(" key=")
        told.append(f"{words.split(' key=')[0]}:{status}" if words else line)
    return told


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", [n for n in NAMES if n != NOTHING])
def test_the_stub_calls_the_same_services_with_the_same_sizes(name: str, release: str) -> None:
    wanted = without_keys(expected(vectors()[name], release)["trace"])

    assert list(services(played(name, release))) == wanted


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_the_table_is_the_same(name: str, release: str) -> None:
    wanted = expected(vectors()[name], release)
    table = played(name, release).final.table
    installed = [
        s.event for s in played(name, release).steps if isinstance(s.event, ev.InstallTable)
    ]

    if wanted["table"] is None:
        assert table is None
        return
    assert table is not None
    told = wanted["table"]
    assert (table.unit_size, table.phys_base, len(table.bits) // 8) == (
        told["unit_size"],
        told["phys_base"],
        told["size"],
    )
    assert [e.phys_base for e in installed] in ([], [told["phys_base"]])
    bitmap = table.bits.tobytes()
    if "bitmap_final_hex" in wanted:
        assert bitmap.hex() == wanted["bitmap_final_hex"]
    elif "bitmap_final_hex_sha256" in wanted:
        digests = {hashlib.sha256(b).hexdigest() for b in (bitmap, bitmap.hex().encode())}
        assert wanted["bitmap_final_hex_sha256"] in digests


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", [n for n in NAMES if vectors()[n]["expected"]["table"]])
def test_the_stub_marks_the_same_units(name: str, release: str) -> None:
    wanted = expected(vectors()[name], release)
    told = wanted["table"]
    units: set[int] = set()
    for event, *_ in played(name, release).steps:
        if isinstance(event, ev.Mark):
            first = (event.start - told["phys_base"]) // told["unit_size"]
            units.update(range(first, (event.end - told["phys_base"]) // told["unit_size"]))

    assert units == {u for start, end in wanted["bitmap_set_ranges"] for u in range(start, end)}


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_the_stub_accepts_the_same_addresses_in_the_same_order(name: str, release: str) -> None:
    wanted = expected(vectors()[name], release)["stub_accept_calls"]

    assert accepted(played(name, release), marked=False) == wanted


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_the_e820_table_is_the_same_with_what_is_behind_it(name: str, release: str) -> None:
    wanted = expected(vectors()[name], release)

    assert list(played(name, release).final.e820) == entries(wanted["e820"] + wanted["e820_ext"])


@pytest.mark.parametrize("name", [n for n in NAMES if "e820_kernel" in vectors()[n]["expected"]])
def test_the_kernel_makes_the_same_of_its_e820_table(name: str) -> None:
    vector = vectors()[name]
    wanted = vector["expected"]
    told = scenario(vector, "7.3")
    given = entries(wanted["e820"] + wanted["e820_ext"])
    final = played(name, "7.3").final.descriptors

    made = kernel_table(
        given, final, add_efi_memmap=told.add_efi_memmap, soft_reserve=told.soft_reserve
    )

    assert list(update_table(append(given))) == entries(wanted["e820_kernel"])
    assert list(made) == entries(wanted["e820_final"])


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", [n for n in NAMES if vectors()[n]["ops"]])
def test_requests_come_to_the_same(name: str, release: str) -> None:
    vector = vectors()[name]
    trace = played(name, release)
    wanted = expected(vector, release)["ops"]
    results = [s.event.result for s in trace.steps if isinstance(s.event, ev.Query)]

    assert accepted(trace, marked=True) == [c for op in wanted for c in op.get("calls", [])]
    assert results == [op["result"] for op in wanted if "result" in op]


def counted(vector: dict[str, Any], calls: list[list[int]], actor: Actor) -> dict[str, Any]:
    """Operations in the words of the vectors: each platform's own."""
    refused = vector["options"].get("tdx_refuse", 0)
    hardware = Hardware(tdx_refuses_2m=bool(refused & 2), tdx_refuses_1g=bool(refused & 4))
    sums: dict[Operation, int] = {}
    for platform in (Platform.TDX, Platform.SEV_SNP):
        told = scenario(vector, "7.3", platform)
        for start, end in calls:
            for operation, n in accepting(told, actor, PhysRange(start, end), hardware).items():
                sums[operation] = sums.get(operation, 0) + n
    by_msr = sums.get(Operation.SNP_MSR, 0)
    return {
        "tdx_ok": {
            "4K": sums.get(Operation.TDX_4K, 0),
            "2M": sums.get(Operation.TDX_2M, 0),
            "1G": sums.get(Operation.TDX_1G, 0),
        },
        "tdx_refused": {
            "4K": 0,
            "2M": sums.get(Operation.TDX_2M_REFUSED, 0),
            "1G": sums.get(Operation.TDX_1G_REFUSED, 0),
        },
        "snp_msr_4K": by_msr,
        "snp_psc_requests": sums.get(Operation.SNP_REQUEST, 0),
        "snp_2M": sums.get(Operation.PVALIDATE_2M, 0),
        "snp_4K": sums.get(Operation.PVALIDATE_4K, 0) - by_msr,
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_hardware_is_asked_as_often(name: str) -> None:
    vector = vectors()[name]
    wanted = vector["expected"]

    assert counted(vector, wanted["stub_accept_calls"], Actor.STUB) == wanted["stub_hw"]
    for op in wanted["ops"]:
        if "hw" in op:
            actor = Actor.STUB if op["op"] == "stub" else Actor.KERNEL
            assert counted(vector, op["calls"], actor) == op["hw"]


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", ["rt-guard", "rt-one-page", "rt-subpage", "stub-no-guard"])
def test_the_command_gives_the_same_numbers(name: str, release: str, tmp_path: Path) -> None:
    vector = vectors()[name]
    wanted = expected(vector, release)
    rows = (struct.pack("<I4xQQQQ8x", type, at, 0, n, a) for type, at, n, a in vector["map"])
    (tmp_path / "map.bin").write_bytes(b"".join(rows))
    lines = (f"{op['op']} {op['start']:#x} {op['size']}\n" for op in vector["ops"])
    (tmp_path / "ops.txt").write_text("".join(lines))

    told = CliRunner().invoke(
        app,
        [
            *("replay", str(tmp_path / "map.bin"), "--json", "--platform", "tdx"),
            *("--kernel-profile", RELEASES[release], "--script", str(tmp_path / "ops.txt")),
        ],
    )

    result = json.loads(told.stdout)
    accepts = [s["range"] for s in result["steps"] if s["event"] == "Accept"]
    calls = (
        *wanted["stub_accept_calls"],
        *(c for op in wanted["ops"] for c in op.get("calls", [])),
    )
    assert accepts == [[hex(start), hex(end)] for start, end in calls]
    assert result["result"]["table"]["bitmap"] == wanted["bitmap_final_hex"]
    assert int(result["result"]["table"]["phys_base"], 16) == wanted["table"]["phys_base"]
