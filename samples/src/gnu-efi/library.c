/* Library functions: a GUID that is handed to one of them reaches services further down. */
#include "efilib.h"

VOID InitializeLib(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    ST = SystemTable;
    BS = SystemTable->BootServices;
    RT = SystemTable->RuntimeServices;
}

EFI_STATUS LibLocateHandle(EFI_LOCATE_SEARCH_TYPE Type, EFI_GUID *Protocol, VOID *Key,
                           UINTN *Size, EFI_HANDLE *Buffer)
{
    return uefi_call_wrapper(BS->LocateHandle, 5, Type, Protocol, Key, Size, Buffer);
}

EFI_STATUS LibLocateProtocol(EFI_GUID *Protocol, VOID **Interface)
{
    EFI_HANDLE First;
    UINTN Size = sizeof First;
    EFI_STATUS Status;

    Status = LibLocateHandle(ByProtocol, Protocol, NULL, &Size, &First);
    if (Size < sizeof First || Status == EFI_NOT_FOUND)
        return EFI_NOT_FOUND;
    return uefi_call_wrapper(BS->HandleProtocol, 3, First, Protocol, Interface);
}

EFI_STATUS Print(const CHAR16 *Text)
{
    return uefi_call_wrapper(ST->ConOut->OutputString, 2, ST->ConOut, Text);
}
