/* A GUID that is filled in field by field, as hand-written code does. */
#include "acceptance.h"

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL *Protocol;
    EFI_GUID Acceptance; /* = OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID */

    Acceptance.Data1 = 0xc5a010fe;
    Acceptance.Data2 = 0x38a7;
    Acceptance.Data3 = 0x4531;
    Acceptance.Data4[0] = 0x8a;
    Acceptance.Data4[1] = 0x4a;
    Acceptance.Data4[2] = 0x05;
    Acceptance.Data4[3] = 0x00;
    Acceptance.Data4[4] = 0xd2;
    Acceptance.Data4[5] = 0xfd;
    Acceptance.Data4[6] = 0x16;
    Acceptance.Data4[7] = 0x49;
    if (!SystemTable->BootServices->LocateProtocol(&Acceptance, NULL, (VOID **)&Protocol))
        Protocol->AllowUnacceptedMemory(Protocol);
    return SystemTable->ConOut->OutputString(SystemTable->ConOut,
                                             u"efitool sample: fields filled in\r\n");
}
