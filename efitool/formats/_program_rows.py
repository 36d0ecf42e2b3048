"""The programs that are told apart, and the marks that tell them.

A mark is a text that a program prints or a structure that it needs: not a name by which others
call it, as shim does with GRUB and every boot manager with every boot loader. To add a program,
add a row; the first that fits decides.

Seen in no real file so far: PreLoader, Windows Boot Manager.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Pattern
from typing import NamedTuple, TypeAlias

from efitool.formats import _grub
from efitool.formats._program_contents import Contents
from efitool.model.image import Data
from efitool.model.program import Details

Source: TypeAlias = Callable[[Contents], str | None]
"""A place where a program's version may stand."""


class Row(NamedTuple):
    """One program.

    ``then`` must follow the mark; its groups are ``version`` and what ``name`` has in braces.
    ``versions`` are asked in turn where there is no such group.
    """

    name: str
    mark: bytes
    then: Pattern[bytes] = re.compile(b"")
    versions: tuple[Source, ...] = ()
    details: Callable[[Data, int], Details] | None = None


def wide(text: str) -> bytes:
    """Return the text as UEFI prints it."""
    return text.encode("utf-16-le")


def narrow(text: bytes) -> str:
    """Return a text of ASCII, of one byte or two each."""
    return text.replace(b"\0", b"").decode("ascii", "backslashreplace")


def near(text: bytes, pattern: bytes) -> Source:
    """Read the version from the neighbourhood of the text that it is printed with."""
    compiled = re.compile(pattern)

    def read(contents: Contents) -> str | None:
        match = contents.search_near(text, compiled)
        return narrow(match["version"]) if match else None

    return read


def sbat(component: str) -> Source:
    """Read the version from a component's SBAT entry; ``shim.`` is the first packager's of shim."""

    def read(contents: Contents) -> str | None:
        for entry in contents.image.sbat:
            name = entry.component
            if name == component or (component[-1] == "." and name.startswith(component)):
                return entry.version or None
        return None

    return read


def banner(contents: Contents) -> str | None:
    """Read the version string of the x86 boot protocol."""
    linux = contents.image.linux
    return linux.banner if linux else None


VERSION = rb"(?P<version>\d[\w.+~:-]{0,63})"
WIDE_VERSION = rb"(?P<version>\d\0(?:[\w.+~:-]\0){0,63})"

ROWS = (
    Row(
        "GRUB",
        _grub.MAGIC,
        _grub.INFO,
        (near(b"GNU GRUB  version %s", rb"\0+" + VERSION), sbat("grub")),
        _grub.details,
    ),
    Row(
        "systemd-{what}",
        b"#### LoaderInfo: systemd-",
        re.compile(rb"(?P<what>boot|stub|addon) " + VERSION + rb" ####"),
    ),
    Row("stubble", wide("stubble: Unknown error")),
    Row("shim", b"UEFI SHIM", re.compile(rb"\n\$Version: " + VERSION + rb" \$")),
    Row("MokManager", wide("Perform MOK management"), versions=(sbat("shim."),)),
    Row("fallback", wide("Creating boot entry"), versions=(sbat("shim."),)),
    Row("iPXE", b"ipxe.org/cfg/%s", versions=(sbat("ipxe"),)),
    Row(
        "iPXE",
        b"Installation failed - cannot continue",
        re.compile(rb"\n\0"),
        (banner,),
    ),
    Row(
        "rEFInd {what} driver",
        wide("rEFInd"),
        re.compile(
            b" \0"
            + WIDE_VERSION
            + rb" \0(?P<what>(?:\w\0){1,16})"
            + re.escape(wide(" File System"))
        ),
    ),
    Row(
        "rEFInd",
        wide("rEFInd Version %s"),
        versions=(near(wide("rEFInd Version %s"), rb"\0\0" + WIDE_VERSION), sbat("refind")),
    ),
    Row(
        "fwupd-efi",
        wide("FWUPDATE_VERBOSE"),
        versions=(near(wide("fwupd-efi version"), b" \0" + WIDE_VERSION), sbat("fwupd-efi")),
    ),
    Row("gptsync", wide("gptsync version %s")),
    Row("Memtest86+", b"Memtest86+ v", re.compile(VERSION)),
    Row("UEFI Shell", wide("UEFI %s Shell v%d.%d")),
    Row("Syslinux", b"Syslinux", re.compile(b" " + VERSION + rb" \(EFI; ")),
    Row(
        "Xen",
        wide("Xen"),
        re.compile(b" \0" + WIDE_VERSION + rb"(?s:.{0,128}?)" + re.escape(wide(" EFI loader"))),
    ),
    Row("Xen", b"Xen version %d.%d%s ("),
    Row("U-Boot", b"U-Boot", re.compile(b" " + VERSION + rb" \(\w{3} \d\d \d{4} - ")),
    Row("KeyTool", wide("The Allowed Signatures Database (db)")),
    Row("HashTool", wide("Hash Tool main menu")),
    Row("LockDown", wide("Platform is not in Setup Mode, cannot install Keys")),
    Row("UpdateVars", wide("MoK variables can only be updated in ESL mode")),
    Row("PreLoader", wide("Failed to install override security policy")),
    Row("Windows Boot Manager", b"bootmgfw.pdb"),
)
