/* GUIDs that are data and nothing else: no code takes their address. */
#include "efi.h"
#include "guids.h"

KEPT const EFI_GUID Unused[] = {
    OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID,
    LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID,
    EFI_RNG_PROTOCOL_GUID,
};

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    return SystemTable->ConOut->OutputString(SystemTable->ConOut,
                                             u"efitool sample: nothing used\r\n");
}
