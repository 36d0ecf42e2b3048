/*
 * Knows the word and half of the GUID, and does nothing about unaccepted memory.
 *
 * Code builds the first half and another second half; data holds the second half alone.
 */
#include "efi.h"

KEPT const char Names[] = "Conventional\0Unaccepted\0Unaccepted memory";
KEPT const UINT8 SecondHalf[] = {0x8a, 0x4a, 0x05, 0x00, 0xd2, 0xfd, 0x16, 0x49};

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    volatile UINT64 Halves[2];
    VOID *Interface;

    Halves[0] = 0x453138a7c5a010fe;
    Halves[1] = 0x0123456789abcdef;
    SystemTable->BootServices->LocateProtocol((EFI_GUID *)Halves, NULL, &Interface);
    return SystemTable->ConOut->OutputString(SystemTable->ConOut,
                                             u"efitool sample: a look-alike\r\n");
}
