"""The release, the tables and the map of each boot decide together."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool.formats import guest_log
from efitool.model.guest_log import ConfigurationTables, GuestLog, Quote
from efitool.model.memmap import MemoryMap, Unread
from efitool.rules.unaccepted_lost import check
from tests.maps import unaccepted

MAP = unaccepted((4 << 30, 4 << 20))._replace(lines=(5,))
NAMED = ConfigurationTables(4, (("Unaccepted", 0x1000),))
OTHERS = ConfigurationTables(4, (("ACPI", 0x1000),))
RECORDINGS = Path(__file__).parents[2] / "samples/recordings"


def log(release: str, *tables: ConfigurationTables, map: MemoryMap = MAP) -> GuestLog:
    return GuestLog(maps=(map,), tables=tables, kernels=(Quote(3, f"{release} (gcc)"),))


@pytest.mark.parametrize(
    "fine",
    [
        log("6.5.0"),
        log("5.14.0-500.el9", NAMED),
        log("6.1.0", map=unaccepted()._replace(lines=(5,))),
        log("6.1.0", map=MAP._replace(lines=(2,))),
        log("6.12.0", OTHERS, map=MAP._replace(unread=(Unread(6, ""),))),
        log("6.1.0")._replace(kernels=(Quote(3, "6.1.0 (gcc)"), Quote(4, "6.12.0 (gcc)"))),
    ],
)
def test_silent(fine: GuestLog) -> None:
    assert list(check(fine)) == []


@pytest.mark.parametrize("release", ["6.1.0", "6.4.16", "6.12.0"])
def test_fails(release: str) -> None:
    assert list(check(log(release, OTHERS))) == [
        ("GetMemoryMap", f"4096 KiB are unaccepted, and Linux {release} does not accept")
    ]


def test_a_recorded_boot() -> None:
    boot = guest_log.decode((RECORDINGS / "linux-6.1-unaccepted/serial.log").read_bytes())
    [(_, message)] = check(boot)

    assert message.startswith("786432 KiB are unaccepted, and Linux 6.1.0-")
