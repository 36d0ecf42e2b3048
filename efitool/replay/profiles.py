"""Firmware and kernels by name: everything in which they differ is a row here."""

from __future__ import annotations

from efitool.model.memmap import MemoryType
from efitool.model.ranges import BEYOND
from efitool.replay.scenario import (
    GIB,
    AcpiMemory,
    FirmwareProfile,
    Indications,
    KernelProfile,
    Path,
    Platform,
)

BINS = frozenset(
    {
        MemoryType.RESERVED,
        MemoryType.RUNTIME_SERVICES_CODE,
        MemoryType.RUNTIME_SERVICES_DATA,
    }
)
"""Three bins, as OVMF was seen to have: 146 descriptors asked for, 140 returned."""

FIRMWARE = {
    p.name: p
    for p in (
        FirmwareProfile(
            "edk2-sev-snp",
            "edk2 for AMD SEV-SNP since 202302: it accepts everything at the first "
            "ExitBootServices(), unless the loader has called AllowUnacceptedMemory()",
            "edk2-stable202302, OvmfPkg/AmdSevDxe/AmdSevDxe.c, AcceptAllMemory()",
            protocol=True,
            accepts_at_exit=True,
            bins=BINS,
            bound=True,
        ),
        FirmwareProfile(
            "edk2-sev-snp-202211",
            "edk2 for AMD SEV-SNP up to 202211: it accepts everything before any loader",
            "edk2, OvmfPkg/PlatformPei/AmdSev.c before commit 0d129ef7c3",
            accepted_below=BEYOND,
            bins=BINS,
            bound=True,
        ),
        FirmwareProfile(
            "edk2-tdx",
            "edk2 for Intel TDX since 202211: it accepts what lies below 4 GiB, which is 2 GiB of "
            "memory on q35, and leaves the rest without being asked",
            "edk2-stable202211, OvmfPkg/IntelTdx; d1e41c620fb1",
            platform=Platform.TDX,
            accepted_below=4 * GIB,
            bins=BINS,
            bound=True,
        ),
        FirmwareProfile(
            "edk2-tdx-202208",
            "edk2 for Intel TDX up to 202208: it accepts everything before any loader",
            "edk2-stable202208, OvmfPkg/IntelTdx",
            platform=Platform.TDX,
            accepted_below=BEYOND,
            bins=BINS,
            bound=True,
        ),
        FirmwareProfile(
            "pre-accepted",
            "Everything is accepted before the firmware runs, as by a paravisor",
            "OpenVMM, openhcl; microsoft/openvmm, issue 836",
            paravisor=True,
            accepted_below=BEYOND,
        ),
        FirmwareProfile(
            "td-shim-lazy",
            "td-shim with lazy-accept: it accepts 256 MiB and what does not fill units of 2 MiB; "
            "played as if it handed its map over as UEFI firmware does, which it does not",
            "td-shim, feature lazy-accept",
            platform=Platform.TDX,
            accepted_below=GIB // 4,
            accepts_edges=True,
            bound=True,
        ),
        FirmwareProfile(
            "td-shim-eager",
            "td-shim without lazy-accept: it accepts everything before its payload",
            "td-shim without the feature lazy-accept",
            platform=Platform.TDX,
            accepted_below=BEYOND,
            bound=True,
        ),
        FirmwareProfile(
            "accept-all-no-protocol",
            "The protocol is gone, and everything is accepted at the first ExitBootServices()",
            "no such firmware yet; edk2-stable202302, AcceptAllMemory() without its protocol",
            accepts_at_exit=True,
            simulated=True,
            bins=BINS,
        ),
        FirmwareProfile(
            "protocol-phased-out",
            "The protocol is gone, and nothing is accepted: kernels have to know",
            "no such firmware yet; it is what was meant to come once old kernels are gone",
            simulated=True,
            bins=BINS,
        ),
        FirmwareProfile(
            "menu-expose",
            "A setting of the firmware, on: unaccepted memory is left to the kernel",
            "no such firmware known",
            simulated=True,
        ),
        FirmwareProfile(
            "menu-hide",
            "A setting of the firmware, off: everything is accepted before any loader",
            "no such firmware known",
            accepted_below=BEYOND,
            simulated=True,
        ),
        FirmwareProfile(
            "osindications",
            "A kernel asks in OsIndications, and gets unaccepted memory from the next boot on",
            "no such bit is defined; UEFI 2.10, 8.5.4",
            indications=Indications(),
            simulated=True,
        ),
        FirmwareProfile(
            "osindications-volatile",
            "A kernel asks in OsIndications, and firmware forgets it with each reset",
            "no such bit is defined; OVMF on SEV-SNP, started with -bios",
            indications=Indications(volatile=True),
            simulated=True,
        ),
        FirmwareProfile(
            "osindications-unknown",
            "A kernel asks in OsIndications, and firmware deletes what it does not know",
            "edk2, MdeModulePkg/Universal/BdsDxe/BdsEntry.c, BdsFormalizeOSIndicationVariable()",
            indications=Indications(supported=False),
            simulated=True,
        ),
        FirmwareProfile(
            "acpi-coldplug",
            "Unaccepted memory is not in the map: ACPI objects have it, and accept it through PRM",
            "no such firmware known; ACPI 6.5, 9.11; Platform Runtime Mechanism 1.1",
            acpi=AcpiMemory.INSTEAD,
            simulated=True,
        ),
        FirmwareProfile(
            "acpi-double-claim",
            "Unaccepted memory is in the map, and ACPI objects that accept nothing have it too",
            "QEMU with a DIMM that firmware reports as unaccepted",
            acpi=AcpiMemory.AS_WELL,
        ),
    )
}
"""Every firmware, by name."""

LINUX_6_6 = KernelProfile(
    "linux-6.6",
    "Its stub decompresses the kernel itself; the table lies in memory that kexec leaves alone",
    "Linux v6.6, drivers/firmware/efi/libstub/unaccepted_memory.c",
    frees_map=True,
    rounds_to_pages=False,
    batches_in_stub=True,
    accepts_segments=False,
    guards_vmcore=False,
)

LINUX_7_2 = KernelProfile(
    "linux-7.2",
    "As linux-7.0; nothing in this has changed up to 7.3-rc7",
    "Linux v7.2, drivers/firmware/efi/libstub/unaccepted_memory.c",
)

KERNELS = {
    p.name: p
    for p in (
        KernelProfile(
            "linux-6.1",
            "It does not know unaccepted memory, and drops it",
            "Linux v6.1, drivers/firmware/efi/libstub/x86-stub.c, setup_e820()",
            handles_unaccepted=False,
            calls_protocol=False,
            slack=8,
            sizes_only=True,
            rounds_to_pages=False,
            decompresses_late=True,
            removes_mmio=False,
            accepts_segments=False,
            guards_vmcore=False,
        ),
        LINUX_6_6._replace(
            name="linux-6.5",
            summary="The first that handles unaccepted memory: it decompresses itself after boot "
            "services, and its table lies where kexec may overwrite it",
            reference="Linux v6.5, drivers/firmware/efi/libstub/unaccepted_memory.c",
            table_type=MemoryType.LOADER_DATA,
            decompresses_late=True,
        ),
        LINUX_6_6,
        LINUX_6_6._replace(
            name="linux-6.8",
            summary="As linux-6.6; /proc/vmcore leaves out what is unaccepted",
            reference="Linux v6.8, drivers/firmware/efi/unaccepted_memory.c, "
            "unaccepted_memory_init_kdump()",
            guards_vmcore=True,
        ),
        LINUX_6_6._replace(
            name="linux-6.12",
            summary="The page allocator accepts before it looks at watermarks; stable up to "
            "6.12.117, whose stub accepts on SEV-SNP page by page since 6.12.25",
            reference="Linux v6.12.117, mm/page_alloc.c, cond_accept_memory()",
            batches_in_stub=False,
            guards_vmcore=True,
        ),
        LINUX_6_6._replace(
            name="linux-6.15",
            summary="As linux-6.12; kexec accepts where it will copy the next kernel",
            reference="Linux v6.15, kernel/kexec_core.c",
            batches_in_stub=False,
            accepts_segments=True,
            guards_vmcore=True,
        ),
        LINUX_7_2._replace(
            name="linux-7.0",
            summary="As linux-6.15; what is asked for is rounded to pages",
            reference="Linux v7.0, commit 948a013a54c4, accept_memory()",
        ),
        LINUX_7_2,
        KernelProfile(
            "grub-legacy",
            "GRUB boots Linux without the kernel's EFI stub: unaccepted memory is reserved, "
            "whatever the kernel can do; boot services are left in a loop without a bound",
            "GRUB 2.12, grub-core/kern/efi/mm.c, grub_efi_finish_boot_services()",
            path=Path.GRUB,
            handles_unaccepted=False,
            calls_protocol=False,
            slack=0,
        ),
        KernelProfile(
            "xen",
            "Xen as an EFI application: unaccepted memory is reserved",
            "Xen 4.17, xen/arch/x86/efi/efi-boot.h, efi_arch_process_memory_map()",
            path=Path.XEN,
            handles_unaccepted=False,
            calls_protocol=False,
            slack=8,
        ),
        KernelProfile(
            "no-retry-loader",
            "A loader that calls ExitBootServices() once, and gives up if the map has changed",
            "unikraft/unikraft, pull request 1105, before it",
            path=Path.LOADER,
            handles_unaccepted=False,
            calls_protocol=False,
            retries_exit=False,
            slack=8,
        ),
        KernelProfile(
            "tight-retry-loader",
            "A loader that tries again with no more room than its first map took, which is less "
            "than firmware asks for",
            "vmware/esx-boot, issue 11",
            path=Path.LOADER,
            handles_unaccepted=False,
            calls_protocol=False,
            reuses_size=True,
            slack=8,
        ),
    )
}
"""Every kernel with its loader, by name."""
