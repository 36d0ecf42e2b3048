"""Each program by what it holds, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats import efi_image
from efitool.formats._program import identify
from efitool.formats._program_contents import MAX_PLACES, MAX_SEARCHED, Contents
from efitool.formats._program_rows import ROWS
from efitool.model.image import Image, ImageType
from efitool.model.pe import CodeView, DebugEntry, DebugType
from efitool.model.program import Program
from tests import build
from tests.build import Section
from tests.formats.test_grub import module, modules

TEXT = Section(b".text", 0x1000, bytes(16))


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def image(content: bytes, sbat: bytes = b"", name: bytes = b".data") -> Image:
    sections = [TEXT, Section(name, 0x1100, content, build.DATA)]
    if sbat:
        sections.append(Section(b".sbat", 0x200000, sbat, build.DATA))
    return efi_image.decode(build.pe(*sections))


def grub(version: bytes = b"the first 3\0GNU GRUB  version %s\0\0\x002.12-9\0") -> bytes:
    built_in = ((0, module(b"boot\0", 64)), (3, b"/EFI/debian\0"))
    return b"mov eax, mimg: no module\0" + version + modules(*built_in, bits=64)


PROGRAMS = [
    (grub(), "GRUB", "2.12-9"),
    (b"#### LoaderInfo: systemd-boot 257.2-1 ####", "systemd-boot", "257.2-1"),
    (b"#### LoaderInfo: systemd-stub 252.39-1~deb12u2 ####\0", "systemd-stub", "252.39-1~deb12u2"),
    (b"#### LoaderInfo: systemd-addon 257 ####", "systemd-addon", "257"),
    (wide("stubble: Unknown error, halting.\0"), "stubble", None),
    (b"UEFI SHIM\n$Version: 16.1 $\n$BuildMachine: Linux $\n\0", "shim", "16.1"),
    (wide("Perform MOK management\0"), "MokManager", None),
    (wide('Creating boot entry "%s" with label "%s"\0'), "fallback", None),
    (b"See https://ipxe.org/cfg/%s for further information\0", "iPXE", None),
    (wide("rEFInd 0.14.2 iso9660 File System Driver\0"), "rEFInd iso9660 driver", "0.14.2"),
    (b"\x9c\0\0\0" + wide("0.14.2\0rEFInd Version %s\0"), "rEFInd", "0.14.2"),
    (wide("FWUPDATE_VERBOSE\0"), "fwupd-efi", None),
    (wide("FWUPDATE_VERBOSE\0...fwupd-efi version 1.9\0"), "fwupd-efi", "1.9"),
    (wide("gptsync version %s\ncopyright"), "gptsync", None),
    (b"      Memtest86+ v8.10\0", "Memtest86+", "8.10"),
    (wide("UEFI %s Shell v%d.%d\r\n\0"), "UEFI Shell", None),
    (b"\r\nUser-Agent: Syslinux/6.04\0Syslinux 6.04 (EFI; 20250811)\n", "Syslinux", "6.04"),
    (wide("Xen\0Xen 4.20.5-pre (c/s ) EFI loader\r\n\0"), "Xen", "4.20.5-pre"),
    (b"U-Boot SPL\0U-Boot 2025.01-3 (Jun 08 2026 - 12:48:23 +0000)\0", "U-Boot", "2025.01-3"),
    (wide("The Allowed Signatures Database (db)\0"), "KeyTool", None),
    (wide("Hash Tool main menu\0"), "HashTool", None),
    (wide("Platform is not in Setup Mode, cannot install Keys\n\0"), "LockDown", None),
    (wide("MoK variables can only be updated in ESL mode\n\0"), "UpdateVars", None),
    (wide("Failed to install override security policy\0"), "PreLoader", None),
    (b"RSDS................\1\0\0\0bootmgfw.pdb\0", "Windows Boot Manager", None),
]


@pytest.mark.parametrize(("content", "name", "version"), PROGRAMS, ids=lambda v: str(v)[:24])
def test_each_by_its_mark_and_by_no_other(content: bytes, name: str, version: str | None) -> None:
    subject = image(b"\x90" * 77 + content)
    program = subject.program

    assert program is not None
    assert (program.name, program.version) == (name, version)
    assert subject.data.find(content[:3]) <= program.offset < len(subject.data)
    contents = Contents(subject)
    assert len([row for row in ROWS if contents.search(row.mark, row.then)]) == 1


def test_every_row_has_a_sample() -> None:
    samples = [image(content) for content, _, _ in PROGRAMS]
    seen = {row for row in ROWS for s in samples if Contents(s).search(row.mark, row.then)}

    assert {row.name for row in ROWS} == {row.name for row in seen}


@pytest.mark.parametrize(
    "content",
    [
        b"\\EFI\\BOOT\\grubx64.efi, shimx64.efi, systemd-bootx64.efi, MokManager.efi, ipxe.efi",
        wide("rEFInd Boot Manager could start GRUB, Syslinux, Xen, a UEFI Shell or memtest86+"),
        b"mimg: GRUB's magic, as its code compares it",
        b"#### LoaderInfo: rescue 1.0 ####",
        b"Memtest86+ version?",
        b"sbat,1,2025021800\nshim,4\ngrub,5\n",
    ],
)
def test_a_name_in_passing_is_no_mark(content: bytes) -> None:
    assert image(content).program is None


@pytest.mark.parametrize(
    ("content", "sbat", "version"),
    [
        (
            wide("Perform MOK management"),
            b"shim,4,UEFI shim,shim,1,u\nshim.x,1,X,shim,16.1,u",
            "16.1",
        ),
        (wide("Creating boot entry"), b"shim,4,UEFI shim,shim,1,u\nshim.x,1,X,shim,15.8,u", "15.8"),
        (b"https://ipxe.org/cfg/%s", b"ipxe,1,iPXE,ipxe.efi,2.0.0,u", "2.0.0"),
        (b"https://ipxe.org/cfg/%s", b"ipxe.x,1,iPXE,ipxe.efi,2.0.0,u", None),
        (wide("FWUPDATE_VERBOSE"), b"fwupd-efi,1,F,fwupd-efi,1.4,u", "1.4"),
        (wide("rEFInd Version %s"), b"refind,1,R,refind,0.14.1,u", "0.14.1"),
        (grub(version=b""), b"grub,5,F,grub,2.12,u\ngrub.x,2,X,grub2,2.12-9,u", "2.12"),
    ],
)
def test_a_version_that_only_sbat_states(content: bytes, sbat: bytes, version: str | None) -> None:
    program = image(content, b"sbat,1,SBAT Version,sbat,1,u\n" + sbat).program
    assert program is not None
    assert program.version == version


def test_what_is_built_into_grub() -> None:
    subject = image(grub())
    program = subject.program

    assert program == Program(
        "GRUB",
        "2.12-9",
        "mimg",
        subject.data.rfind(b"mimg"),
        (("prefix", ("/EFI/debian",)), ("modules", ("boot",))),
    )


def test_the_mark_may_stand_behind_all_sections() -> None:
    data = build.pe(TEXT) + b"#### LoaderInfo: systemd-boot 252.39 ####\0"
    program = efi_image.decode(data).program
    assert program == Program(
        "systemd-boot", "252.39", "#### LoaderInfo: systemd-", len(build.pe(TEXT))
    )


@pytest.mark.parametrize(
    ("text", "name", "version"),
    [
        (b"\nInstallation failed - cannot continue\n\0", "iPXE", "2.0.0+dfsg-5"),
        (b"Memtest86+ v6.10\0", "Memtest86+", "6.10"),
    ],
)
def test_an_x86_boot_image_has_no_sections(text: bytes, name: str, version: str) -> None:
    data = bytearray(build.bzimage(banner=b"2.0.0+dfsg-5", payload=b"", stub=None))
    data[0x900 : 0x900 + len(text)] = text
    found = efi_image.decode(bytes(data))

    assert found.type is ImageType.X86_BOOT_IMAGE
    assert found.program is not None
    assert (found.program.name, found.program.version) == (name, version)


@pytest.mark.parametrize(
    ("path", "name", "module"),
    [
        (
            "/b/Build/OvmfX64/DEBUG_GCC5/X64/OvmfPkg/AmdSevDxe/AmdSevDxe/DEBUG/AmdSevDxe.dll",
            "AmdSevDxe",
            "OvmfPkg/AmdSevDxe/AmdSevDxe",
        ),
        (
            r"c:\w\Build\Shell\RELEASE_VS2019\IA32\ShellPkg\Application\Shell\Shell\DEBUG\Shell.pdb",
            "Shell",
            r"ShellPkg\Application\Shell\Shell",
        ),
        (r"D:\tools\flash.pdb", "flash", None),
        ("tool.pdb", "tool", None),
    ],
)
def test_a_program_is_named_as_its_debug_information(
    path: str, name: str, module: str | None
) -> None:
    subject = image(b"")
    assert subject.pe is not None
    entry = DebugEntry(DebugType.CODEVIEW, 0, 0, 0x77, 1, CodeView("RSDS", bytes(16), 1, path))
    program = identify(subject._replace(pe=subject.pe._replace(debug=(entry,))))

    details = (("edk2 module", (module,)),) if module else ()
    assert program == Program(name, None, path, 0x77, details)


def test_a_package_is_named_as_sbat_names_it() -> None:
    program = image(b"", b"sbat,1,SBAT Version,sbat,1,u\ntool.x,1,X,x-tool,3.1,u").program
    assert program == Program("x-tool", "3.1", "SBAT component tool.x", 0x200000)


@pytest.mark.parametrize("component", [b"uki", b"uki-addon", b"sbat"])
def test_what_sbat_says_of_no_package_names_none(component: bytes) -> None:
    entry = component + b",1,UKI,uki,1,https://uapi-group.org/"
    assert image(b"", entry).program is None
    after = image(b"", entry + b"\ntool.x,1,X,x-tool,3.1,u").program
    assert after is not None
    assert after.name == "x-tool"


def test_an_unknown_program_of_gnu_efi() -> None:
    program = image(bytes(16), name=b".dynamic").program
    assert program == Program("gnu-efi program", None, "section .dynamic", 0x1100)


def test_an_unknown_program() -> None:
    assert image(bytes(16)).program is None


def test_a_kernel_is_no_program() -> None:
    assert efi_image.decode(build.bzimage(stub=b"U-Boot 2025.01 (Jun 08 2026 - ")).program is None


def test_the_search_is_bounded() -> None:
    mark = b"UEFI SHIM\n$Version: 16.1 $"
    for distance, found in ((MAX_SEARCHED - len(mark), True), (MAX_SEARCHED, False)):
        data = build.pe(Section(b".text", 0x1000, bytes(distance) + mark))
        assert (efi_image.decode(data).program is not None) is found


def test_the_search_is_bounded_for_all_sections_together() -> None:
    mark = b"UEFI SHIM\n$Version: 16.1 $"
    half = MAX_SEARCHED // 2
    for size, found in ((half - len(mark), True), (half, False)):
        first = Section(b".text", 0x1000, bytes(half))
        second = Section(b".data", 0x1000 + half, bytes(size) + mark, build.DATA)
        assert (efi_image.decode(build.pe(first, second)).program is not None) is found


def test_a_mark_in_thousands_of_places_is_given_up() -> None:
    stutter = b"UEFI SHIM" * MAX_PLACES
    for content, found in ((stutter[9:], True), (stutter, False)):
        program = image(content + b"UEFI SHIM\n$Version: 16.1 $").program
        assert (program is not None) is found


@settings(deadline=None)
@given(data=st.data())
def test_noise_has_some_name_or_none(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(PROGRAMS))[0])
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    program = image(bytes(content)).program
    assert program is None or program.name
