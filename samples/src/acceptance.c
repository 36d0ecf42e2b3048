/*
 * What a kernel's stub does about unaccepted memory: allow it, install the table.
 *
 * The GUIDs are local variables, so that the compiler chooses how to build them; the system
 * table is kept in a global, as Linux does.
 */
#include "acceptance.h"

static EFI_SYSTEM_TABLE *gST;

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    EFI_GUID Acceptance = OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID;
    EFI_GUID TableGuid = LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID;
    OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL *Protocol;
    LINUX_EFI_UNACCEPTED_MEM_TABLE *Table;

    gST = SystemTable;
    if (gST->BootServices->LocateProtocol(&Acceptance, NULL, (VOID **)&Protocol) == EFI_SUCCESS) {
        Protocol->AllowUnacceptedMemory(Protocol);
        gST->ConOut->OutputString(gST->ConOut, u"efitool sample: unaccepted memory allowed\r\n");
    } else {
        gST->ConOut->OutputString(gST->ConOut, u"efitool sample: no acceptance protocol\r\n");
    }

    if (gST->BootServices->AllocatePool(EfiACPIReclaimMemory, sizeof *Table, (VOID **)&Table))
        return EFI_NOT_FOUND;
    Table->Version = 1;
    Table->UnitSize = 0x200000;
    Table->PhysBase = 0;
    Table->Size = 0;
    gST->BootServices->InstallConfigurationTable(&TableGuid, Table);
    gST->BootServices->InstallConfigurationTable(&TableGuid, NULL);
    return gST->BootServices->FreePool(Table);
}
