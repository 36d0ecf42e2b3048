"""The tables of firmware and kernels."""

from __future__ import annotations

from efitool.replay.profiles import FIRMWARE, KERNELS


def test_rows_have_names_and_say_where_they_are_from() -> None:
    assert all(name == p.name and p.summary and p.reference for name, p in FIRMWARE.items())
    assert all(name == p.name and p.summary and p.reference for name, p in KERNELS.items())
    summaries = [p.summary for p in FIRMWARE.values()] + [p.summary for p in KERNELS.values()]
    assert len(set(summaries)) == len(summaries)


def test_what_is_known_of_no_firmware_is_marked() -> None:
    assert [name for name, row in FIRMWARE.items() if row.simulated] == [
        "accept-all-no-protocol",
        "protocol-phased-out",
        "menu-expose",
        "menu-hide",
        "osindications",
        "osindications-volatile",
        "osindications-unknown",
        "acpi-coldplug",
    ]
