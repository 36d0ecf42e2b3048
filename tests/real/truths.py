"""What EFI programs do with GUIDs, from their sources; the comments name the files.

A truth is of a program, whatever machine it was compiled for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

ACCEPTANCE = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
BLOCK_IO = UUID("964e5b21-6459-11d2-8e39-00a0c969723b")
CC_MEASUREMENT = UUID("96751a3d-72f4-41a6-a794-ed5d0e67ae6b")
COMPONENT_NAME = UUID("107a772c-d5e1-11d4-9a46-0090273fc14d")
CONSOLE_CONTROL = UUID("f42f7782-012e-4c12-9956-49f94304f721")
CONSOLE_OUT_DEVICE = UUID("d3b36f2c-d551-11d4-9a46-0090273fc14d")
DEBUG_SUPPORT = UUID("2755590c-6f3c-42fa-9ea4-a3ba543cda25")
DEVICE_PATH = UUID("09576e91-6d3f-11d2-8e39-00a0c969723b")
DISK_IO = UUID("ce345171-ba0b-11d2-8e4f-00a0c969723b")
DRIVER_BINDING = UUID("18a031ab-b443-4d1a-a5c0-0c09261e9f71")
EBC = UUID("13ac6dd1-73d0-11d4-b06b-00aa00bd6de7")
FWUPDATE = UUID("0abba7dc-e516-4167-bbf5-4d9d1c739416")
GLOBAL_VARIABLE = UUID("8be4df61-93ca-11d2-aa0d-00e098032b8c")
GRAPHICS_OUTPUT = UUID("9042a9de-23dc-4a38-96fb-7aded080516a")
IMAGE_SECURITY_DATABASE = UUID("d719b2cb-3d3a-4596-a3bc-dad00e67656f")
LOAD_FILE = UUID("56ec3091-954c-11d2-8e3f-00a0c969723b")
LOAD_FILE2 = UUID("4006c0c1-fcb3-403e-996d-4a6c8724e06d")
LOADED_IMAGE = UUID("5b1b31a1-9562-11d2-8e3f-00a0c969723b")
LOADER = UUID("4a67b082-0a4c-41cf-b6c7-440b29bb8c4f")
MOK_VARIABLE_TABLE = UUID("c451ed2b-9694-45d3-baba-ed9f8988a389")
PCI_IO = UUID("4cf5b200-68b8-4ca5-9eec-b23e3f50029a")
PXE_BASE_CODE = UUID("03c4e603-ac28-11d3-9a2d-0090273fc14d")
SECURITY_ARCH = UUID("a46423e3-4617-49f1-b9ff-d1bfa9115839")
SHELL = UUID("6302d008-7f9b-4f30-87ac-60c9fef5da4e")
SHELL_PARAMETERS = UUID("752f3136-4e16-4fdc-a22a-e5f46812f4ca")
SHIM_IMAGE_LOADER = UUID("1f492041-fadb-4e59-9e57-7cafe73a55ab")
SHIM_LOCK = UUID("605dab50-e046-4300-abb6-3dd810dd8b23")
SIMPLE_FILE_SYSTEM = UUID("964e5b22-6459-11d2-8e39-00a0c969723b")
SIMPLE_NETWORK = UUID("a19832b9-ac25-11d3-9a2d-0090273fc14d")
SYSTEM_RESOURCE_TABLE = UUID("b122a263-3661-4f68-9929-78f8b0d62180")
TCG2 = UUID("607f766c-7455-42be-930b-e4d76db2720f")
TCP4 = UUID("65530bc7-a359-410f-b010-5aadc7ec2b62")

INSTALL = frozenset(
    (
        "InstallProtocolInterface",
        "ReinstallProtocolInterface",
        "InstallMultipleProtocolInterfaces",
    )
)
VARIABLE = frozenset(("GetVariable", "SetVariable"))
LIB_LOCATE_PROTOCOL = frozenset(("LocateHandle", "HandleProtocol"))
"""What gnu-efi's ``LibLocateProtocol()`` calls (lib/hand.c)."""

Services = Mapping[UUID, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Truth:
    """What a program does with GUIDs.

    It passes those of ``calls`` to at least these services, and if ``whole`` to no others and no
    other GUIDs; those of ``never`` to none of these; those of ``linked`` stand in its data, and
    no code refers to them; of those of ``absent`` nothing is seen.
    """

    calls: Services
    never: Services = field(default_factory=dict)
    linked: frozenset[UUID] = frozenset()
    absent: frozenset[UUID] = frozenset((ACCEPTANCE,))
    whole: bool = False


def calls(text: str) -> frozenset[str]:
    """Return services by their names."""
    return frozenset(text.split())


GNU_EFI = frozenset((EBC, DEBUG_SUPPORT))
"""Protocols of gnu-efi's lib/data.c, which programs are linked with whole; for nobody's use."""

SHIM = Truth(
    calls={
        SHIM_LOCK: VARIABLE
        | calls("InstallMultipleProtocolInterfaces UninstallMultipleProtocolInterfaces"),
        SHIM_IMAGE_LOADER: calls("InstallMultipleProtocolInterfaces"),
        MOK_VARIABLE_TABLE: calls("InstallConfigurationTable"),
        LOADED_IMAGE: calls("HandleProtocol"),
        SIMPLE_FILE_SYSTEM: calls("HandleProtocol LocateDevicePath"),
        LOAD_FILE2: calls("HandleProtocol LocateDevicePath"),
        TCG2: LIB_LOCATE_PROTOCOL,
        CC_MEASUREMENT: LIB_LOCATE_PROTOCOL,
        GLOBAL_VARIABLE: calls("GetVariable"),
    },
    linked=GNU_EFI | {TCP4, PCI_IO},
    absent=frozenset((ACCEPTANCE, LOADER)),
)
"""shim.c, mok.c, tpm.c, loader-proto.c."""

MOK_MANAGER = Truth(
    calls={SHIM_LOCK: VARIABLE | LIB_LOCATE_PROTOCOL, GLOBAL_VARIABLE: calls("GetVariable")},
    never={SHIM_LOCK: INSTALL},
    linked=GNU_EFI | {TCP4, PCI_IO},
    absent=frozenset((ACCEPTANCE, LOADER)),
)
"""MokManager.c: locates shim's protocol, and changes the variables that it stands for."""

FALLBACK = Truth(
    calls={
        GLOBAL_VARIABLE: VARIABLE,
        SHIM_LOCK: VARIABLE,
        LOADED_IMAGE: calls("HandleProtocol"),
        SIMPLE_FILE_SYSTEM: calls("HandleProtocol"),
        TCG2: LIB_LOCATE_PROTOCOL,
    },
    never={SHIM_LOCK: INSTALL | LIB_LOCATE_PROTOCOL},
    linked=GNU_EFI | {TCP4, PCI_IO},
    absent=frozenset((ACCEPTANCE, LOADER)),
)
"""fallback.c."""

GRUB = Truth(
    calls={
        SHIM_LOCK: calls("LocateProtocol GetVariable"),
        GLOBAL_VARIABLE: calls("GetVariable"),
        CONSOLE_CONTROL: calls("LocateProtocol"),
        BLOCK_IO: calls("LocateHandle OpenProtocol"),
        LOADED_IMAGE: calls("OpenProtocol"),
        DEVICE_PATH: calls("OpenProtocol"),
    },
    never={SHIM_LOCK: INSTALL},
    linked=frozenset((TCG2,)),
    absent=frozenset((ACCEPTANCE, LOADER)),
)
"""grub-core/kern/efi/{efi,init,mm,sb}.c, disk/efi/efidisk.c, term/efi/console.c: in the kernel,
not in a module, since 2.06. The module tpm stands in the section mods, whose code is not
followed."""

SYSTEMD_BOOT = Truth(
    calls={
        LOADER: VARIABLE,
        SHIM_LOCK: calls("LocateProtocol"),
        SECURITY_ARCH: calls("LocateProtocol"),
        GLOBAL_VARIABLE: VARIABLE,
        LOADED_IMAGE: calls("HandleProtocol"),
        SIMPLE_FILE_SYSTEM: calls("HandleProtocol"),
        LOAD_FILE2: calls("InstallMultipleProtocolInterfaces"),
    },
    never={SHIM_LOCK: INSTALL},
)
"""src/boot/{boot,shim,secure-boot,initrd}.c."""

SYSTEMD_STUB = Truth(
    calls={
        LOADER: calls("SetVariable"),
        LOAD_FILE2: calls("InstallMultipleProtocolInterfaces"),
        TCG2: calls("LocateProtocol"),
        GRAPHICS_OUTPUT: calls("LocateProtocol"),
    },
    never={SHIM_LOCK: INSTALL},
)
"""src/boot/{stub,initrd,splash}.c."""

SYSTEMD_ADDON = Truth(calls={}, whole=True)
"""An addon is a container: its code returns at once."""

IPXE = Truth(
    calls={
        SIMPLE_NETWORK: calls("InstallMultipleProtocolInterfaces OpenProtocol"),
        LOAD_FILE: calls("InstallMultipleProtocolInterfaces"),
        SIMPLE_FILE_SYSTEM: calls("InstallMultipleProtocolInterfaces"),
        SHIM_LOCK: calls("LocateProtocol"),
        LOADED_IMAGE: calls("OpenProtocol"),
    },
    never={SHIM_LOCK: INSTALL},
    absent=frozenset((ACCEPTANCE, LOADER)),
)
"""src/interface/efi/{efi_snp,efi_file,efi_shim,efi_init}.c; efi_open() is OpenProtocol()."""

IPXE_2019 = Truth(
    calls={
        SIMPLE_NETWORK: calls("InstallMultipleProtocolInterfaces OpenProtocol"),
        LOAD_FILE: calls("InstallMultipleProtocolInterfaces"),
        SIMPLE_FILE_SYSTEM: calls("InstallMultipleProtocolInterfaces"),
        LOADED_IMAGE: calls("OpenProtocol"),
    },
    absent=frozenset((ACCEPTANCE, LOADER, SHIM_LOCK)),
)
"""Before efi_shim.c, which is of 2023."""

REFIND = Truth(
    calls={
        LOADED_IMAGE: calls("HandleProtocol"),
        SHIM_LOCK: calls("LocateProtocol"),
        SECURITY_ARCH: calls("LocateProtocol"),
        LOADER: VARIABLE,
        GLOBAL_VARIABLE: VARIABLE,
        GRAPHICS_OUTPUT: LIB_LOCATE_PROTOCOL,
        CONSOLE_CONTROL: LIB_LOCATE_PROTOCOL,
        BLOCK_IO: calls("HandleProtocol"),
    },
    never={SHIM_LOCK: INSTALL, SIMPLE_FILE_SYSTEM: INSTALL, DRIVER_BINDING: INSTALL},
    linked=GNU_EFI,
)
"""refind/{main,lib,install}.c, mok/{mok,security_policy}.c, libeg/screen.c."""

REFIND_DRIVER = Truth(
    calls={
        DRIVER_BINDING: calls("InstallProtocolInterface"),
        COMPONENT_NAME: calls("InstallProtocolInterface"),
        SIMPLE_FILE_SYSTEM: calls("InstallMultipleProtocolInterfaces OpenProtocol"),
        DISK_IO: calls("OpenProtocol CloseProtocol"),
        BLOCK_IO: calls("OpenProtocol"),
    },
    linked=GNU_EFI,
    absent=frozenset((ACCEPTANCE, LOADER, SHIM_LOCK)),
)
"""filesystems/fsw_efi.c."""

GPTSYNC = Truth(
    calls={BLOCK_IO: calls("LocateHandleBuffer HandleProtocol")},
    never={SIMPLE_FILE_SYSTEM: INSTALL},
    linked=GNU_EFI | {DISK_IO, DRIVER_BINDING},
    absent=frozenset((ACCEPTANCE, LOADER, SHIM_LOCK)),
)
"""gptsync/os_efi.c."""

MEMTEST = Truth(
    calls={
        LOADED_IMAGE: calls("HandleProtocol"),
        CONSOLE_OUT_DEVICE: calls("HandleProtocol"),
        GRAPHICS_OUTPUT: LIB_LOCATE_PROTOCOL,
    },
    whole=True,
)
"""boot/efisetup.c: it has no other calls with GUIDs."""

UEFI_SHELL = Truth(
    calls={
        SHELL: calls("InstallProtocolInterface"),
        SHELL_PARAMETERS: calls("InstallProtocolInterface"),
        LOADED_IMAGE: calls("OpenProtocol"),
        DEVICE_PATH: calls("OpenProtocol"),
    },
    never={SIMPLE_FILE_SYSTEM: INSTALL, BLOCK_IO: INSTALL},
    absent=frozenset((LOADER, SHIM_LOCK)),
)
"""ShellPkg/Application/Shell/{Shell,ShellProtocol,ShellParametersProtocol}.c."""

XEN = Truth(
    calls={
        LOADED_IMAGE: calls("HandleProtocol"),
        SIMPLE_FILE_SYSTEM: calls("HandleProtocol"),
        SHIM_LOCK: calls("LocateProtocol"),
        GRAPHICS_OUTPUT: calls("LocateHandle HandleProtocol"),
        SYSTEM_RESOURCE_TABLE: calls("InstallConfigurationTable"),
        PCI_IO: calls("LocateHandle HandleProtocol"),
    },
    never={SHIM_LOCK: INSTALL},
    absent=frozenset((ACCEPTANCE, LOADER)),
)
"""xen/common/efi/boot.c."""

FWUPD = Truth(
    calls={
        FWUPDATE: VARIABLE,
        SHIM_LOCK: calls("GetVariable"),
        GRAPHICS_OUTPUT: calls("LocateHandle OpenProtocol"),
        LOADED_IMAGE: calls("HandleProtocol"),
    },
    never={SHIM_LOCK: INSTALL | {"LocateProtocol", "SetVariable"}},
    linked=GNU_EFI | {TCP4, PCI_IO},
    absent=frozenset((ACCEPTANCE, LOADER)),
)
"""efi/{fwupdate,fwup-efi}.c."""

SYSLINUX = Truth(
    calls={
        LOADED_IMAGE: calls("HandleProtocol"),
        PXE_BASE_CODE: LIB_LOCATE_PROTOCOL,
        TCP4: calls("OpenProtocol"),
        DISK_IO: calls("HandleProtocol"),
        GRAPHICS_OUTPUT: calls("HandleProtocol"),
    },
    linked=GNU_EFI | {DRIVER_BINDING, SIMPLE_NETWORK},
    absent=frozenset((ACCEPTANCE, LOADER, SHIM_LOCK)),
)
"""efi/{main,pxe,tcp,udp,vesa}.c."""

KEY_TOOL = Truth(
    calls={
        SHIM_LOCK: calls("GetVariable"),
        GLOBAL_VARIABLE: VARIABLE,
        IMAGE_SECURITY_DATABASE: calls("GetVariable"),
        SIMPLE_FILE_SYSTEM: calls("LocateHandleBuffer HandleProtocol"),
    },
    never={SHIM_LOCK: INSTALL},
    linked=GNU_EFI | {TCP4, PCI_IO},
    absent=frozenset((ACCEPTANCE, LOADER)),
)
"""KeyTool.c, LockDown.c, HelloWorld.c, lib/*.c of efitools."""

LOCK_DOWN = Truth(
    calls={
        GLOBAL_VARIABLE: VARIABLE,
        IMAGE_SECURITY_DATABASE: calls("SetVariable"),
    },
    linked=GNU_EFI | {TCP4, PCI_IO, SHIM_LOCK},
    absent=frozenset((ACCEPTANCE, LOADER)),
)
HELLO_WORLD = Truth(
    calls={LOADED_IMAGE: calls("HandleProtocol")},
    linked=GNU_EFI | {TCP4, PCI_IO, DISK_IO},
    absent=frozenset((ACCEPTANCE, LOADER, SHIM_LOCK)),
)
