/*
 * A loader with the two faults that memory maps bring to light: a buffer of SIZE bytes, whatever
 * GetMemoryMap() asks for, and one call of ExitBootServices(), whatever it answers.
 */
#include "../efi.h"

typedef EFI_STATUS(EFIAPI *GET_MEMORY_MAP)(UINTN *Size, VOID *Map, UINTN *Key, UINTN *Stride,
                                           UINT32 *Version);
typedef EFI_STATUS(EFIAPI *EXIT_BOOT_SERVICES)(EFI_HANDLE Image, UINTN Key);

static UINT8 Map[1 << 16];

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL *Out = SystemTable->ConOut;
    EFI_BOOT_SERVICES *BS = SystemTable->BootServices;
    EFI_STATUS Status;
    UINTN Size, Key, Stride;
    UINT32 Version;

    for (UINTN Try = 0; Try < 5; Try++) {
        Size = SIZE;
        Status = ((GET_MEMORY_MAP)BS->GetMemoryMap)(&Size, Map, &Key, &Stride, &Version);
        if (!EFI_ERROR(Status))
            break;
        Out->OutputString(Out, u"loader: GetMemoryMap() failed: Buffer Too Small\r\n");
    }
    if (EFI_ERROR(Status))
        return Status;
    Status = ((EXIT_BOOT_SERVICES)BS->ExitBootServices)(ImageHandle, Key);
    if (EFI_ERROR(Status)) {
        Out->OutputString(Out, u"loader: ExitBootServices() failed: Invalid Parameter\r\n");
        return Status;
    }
    for (;;)
        __asm__ volatile("cli; hlt");
}
