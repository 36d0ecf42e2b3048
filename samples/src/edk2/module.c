/* A module: it installs a protocol, and asks for others. */
#include "uefi.h"

static UINT32 mInfo[] = {0x65666974, 0x6f6f6c00};

static VOID EFIAPI Ignore(EFI_EVENT Event, VOID *Context)
{
}

EFI_STATUS UefiMain(VOID)
{
    EFI_HANDLE Handle = NULL;
    EFI_EVENT Event;
    VOID *Interface;
    UINT8 SecureBoot;
    UINTN Size = sizeof SecureBoot;

    gBS->OpenProtocol(gImageHandle, &gEfiLoadedImageProtocolGuid, &Interface, gImageHandle, NULL,
                      EFI_OPEN_PROTOCOL_GET_PROTOCOL);
    gBS->LocateProtocol(&gEfiGraphicsOutputProtocolGuid, NULL, &Interface);
    EfiLocateFirst(&gEfiSimpleFileSystemProtocolGuid, &Interface);
    gBS->InstallMultipleProtocolInterfaces(&Handle, &gOvmfSevMemoryAcceptanceProtocolGuid, mInfo,
                                           &gEfiComponentName2ProtocolGuid, mInfo, NULL);
    gBS->UninstallMultipleProtocolInterfaces(Handle, &gOvmfSevMemoryAcceptanceProtocolGuid, mInfo,
                                             &gEfiComponentName2ProtocolGuid, mInfo, NULL);
    gBS->CreateEventEx(EVT_NOTIFY_SIGNAL, TPL_CALLBACK, Ignore, NULL, &gEfiEventReadyToBootGuid,
                       &Event);
    gBS->CloseEvent(Event);
    gRT->GetVariable(u"SecureBoot", &gEfiGlobalVariableGuid, NULL, &Size, &SecureBoot);
    return gST->ConOut->OutputString(gST->ConOut, u"efitool sample: an edk2 module\r\n");
}
