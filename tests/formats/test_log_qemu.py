"""QEMU's command line in scripts and logs."""

from __future__ import annotations

import pytest

from efitool.formats import guest_log
from efitool.model.qemu import QemuCommandLine


def read(text: str) -> tuple[QemuCommandLine, ...]:
    return guest_log.decode(text.encode(), thorough=True).qemu


TD = r"""#!/bin/sh
exec qemu-system-x86_64 -machine q35,kernel-irqchip=split,confidential-guest-support=tdx0 \
  -object tdx-guest,id=tdx0 -object memory-backend-ram,id=mem0,size=8G -cpu host -smp 4,maxcpus=8 \
  -m 8G,slots=2,maxmem=16G -bios /usr/share/OVMF.inteltdx.fd \
  -kernel vmlinuz -append "console=ttyS0 efi=debug" -device pc-dimm,id=dimm1,memdev=mem0
"""


def test_a_trust_domain() -> None:
    (line,) = read(TD)

    assert line.line == 2
    assert (
        line[2:]
        == QemuCommandLine(
            2,
            "",
            machine="q35",
            memory=8 << 30,
            processors=4,
            confidential="tdx-guest",
            firmware=("/usr/share/OVMF.inteltdx.fd",),
            kernel="vmlinuz",
            append="console=ttyS0 efi=debug",
            devices=("pc-dimm,id=dimm1,memdev=mem0",),
        )[2:]
    )
    assert line.text.startswith("qemu-system-x86_64 -machine q35,")


def test_flash_and_mebibytes() -> None:
    (line,) = read(
        "/usr/libexec/qemu-kvm -M pc -m 4096 -drive if=pflash,format=raw,file=CODE.fd"
        " -drive if=none,file=disk.img"
    )

    assert (line.machine, line.memory, line.confidential) == ("pc", 4 << 30, None)
    assert line.firmware == ("CODE.fd",)


@pytest.mark.parametrize(
    ("given", "size"),
    [("256M", 1 << 28), ("size=2G", 2 << 30), ("1T", 1 << 40), ("many", None), ("512", 1 << 29)],
)
def test_sizes(given: str, size: int | None) -> None:
    assert read(f"qemu-system-x86_64 -machine q35 -m {given}")[0].memory == size


def test_libvirt_names_the_object_elsewhere() -> None:
    (line,) = read(
        "qemu-system-x86_64 -machine pc-q35-9.2,memory-encryption=lsec0 -m size=4194304k"
        ' -object \'{"qom-type":"x"}\' -object sev-snp-guest,id=lsec0,cbitpos=51'
    )

    assert line.confidential == "sev-snp-guest"
    assert line.memory == 4 << 30


def test_messages_are_none() -> None:
    text = "qemu-system-x86_64: warning: no memory\nLinux version 6.1 #1\n"

    assert read(text) == ()


def test_a_quotation_that_is_cut() -> None:
    assert read("qemu-system-x86_64 -m 1G -append 'console=ttyS0")[0].memory == 1 << 30
