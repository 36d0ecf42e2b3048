/* The high half of a GUID is stored before the low half, as Linux 7.2's stub does. */
#include "acceptance.h"

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL *Protocol;
    union {
        volatile UINT64 Half[2];
        EFI_GUID Guid;
    } Acceptance; /* = OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID */

    Acceptance.Half[1] = 0x4916fdd200054a8a;
    Acceptance.Half[0] = 0x453138a7c5a010fe;
    if (!SystemTable->BootServices->LocateProtocol(&Acceptance.Guid, NULL, (VOID **)&Protocol))
        Protocol->AllowUnacceptedMemory(Protocol);
    return SystemTable->ConOut->OutputString(SystemTable->ConOut,
                                             u"efitool sample: halves swapped\r\n");
}
