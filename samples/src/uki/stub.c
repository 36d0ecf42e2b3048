/*
 * What a stub does before it starts a kernel: it measures, offers an initrd, says who it is.
 *
 * The order of calls is that of systemd v258, src/boot/stub.c. There is nothing that it starts.
 */
#include "../efi.h"
#include "../guids.h"

#pragma GCC visibility push(hidden)

static const EFI_GUID LoadedImage = EFI_LOADED_IMAGE_PROTOCOL_GUID;
static const EFI_GUID Measurement = EFI_CC_MEASUREMENT_PROTOCOL_GUID;
static const EFI_GUID Tcg2 = EFI_TCG2_PROTOCOL_GUID;
static const EFI_GUID LoaderVendor = LOADER_VENDOR;
static const EFI_GUID DevicePath = EFI_DEVICE_PATH_PROTOCOL_GUID;
static const EFI_GUID LoadFile2 = EFI_LOAD_FILE2_PROTOCOL_GUID;

static struct {
    EFI_DEVICE_PATH_PROTOCOL Header;
    EFI_GUID Vendor;
    EFI_DEVICE_PATH_PROTOCOL End;
} MediaPath = {{4, 3, {20, 0}}, LINUX_EFI_INITRD_MEDIA_GUID, {0x7f, 0xff, {4, 0}}};

static EFI_BOOT_SERVICES *BS;
static EFI_RUNTIME_SERVICES *RT;
static CHAR16 Info[] = u"efitool sample";

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    EFI_HANDLE Initrd = NULL;
    VOID *Interface;

    BS = SystemTable->BootServices;
    RT = SystemTable->RuntimeServices;
    BS->HandleProtocol(ImageHandle, &LoadedImage, &Interface);
    if (BS->LocateProtocol(&Measurement, NULL, &Interface))
        BS->LocateProtocol(&Tcg2, NULL, &Interface);
    RT->SetVariable(u"StubInfo", &LoaderVendor, EFI_VARIABLE_BOOTSERVICE_ACCESS, sizeof Info, Info);
    BS->InstallMultipleProtocolInterfaces(&Initrd, &DevicePath, &MediaPath.Header, &LoadFile2, Info,
                                          NULL);
    BS->UninstallMultipleProtocolInterfaces(Initrd, &DevicePath, &MediaPath.Header, &LoadFile2,
                                            Info, NULL);
    return SystemTable->ConOut->OutputString(SystemTable->ConOut,
                                             u"efitool sample: a stub, no kernel to start\r\n");
}
