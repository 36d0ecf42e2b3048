/* GUIDs are handed to a function, and only that calls the service. */
#include "acceptance.h"

static EFI_BOOT_SERVICES *gBS;

static __attribute__((noinline)) EFI_STATUS LocateProtocol(EFI_GUID *Guid, VOID **Interface)
{
    return gBS->LocateProtocol(Guid, NULL, Interface);
}

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    EFI_GUID Acceptance = OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID;
    EFI_GUID Graphics = EFI_GRAPHICS_OUTPUT_PROTOCOL_GUID;
    OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL *Protocol;
    VOID *Interface;

    gBS = SystemTable->BootServices;
    if (!LocateProtocol(&Acceptance, (VOID **)&Protocol))
        Protocol->AllowUnacceptedMemory(Protocol);
    LocateProtocol(&Graphics, &Interface);
    return SystemTable->ConOut->OutputString(SystemTable->ConOut,
                                             u"efitool sample: helper called\r\n");
}
