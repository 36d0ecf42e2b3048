/* What an addon runs: nothing, a stub takes its sections. */
#include "../efi.h"

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    return EFI_NOT_FOUND;
}
