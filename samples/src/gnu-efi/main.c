/* A program: it calls services by the wrapper, and by the library. */
#include "efilib.h"

EFI_STATUS efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    EFI_HANDLE Handle;
    VOID *Interface;
    UINT8 SecureBoot;
    UINTN Size = sizeof SecureBoot;

    InitializeLib(ImageHandle, SystemTable);
    uefi_call_wrapper(BS->HandleProtocol, 3, ImageHandle, &gEfiLoadedImageProtocolGuid,
                      &Interface);
    LibLocateProtocol(&gEfiGraphicsOutputProtocolGuid, &Interface);
    Size = sizeof Handle;
    LibLocateHandle(ByProtocol, &gEfiFileSystemProtocolGuid, NULL, &Size, &Handle);
    uefi_call_wrapper(BS->LocateProtocol, 3, &gEfiRngProtocolGuid, NULL, &Interface);
    Size = sizeof SecureBoot;
    uefi_call_wrapper(RT->GetVariable, 5, u"SecureBoot", &gEfiGlobalVariableGuid, NULL, &Size,
                      &SecureBoot);
    return Print(u"efitool sample: a gnu-efi program\r\n");
}
