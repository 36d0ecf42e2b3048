"""What firmware, loaders, kernels and QEMU complain of, and what they say of the machine.

These lines are sought where causes of trouble are: to look for so many words in every log would
cost more than all else that is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._log_scan import LineReader, Row
from efitool.model.guest_log import Quote

TROUBLE = (
    "efi: Failed",
    "EFI stub: ",
    "[type=15|",
    "Cannot accept memory",
    "Failed to accept memory",
    "The system has unaccepted memory",
    "CONFIG_UNACCEPTED_MEMORY",
    "Kernel panic - not syncing",
    "BUG: ",
    "RIP: 0",
    "self-detected stall",
    "Unsupported exit-code 0x",
    "exit code 0x404",
    "exit_code 0x404",
    "#VC",
    "#VE",
    "No PXM for e820 range",
    "cannot be added",
    "add_memory failed",
    "ut of memory",
    "error: file `",
    "you need to load the kernel",
    "VFS: Unable to mount root fs",
    "EFI boot services",
    "Unknown memory type",
    "Trying to terminate EFI services again",
    "couldn't terminate EFI services",
    "Failed to exit boot services",
    "ExitBootServices",
    "GetMemoryMap",
    "Security Policy Violation",
    "SBAT self-check failed",
    "Something has gone seriously wrong",
    "Policy requires NX",
    "is writable and executable",
    "can't be loaded on",
    "does not match Required Alignment",
    "Unformalized OsIndications",
    "BdsDxe: failed",
    "BdsDxe: No bootable option",
    "ASSERT",
    "X64 Exception Type",
    "TDX_METADATA_OFFSET_GUID",
    "TDVF signature",
    "TDVF contains unsupported",
    "TD_HOB overrun",
    "AcceptPages",
    "KVM: entry failed",
    "failed to be accepted. Error",
    "Failed to Validate address",
    "Accepting all memory",
    "SoftReserved [",
    " EFI loader",
    "image failed SBAT verification",
    "SBAT data failed",
    "ExceptionData - ",
    "xit boot services",
    "xit Boot Services",
    "Get memory map",
)
"""Words of lines that are kept whole; some belong to every boot, for what is missing tells, too."""

PATTERN = b"(" + b"|".join(re.escape(w.encode()) for w in TROUBLE) + rb")([^\r\n]*)"

TDX = rb"(tdx: Guest detected)"
ENCRYPTION = rb"(Memory Encryption Features active: [^\r\n]*)"


SOURCE = re.compile(r"^\s*(?:#|//|\*|/\*|\.\.|- )|\w\(\"|//|/\*|``")
"""What stands before such words in programs and in prose."""
CODE = re.compile(r"(?:[;{\\,]|\*/)\s*$")
"""How a line of a program ends."""


def lines(rows: Sequence[Row]) -> Iterator[Quote]:
    """Yield each line as it stands, but for what a timestamp is indented by; none of a program."""
    for row in rows:
        if not (SOURCE.search(row.before) or CODE.search(row.groups[-1])):
            yield Quote(row.line, f"{row.before}{''.join(row.groups)}".strip())


def whole(rows: Sequence[Row]) -> Iterator[Quote]:
    """Yield what is said, without what stands before it."""
    return (Quote(row.line, row.groups[0].strip()) for row in rows)


MESSAGES = LineReader("messages", PATTERN, lines)
PLATFORMS = LineReader("platforms", TDX, whole, heading=ENCRYPTION)
MACHINES = LineReader("machines", rb"DMI: ([^\r\n]*, BIOS [^\r\n]*)", whole)
PROCESSORS = LineReader("processors", rb"smp: Brought up (\d+ nodes?, \d+ CPUs?)", whole)
