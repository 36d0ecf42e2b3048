/*
 * A driver that tells firmware of memory which was plugged in before the guest was started, and
 * which OVMF leaves to ACPI: from 4 GiB on, 1 GiB, unaccepted.
 *
 * PI 1.8, volume 2, 7.2: AddMemorySpace() is the first of the DXE services.
 */
#include "../efi.h"

enum { EfiGcdMemoryTypeUnaccepted = 6 };

typedef struct {
    EFI_TABLE_HEADER Hdr;
    EFI_STATUS(EFIAPI *AddMemorySpace)
    (UINT32 Type, UINT64 BaseAddress, UINT64 Length, UINT64 Capabilities);
} DXE_SERVICES;

typedef struct {
    EFI_GUID VendorGuid;
    VOID *VendorTable;
} EFI_CONFIGURATION_TABLE;

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    UINTN *Behind = (UINTN *)(SystemTable + 1);
    EFI_CONFIGURATION_TABLE *Tables = (EFI_CONFIGURATION_TABLE *)Behind[1];

    for (UINTN n = 0; n < Behind[0]; n++)
        if (Tables[n].VendorGuid.Data1 == 0x05ad34ba)
            return ((DXE_SERVICES *)Tables[n].VendorTable)
                ->AddMemorySpace(EfiGcdMemoryTypeUnaccepted, 1ULL << 32, 1ULL << 30, 0xf);
    return EFI_NOT_FOUND;
}
