/*
 * An EFI stub that asks firmware for what Linux's asks, and stops where a kernel would start.
 *
 * UNACCEPTED says whether it handles unaccepted memory. The order of calls is that of Linux
 * v6.12, drivers/firmware/efi/libstub; so are the messages.
 */
#include "../acceptance.h"

#pragma GCC visibility push(hidden)

static EFI_SYSTEM_TABLE *gST;

static __attribute__((noinline)) VOID Print(const char *Text)
{
    CHAR16 Letter[2] = {0, 0};

    for (; *Text; Text++) {
        Letter[0] = *Text;
        gST->ConOut->OutputString(gST->ConOut, Letter);
    }
}

static EFI_STATUS FindInitrd(VOID)
{
    static const struct {
        EFI_DEVICE_PATH_PROTOCOL Header;
        EFI_GUID Vendor;
        EFI_DEVICE_PATH_PROTOCOL End;
    } MediaPath = {{4, 3, {20, 0}}, LINUX_EFI_INITRD_MEDIA_GUID, {0x7f, 0xff, {4, 0}}};
    EFI_GUID LoadFile2 = EFI_LOAD_FILE2_PROTOCOL_GUID;
    EFI_DEVICE_PATH_PROTOCOL *Path = (EFI_DEVICE_PATH_PROTOCOL *)&MediaPath.Header;
    EFI_HANDLE Handle;

    return gST->BootServices->LocateDevicePath(&LoadFile2, &Path, &Handle);
}

#if UNACCEPTED
static VOID AllowUnacceptedMemory(VOID)
{
    EFI_GUID Acceptance = OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID;
    OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL *Protocol;

    if (gST->BootServices->LocateProtocol(&Acceptance, NULL, (VOID **)&Protocol))
        return;
    if (Protocol->AllowUnacceptedMemory(Protocol))
        Print("EFI stub: ERROR: Memory acceptance protocol failed\r\n");
}

static VOID InstallTable(VOID)
{
    EFI_GUID TableGuid = LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID;
    LINUX_EFI_UNACCEPTED_MEM_TABLE *Table;

    if (gST->BootServices->AllocatePool(EfiACPIReclaimMemory, sizeof *Table, (VOID **)&Table)) {
        Print("EFI stub: ERROR: Failed to allocate unaccepted memory config table\r\n");
        return;
    }
    Table->Version = 1;
    Table->UnitSize = 0x200000;
    Table->PhysBase = 0;
    Table->Size = 0;
    if (gST->BootServices->InstallConfigurationTable(&TableGuid, Table))
        Print("EFI stub: ERROR: Failed to install unaccepted memory config table!\r\n");
    gST->BootServices->InstallConfigurationTable(&TableGuid, NULL);
    gST->BootServices->FreePool(Table);
}
#endif

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    EFI_GUID LoadedImage = EFI_LOADED_IMAGE_PROTOCOL_GUID;
    EFI_GUID Rng = EFI_RNG_PROTOCOL_GUID;
    VOID *Interface;

    gST = SystemTable;
    gST->BootServices->HandleProtocol(ImageHandle, &LoadedImage, &Interface);
    if (!FindInitrd())
        Print("EFI stub: Loaded initrd from LINUX_EFI_INITRD_MEDIA_GUID device path\r\n");
    gST->BootServices->LocateProtocol(&Rng, NULL, &Interface);
#if UNACCEPTED
    AllowUnacceptedMemory();
    InstallTable();
#endif
    Print("EFI stub: efitool sample, no kernel to start\r\n");
    return EFI_SUCCESS;
}
