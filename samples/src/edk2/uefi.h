/* What edk2's libraries share: the tables as globals, the GUIDs as variables. */
#pragma once
#include "../efi.h"

#ifdef __ELF__
#pragma GCC visibility push(hidden)
#endif

extern EFI_HANDLE gImageHandle;
extern EFI_SYSTEM_TABLE *gST;
extern EFI_BOOT_SERVICES *gBS;
extern EFI_RUNTIME_SERVICES *gRT;

extern EFI_GUID gEfiLoadedImageProtocolGuid;
extern EFI_GUID gEfiGraphicsOutputProtocolGuid;
extern EFI_GUID gEfiSimpleFileSystemProtocolGuid;
extern EFI_GUID gEfiComponentName2ProtocolGuid;
extern EFI_GUID gEfiGlobalVariableGuid;
extern EFI_GUID gEfiEventReadyToBootGuid;
extern EFI_GUID gOvmfSevMemoryAcceptanceProtocolGuid;

VOID LibraryConstructors(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable);
EFI_STATUS EfiLocateFirst(EFI_GUID *Protocol, VOID **Interface);
EFI_STATUS UefiMain(VOID);
