"""Which GUIDs the stub refers to: against what stubs were seen to ask firmware for.

The traces hold every boot service that the stub of a booting kernel called. Firmware's own
drivers asked for a few more meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from uuid import UUID

import pytest

import efitool
from efitool import Image
from tests.real.kernels import KERNELS, Kernel

pytestmark = pytest.mark.real

RECORDINGS = Path(__file__).parents[2] / "samples" / "recordings"

FIRMWARE = {
    UUID("09576e91-6d3f-11d2-8e39-00a0c969723b"),
    UUID("752f3136-4e16-4fdc-a22a-e5f46812f4ca"),
    UUID("8b843e20-8132-4852-90cc-551a4e4a7f1c"),
    UUID("dd9e7534-7762-4698-8c14-f58517a625aa"),
    UUID("f4ccbfb7-f6e0-47fd-9dd4-10a8f150c191"),
}
"""Asked for by drivers of the firmware; no kernel holds them."""
CC_MEASUREMENT = UUID("96751a3d-72f4-41a6-a794-ed5d0e67ae6b")
"""Asked for by firmware too; by the kernel since Linux 6.2."""

SINCE_7 = {"LocateHandle": "LocateHandleBuffer"}
"""Linux 7 lets firmware allocate the list of handles; before, the stub asked for its size first."""

ACCEPTANCE_PROTOCOL = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
UNACCEPTED_TABLE = UUID("d5d1de3c-105c-44f9-9ea9-bcef98120031")

amd64_kernels = pytest.mark.parametrize(
    "kernel", [spec for spec in KERNELS if spec.arch == "amd64"], ids=str, indirect=True
)
"""The traces are of amd64 kernels."""


def trace(kernel: Kernel) -> dict[UUID, set[str]]:
    """GUID → the services it was passed to, by a recorded kernel no newer than this one."""
    old = kernel.release.startswith("6.1.")
    recording = RECORDINGS / f"linux-{'6.1' if old else '6.12'}-unaccepted" / "stub-trace.tsv"
    foreign = FIRMWARE | ({CC_MEASUREMENT} if old else set())
    renamed = {} if kernel.release.startswith("6.") else SINCE_7
    asked: dict[UUID, set[str]] = defaultdict(set)
    for line in recording.read_text().splitlines():
        match line.split("\t"):
            case [service, guid, *_] if guid and UUID(guid) not in foreign:
                asked[UUID(guid)].add(renamed.get(service, service))
    return asked


@pytest.fixture(scope="session")
def found(image: Image) -> dict[UUID, set[str]]:
    """GUID → the services it is seen to reach."""
    calls: dict[UUID, set[str]] = defaultdict(set)
    for reference in efitool.references(image):
        calls[reference.guid].update(call.service for call in reference.calls)
    return calls


@amd64_kernels
def test_every_guid_that_the_stub_asked_for_is_found(
    kernel: Kernel, found: dict[UUID, set[str]]
) -> None:
    assert trace(kernel).keys() - found.keys() == set()


@amd64_kernels
def test_nine_in_ten_are_found_with_the_service(
    kernel: Kernel, found: dict[UUID, set[str]]
) -> None:
    wanted = {(guid, service) for guid, names in trace(kernel).items() for service in names}
    lacking = {(guid, service) for guid, service in wanted if service not in found[guid]}
    assert len(wanted) >= 13
    assert len(lacking) * 10 <= len(wanted), lacking


def test_unaccepted_memory_is_referred_to_where_configured(
    kernel: Kernel, deep_image: Image
) -> None:
    layers = (deep_image, *deep_image.children)
    guids = {reference.guid for layer in layers for reference in efitool.references(layer)}
    wanted = {ACCEPTANCE_PROTOCOL, UNACCEPTED_TABLE}
    assert guids & wanted == (wanted if kernel.has("UNACCEPTED_MEMORY") else set())
