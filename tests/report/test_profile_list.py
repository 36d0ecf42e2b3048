"""The profiles by name."""

from __future__ import annotations

from efitool.replay.scenario import FirmwareProfile, KernelProfile, Platform
from efitool.report.profile_list import described, render
from efitool.report.terminal import Palette


def test_what_each_does_and_how_that_is_known() -> None:
    firmware = FirmwareProfile("one", "It waits", "a page", platform=Platform.TDX, bound=True)
    kernel = KernelProfile("two", "It knows " * 20, "a commit")

    assert render({"one": firmware}, {"two": kernel}, Palette(enabled=False)).splitlines() == [
        "Firmware (--firmware-profile)",
        "  one (tdx)",
        "    It waits",
        "    a page",
        "",
        "Kernels (--kernel-profile)",
        "  two",
        "    " + "It knows " * 10 + "It",
        "    knows " + "It knows " * 8 + "It knows",
        "    a commit",
    ]


def test_firmware_for_any_platform() -> None:
    firmware = FirmwareProfile("one", "It waits", "a page", simulated=True)

    text = render({"one": firmware}, {}, Palette(enabled=False))
    assert "  one (any platform, simulated)" in text
    assert described({"one": firmware}, {})["firmware"][0]["simulated"] is True
