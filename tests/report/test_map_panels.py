"""Which maps of a file are drawn."""

from __future__ import annotations

from efitool.model.ranges import PhysRange
from efitool.report._map_bands import Region
from efitool.report.map_panels import panels
from tests.report.records import FILE, LOG, MAP


def test_all_maps_of_a_file() -> None:
    found = panels(FILE)

    assert [panel.title for panel in found] == [
        "memory map (dmesg-efi), line 5",
        "e820 table (dmesg-e820, BIOS-e820), line 2",
        "ranges (iomem), line 9",
        "unaccepted table, 0x100000000-0x101000000",
    ]
    assert found[0].regions == (
        Region(PhysRange(0, 0xA_0000), 7, 0xF),
        Region(PhysRange(0x1_0000_0000, 0x1_0020_0000), 15, 0xF),
        Region(PhysRange(0x20_0000, 0x20_1000), 0x7000_0001, None),
    )
    assert found[1].regions == (Region(PhysRange(0, 0xA_0000), "usable"),)
    assert found[3].regions == (Region(PhysRange(0x1_0020_0000, 0x1_0060_0000), 15),)


def test_of_ranges_that_nest_the_outermost() -> None:
    [inner] = LOG.ranges
    outer = inner.ranges[0]._replace(depth=0, name="PCI Bus")
    both = inner._replace(ranges=(outer, *inner.ranges))

    found = panels(FILE._replace(log=LOG._replace(ranges=(both,))))

    assert found[2].regions == (Region(PhysRange(0, 16), "PCI Bus"),)


def test_a_map_that_a_log_repeats_is_drawn_once() -> None:
    again = MAP._replace(label="line 90")
    other = MAP._replace(label="line 95", descriptors=MAP.descriptors[:1])

    found = panels(FILE._replace(log=LOG._replace(maps=(MAP, again, other))))

    assert [panel.title for panel in found[:2]] == [
        "memory map (dmesg-efi), line 5 and line 90",
        "memory map (dmesg-efi), line 95",
    ]
