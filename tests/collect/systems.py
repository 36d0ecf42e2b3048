"""A small running system as a tree of files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

RELEASE = "6.12.1-a+b"
LINUX: Mapping[str, bytes] = {
    "dev/kmsg": (
        b"5,0,0,-;Linux version 6.12.1-a+b (x@y) #1 SMP\n"
        b"6,1,0,-;Command line: accept_memory=lazy pw=secret\n"
    ),
    "proc/cmdline": b"accept_memory=lazy pw=secret\n",
    "proc/version": b"Linux version 6.12.1-a+b (x@y) #1 SMP\n",
    "proc/sys/kernel/osrelease": b"6.12.1-a+b\n",
    "proc/meminfo": b"MemTotal:        1000000 kB\nUnaccepted:       500000 kB\n",
    "proc/iomem": b"00001000-0009ffff : System RAM\n00100000-3fffffff : System RAM\n",
    "proc/cpuinfo": b"flags : tdx_guest\n" * 1000,
    "usr/lib/os-release": b"ID=debian\n",
    **{
        f"sys/firmware/memmap/{n}/{field}": f"{value}\n".encode()
        for n, fields in enumerate(
            [
                {"start": "0x0", "end": "0x9ffff", "type": "System RAM"},
                *[
                    {"start": hex(n << 20), "end": hex((n + 1 << 20) - 1), "type": "Reserved"}
                    for n in range(1, 12)
                ],
            ]
        )
        for field, value in fields.items()
    },
    **{
        f"sys/firmware/efi/runtime-map/0/{field}": value
        for field, value in {
            "type": b"0x6\n",
            "phys_addr": b"0x7f000000\n",
            "virt_addr": b"0xfffffffeff000000\n",
            "num_pages": b"0x10\n",
            "attribute": b"0x800000000000000f\n",
        }.items()
    },
    "sys/firmware/acpi/tables/SRAT": b"SRAT",
    "sys/firmware/acpi/tables/SSDT1": b"SSDT",
    "sys/firmware/acpi/tables/MSDM": b"MSDM licence",
    "sys/firmware/efi/efivars/Secret-0": b"variable",
    "sys/devices/system/memory/memory9/state": b"online\n",
    "sys/devices/system/memory/memory10/state": b"offline\n",
    "boot/vmlinuz-6.12.1-a+b": b"MZ kernel",
    "boot/vmlinuz-5.0": b"MZ another",
    "root/.ssh/id_rsa": b"private",
}


def linux(root: Path, files: Mapping[str, bytes] = LINUX) -> Path:
    """Write the files of a system below a directory, and return it."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / "etc").mkdir(exist_ok=True)
    if not (root / "etc/os-release").is_symlink():
        (root / "etc/os-release").symlink_to("../usr/lib/os-release")
    return root
