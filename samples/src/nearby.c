/* A GUID's address in one instruction, as linkers shorten LoongArch code that needs no page. */
#include "acceptance.h"

static const EFI_GUID Acceptance = OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID;

static inline __attribute__((always_inline)) const EFI_GUID *Nearby(const EFI_GUID *Guid)
{
    const EFI_GUID *Address;

    __asm__("pcaddi %0, %%pcrel_20(%1)" : "=r"(Address) : "i"(Guid));
    return Address;
}

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL *Protocol;

    if (!SystemTable->BootServices->LocateProtocol(Nearby(&Acceptance), NULL, (VOID **)&Protocol))
        Protocol->AllowUnacceptedMemory(Protocol);
    return SystemTable->ConOut->OutputString(SystemTable->ConOut,
                                             u"efitool sample: a nearby address\r\n");
}
