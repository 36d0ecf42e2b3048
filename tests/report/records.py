"""Records for tests of what is printed of them."""

from __future__ import annotations

from efitool.model.artifact import RecordFile
from efitool.model.e820 import E820Entry, E820Map
from efitool.model.guest_log import ConfigurationTables, GuestLog, MemInfo, Quote
from efitool.model.memmap import MemoryDescriptor, MemoryMap, Unread
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange
from efitool.model.unaccepted import UnacceptedTable

MAP = MemoryMap(
    "dmesg-efi",
    "line 5",
    (
        MemoryDescriptor(7, 0, None, 160, 0xF),
        MemoryDescriptor(15, 0x1_0000_0000, None, 512, 0xF),
        MemoryDescriptor(0x7000_0001, 0x20_0000, 0, 1, None),
    ),
    lines=(5, 6, 8),
    unread=(Unread(7, "mem02: [\x1b[2J"),),
)
LOG = GuestLog(
    maps=(MAP,),
    e820=(E820Map("dmesg-e820", "line 2", (E820Entry(0, 0xA_0000, 1),), "BIOS-e820", (2,)),),
    ranges=(RangeList("iomem", "line 9", (NamedRange(PhysRange(0, 16), "a\x07", 1),), (9,)),),
    unaccepted_tables=(UnacceptedTable(1, 2 << 20, 4 << 30, b"\x06"),),
    tables=(ConfigurationTables(4, (("Unaccepted", 0x7F77_3018),)),),
    kernels=(Quote(1, "6.12 \x1b[31m"),),
    meminfo=(MemInfo(20, {"MemTotal": 8}),),
)
FILE = RecordFile("=serial.log", 1234, "guest-log", LOG)
