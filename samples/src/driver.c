/*
 * A driver that offers an initrd to Linux, the way boot loaders do, and waits for two events.
 *
 * The GUIDs reach services with a variable number of arguments and the fifth argument of one.
 * The media path holds its GUID packed, where no alignment is kept.
 */
#include "efi.h"
#include "guids.h"

static const EFI_GUID DevicePath = EFI_DEVICE_PATH_PROTOCOL_GUID;
static const EFI_GUID LoadFile2 = EFI_LOAD_FILE2_PROTOCOL_GUID;
static const EFI_GUID FileSystem = EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID;
static const EFI_GUID ExitBootServices = EFI_EVENT_GROUP_EXIT_BOOT_SERVICES;

static struct {
    UINT8 Pad;
    EFI_DEVICE_PATH_PROTOCOL Header;
    EFI_GUID Vendor;
    EFI_DEVICE_PATH_PROTOCOL End;
} __attribute__((packed)) MediaPath = {
    0,
    {4, 3, {20, 0}},
    LINUX_EFI_INITRD_MEDIA_GUID,
    {0x7f, 0xff, {4, 0}},
};

static EFI_BOOT_SERVICES *gBS;
static EFI_EVENT Mounted, Leaving;

typedef struct EFI_LOAD_FILE2_PROTOCOL EFI_LOAD_FILE2_PROTOCOL;
struct EFI_LOAD_FILE2_PROTOCOL {
    EFI_STATUS(EFIAPI *LoadFile)
    (EFI_LOAD_FILE2_PROTOCOL *This, EFI_DEVICE_PATH_PROTOCOL *Path, BOOLEAN BootPolicy,
     UINTN *Size, VOID *Buffer);
};

static EFI_STATUS EFIAPI LoadFile(EFI_LOAD_FILE2_PROTOCOL *This, EFI_DEVICE_PATH_PROTOCOL *Path,
                                  BOOLEAN BootPolicy, UINTN *Size, VOID *Buffer)
{
    return EFI_NOT_FOUND;
}

static EFI_LOAD_FILE2_PROTOCOL Initrd = {LoadFile};

static VOID EFIAPI Ignore(EFI_EVENT Event, VOID *Context)
{
}

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    EFI_HANDLE Handle = NULL;
    VOID *Registration;

    gBS = SystemTable->BootServices;
    gBS->InstallMultipleProtocolInterfaces(&Handle, &DevicePath, &MediaPath.Header, &LoadFile2,
                                           &Initrd, NULL);
    gBS->CreateEvent(EVT_NOTIFY_SIGNAL, TPL_CALLBACK, Ignore, NULL, &Mounted);
    gBS->RegisterProtocolNotify(&FileSystem, Mounted, &Registration);
    gBS->CreateEventEx(EVT_NOTIFY_SIGNAL, TPL_CALLBACK, Ignore, NULL, &ExitBootServices, &Leaving);
    return SystemTable->ConOut->OutputString(SystemTable->ConOut,
                                             u"efitool sample: driver loaded\r\n");
}
