/* The halves of a GUID are loaded from a literal pool in the code, as assemblers place them. */
#include "acceptance.h"

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL *Protocol;
    union {
        UINT64 Half[2];
        EFI_GUID Guid;
    } Acceptance; /* = OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID */

    __asm__("ldr %0, =0x453138a7c5a010fe" : "=r"(Acceptance.Half[0]));
    __asm__("ldr %0, =0x4916fdd200054a8a" : "=r"(Acceptance.Half[1]));
    if (!SystemTable->BootServices->LocateProtocol(&Acceptance.Guid, NULL, (VOID **)&Protocol))
        Protocol->AllowUnacceptedMemory(Protocol);
    return SystemTable->ConOut->OutputString(SystemTable->ConOut,
                                             u"efitool sample: literals loaded\r\n");
}
