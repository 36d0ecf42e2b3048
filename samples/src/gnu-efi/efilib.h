/* What gnu-efi's library gives to programs: ST, BS and RT, functions named Lib, a call wrapper. */
#pragma once
#include "../efi.h"

#pragma GCC visibility push(hidden)

#if defined(__x86_64__) && !defined(GNU_EFI_USE_MS_ABI)
/* Code passes arguments as Linux does: a function for each number of them passes them on. */
UINTN efi_call2(VOID *Service, UINTN, UINTN);
UINTN efi_call3(VOID *Service, UINTN, UINTN, UINTN);
UINTN efi_call5(VOID *Service, UINTN, UINTN, UINTN, UINTN, UINTN);
#define wrap2(f, a, b) efi_call2(f, (UINTN)(a), (UINTN)(b))
#define wrap3(f, a, b, c) efi_call3(f, (UINTN)(a), (UINTN)(b), (UINTN)(c))
#define wrap5(f, a, b, c, d, e)                                                                   \
    efi_call5(f, (UINTN)(a), (UINTN)(b), (UINTN)(c), (UINTN)(d), (UINTN)(e))
#define uefi_call_wrapper(Service, Count, ...) wrap##Count(Service, __VA_ARGS__)
#else
#define uefi_call_wrapper(Service, Count, ...) (Service)(__VA_ARGS__)
#endif

extern EFI_SYSTEM_TABLE *ST;
extern EFI_BOOT_SERVICES *BS;
extern EFI_RUNTIME_SERVICES *RT;

extern EFI_GUID gEfiLoadedImageProtocolGuid;
extern EFI_GUID gEfiDevicePathProtocolGuid;
extern EFI_GUID gEfiBlockIoProtocolGuid;
extern EFI_GUID gEfiFileSystemProtocolGuid;
extern EFI_GUID gEfiGraphicsOutputProtocolGuid;
extern EFI_GUID gEfiRngProtocolGuid;
extern EFI_GUID gEfiLoadFile2ProtocolGuid;
extern EFI_GUID gEfiGlobalVariableGuid;

VOID InitializeLib(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable);
EFI_STATUS LibLocateHandle(EFI_LOCATE_SEARCH_TYPE Type, EFI_GUID *Protocol, VOID *Key,
                           UINTN *Size, EFI_HANDLE *Buffer);
EFI_STATUS LibLocateProtocol(EFI_GUID *Protocol, VOID **Interface);
EFI_STATUS Print(const CHAR16 *Text);
