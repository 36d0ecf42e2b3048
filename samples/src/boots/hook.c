/*
 * A driver that makes firmware misbehave: it stands before GetMemoryMap() and ExitBootServices().
 *
 * START, END   free pages that are reported as unaccepted memory
 * PROTOCOL     the acceptance protocol is there
 * ACCEPT       the first ExitBootServices() accepts them, unless the protocol was used to say no
 * CHURN        each ExitBootServices() changes the map
 * FRAGMENTS    the first one makes the map longer by as many descriptors
 */
#include "../efi.h"

#define CORPUS 0x80000F15 /* a type of the driver's own (UEFI 2.10, 7.2.1: for operating systems) */

typedef struct {
    UINT32 Type, Pad;
    UINT64 PhysicalStart, VirtualStart, NumberOfPages, Attribute;
} EFI_MEMORY_DESCRIPTOR;

typedef EFI_STATUS(EFIAPI *ALLOCATE_PAGES)(UINT32 How, UINT32 Type, UINTN Pages, UINT64 *Memory);
typedef EFI_STATUS(EFIAPI *FREE_PAGES)(UINT64 Memory, UINTN Pages);
typedef EFI_STATUS(EFIAPI *GET_MEMORY_MAP)(UINTN *Size, VOID *Map, UINTN *Key, UINTN *Stride,
                                           UINT32 *Version);
typedef EFI_STATUS(EFIAPI *EXIT_BOOT_SERVICES)(EFI_HANDLE Image, UINTN Key);

enum { AnyPages, AllocateAddress = 2, EfiLoaderData = 2, EfiBootServicesData = 4 };

static EFI_BOOT_SERVICES *gBS;
static GET_MEMORY_MAP GetMemoryMap;
static EXIT_BOOT_SERVICES ExitBootServices;
static BOOLEAN Allowed;
static UINTN Exits;

static EFI_STATUS allocate(UINT32 How, UINT32 Type, UINTN Pages, UINT64 Memory)
{
    return ((ALLOCATE_PAGES)gBS->AllocatePages)(How, Type, Pages, &Memory);
}

static EFI_STATUS EFIAPI Report(UINTN *Size, VOID *Map, UINTN *Key, UINTN *Stride, UINT32 *Version)
{
    EFI_STATUS Status = GetMemoryMap(Size, Map, Key, Stride, Version);

    if (!EFI_ERROR(Status))
        for (UINTN At = 0; At < *Size; At += *Stride) {
            EFI_MEMORY_DESCRIPTOR *Descriptor = (VOID *)((UINT8 *)Map + At);

            if (Descriptor->Type == CORPUS)
                Descriptor->Type = 15;
        }
    return Status;
}

static EFI_STATUS EFIAPI Exit(EFI_HANDLE Image, UINTN Key)
{
    Exits++;
#ifdef ACCEPT
    if (Exits == 1 && !Allowed)
        ((FREE_PAGES)gBS->FreePages)(START, (END - START) >> 12);
#endif
#ifdef CHURN
    allocate(AnyPages, EfiBootServicesData, 1, 0);
#endif
#ifdef FRAGMENTS
    for (UINTN n = 0; Exits == 1 && n < FRAGMENTS; n++)
        allocate(AllocateAddress, n & 1 ? EfiBootServicesData : EfiLoaderData, 1,
                 0x8000000 + (n << 12));
#endif
    return ExitBootServices(Image, Key);
}

static EFI_STATUS EFIAPI AllowUnacceptedMemory(VOID *This)
{
    Allowed = 1;
    return EFI_SUCCESS;
}

static struct {
    EFI_STATUS(EFIAPI *Allow)(VOID *This);
} Protocol = {AllowUnacceptedMemory};

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    static const EFI_GUID Guid = {
        0xc5a010fe, 0x38a7, 0x4531, {0x8a, 0x4a, 0x05, 0x00, 0xd2, 0xfd, 0x16, 0x49}};
    EFI_HANDLE Handle = NULL;
    EFI_STATUS Status = EFI_SUCCESS;

    gBS = SystemTable->BootServices;
#ifdef START
    Status = allocate(AllocateAddress, CORPUS, (END - START) >> 12, START);
#endif
    GetMemoryMap = (GET_MEMORY_MAP)gBS->GetMemoryMap;
    gBS->GetMemoryMap = (VOID *)Report;
    ExitBootServices = (EXIT_BOOT_SERVICES)gBS->ExitBootServices;
    gBS->ExitBootServices = (VOID *)Exit;
#ifdef PROTOCOL
    gBS->InstallProtocolInterface(&Handle, &Guid, EFI_NATIVE_INTERFACE, &Protocol);
#endif
    return Status;
}
