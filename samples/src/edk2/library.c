/* The constructors of edk2's libraries keep the tables; a library function calls a service. */
#include "uefi.h"

EFI_HANDLE gImageHandle;
EFI_SYSTEM_TABLE *gST;
EFI_BOOT_SERVICES *gBS;
EFI_RUNTIME_SERVICES *gRT;

VOID LibraryConstructors(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    gImageHandle = ImageHandle;
    gST = SystemTable;
    gBS = SystemTable->BootServices;
    gRT = SystemTable->RuntimeServices;
}

EFI_STATUS EfiLocateFirst(EFI_GUID *Protocol, VOID **Interface)
{
    EFI_HANDLE *Handles;
    UINTN Count;
    EFI_STATUS Status;

    Status = gBS->LocateHandleBuffer(ByProtocol, Protocol, NULL, &Count, &Handles);
    if (EFI_ERROR(Status))
        return Status;
    Status = gBS->HandleProtocol(Handles[0], Protocol, Interface);
    gBS->FreePool(Handles);
    return Status;
}
