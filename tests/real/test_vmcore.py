"""Dumps of real guests: QEMU boots OVMF and a kernel of Debian, to the panic for want of a root.

The dumps are made once, in the cache directory. What a reader finds in them is held against the
serial console, and against each other.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from efitool import formats
from efitool.model.guest_memory import GuestDump
from tests.real import kernels
from tests.real.archive import cache_directory
from tests.real.availability import obtaining

pytestmark = pytest.mark.real

KERNEL = kernels.Spec("trixie", "linux-image-cloud-amd64")
QEMU = "qemu-system-x86_64"
CODE, VARIABLES = Path("/usr/share/OVMF/OVMF_CODE_4M.fd"), Path("/usr/share/OVMF/OVMF_VARS_4M.fd")
END = b"end Kernel panic"
PATIENCE = 300.0
"""Seconds until the kernel has given up, without hardware's help."""
RAM = 512 << 20

DUMPS: dict[str, dict[str, Any]] = {
    "plain.elf": {"paging": False},
    "paging.elf": {"paging": True},
    "zlib.kdump": {"paging": False, "format": "kdump-zlib"},
}


def ask(stream: Any, command: str, **arguments: Any) -> None:
    """Give QEMU an order by its machine protocol, and wait until it is done."""
    stream.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
    stream.flush()
    while "return" not in (answer := json.loads(stream.readline())):
        assert "error" not in answer, answer


def boot(kernel: Path, folder: Path) -> None:
    """Boot until the kernel gives up, and dump the guest's memory in every form."""
    shutil.copy(VARIABLES, folder / "vars.fd")
    with tempfile.TemporaryDirectory() as sockets:
        control = Path(sockets) / "qmp"
        flash = "if=pflash,format=raw"
        qemu = subprocess.Popen(
            [
                *(QEMU, "-machine", "q35", "-m", str(RAM >> 20), "-display", "none"),
                *("-drive", f"{flash},unit=0,readonly=on,file={CODE}"),
                *("-drive", f"{flash},unit=1,file={folder / 'vars.fd'}"),
                *("-kernel", str(kernel), "-append", "console=ttyS0 efi=debug ignore_loglevel"),
                *("-serial", f"file:{folder / 'serial.log'}", "-net", "none", "-monitor", "none"),
                *("-qmp", f"unix:{control},server=on,wait=off", "-no-reboot"),
            ]
        )
        try:
            until = time.monotonic() + PATIENCE
            serial = folder / "serial.log"
            while not (serial.exists() and END in serial.read_bytes()):
                assert time.monotonic() < until, "the kernel did not come to its end"
                time.sleep(1)
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(control))
                stream = connection.makefile("rw")
                stream.readline()
                ask(stream, "qmp_capabilities")
                ask(stream, "stop")
                for name, how in DUMPS.items():
                    ask(stream, "dump-guest-memory", protocol=f"file:{folder / name}", **how)
                ask(stream, "pmemsave", val=0, size=RAM, filename=str(folder / "ram.bin"))
        finally:
            qemu.kill()
            qemu.wait()


@pytest.fixture(scope="module")
def folder(asked: bool) -> Path:
    """Return where the dumps are, made now if they are not there."""
    if not shutil.which(QEMU) or not CODE.exists():
        pytest.skip("qemu-system-x86_64 or OVMF is not installed")
    folder = cache_directory() / "vmcore"
    if not (folder / "ram.bin").exists():
        with obtaining():
            kernel = kernels.obtain(KERNEL)
        folder.mkdir(parents=True, exist_ok=True)
        boot(kernel.path, folder)
    return folder


@pytest.fixture(scope="module")
def dumps(folder: Path) -> dict[str, GuestDump]:
    found = {}
    for name in (*DUMPS, "ram.bin"):
        dump = formats.read(folder / name)
        assert isinstance(dump, GuestDump)
        found[name] = dump
    return found


def lines(log: bytes) -> list[bytes]:
    return [line.rstrip() for line in log.splitlines() if line.startswith(b"[") and line.rstrip()]


def test_every_form_tells_the_same(dumps: dict[str, GuestDump]) -> None:
    plain = dumps["plain.elf"]

    assert [m.name for m in plain.landmarks if m.name in ("memory map", "EFI system table")]
    assert plain.troubles == ()
    for name in ("zlib.kdump", "ram.bin"):
        assert dumps[name].landmarks == plain.landmarks
        assert dumps[name].log == plain.log
        assert dumps[name].kernel_log == plain.kernel_log
    assert dumps["paging.elf"].kernel_log == plain.kernel_log


def test_the_map_in_memory_is_the_one_that_the_kernel_printed(
    dumps: dict[str, GuestDump],
) -> None:
    in_memory, printed = (
        next(m for m in dumps["plain.elf"].log.maps if m.format == form)
        for form in ("memmap-raw", "dmesg-efi")
    )

    assert [(d.type, d.range) for d in in_memory.descriptors] == [
        (d.type, d.range) for d in printed.descriptors
    ]


def test_the_messages_are_those_of_the_console(folder: Path, dumps: dict[str, GuestDump]) -> None:
    console = lines((folder / "serial.log").read_bytes())
    memory = lines(dumps["plain.elf"].kernel_log)

    assert len(memory) > 300
    missing = [line for line in console if line not in set(memory)]
    assert len(missing) <= len(console) // 50, missing[:5]
