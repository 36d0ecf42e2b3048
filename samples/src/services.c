/*
 * The services that take a GUID, each called once with a constant: code holds pointers.
 *
 * The tables are kept in the globals gBS and gRT, as edk2 does.
 */
#include "acceptance.h"

static const EFI_GUID LoadedImage = EFI_LOADED_IMAGE_PROTOCOL_GUID;
static const EFI_GUID LoadedImagePath = EFI_LOADED_IMAGE_DEVICE_PATH_PROTOCOL_GUID;
static const EFI_GUID ComponentName2 = EFI_COMPONENT_NAME2_PROTOCOL_GUID;
static const EFI_GUID FileSystem = EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID;
static const EFI_GUID BlockIo = EFI_BLOCK_IO_PROTOCOL_GUID;
static const EFI_GUID LoadFile2 = EFI_LOAD_FILE2_PROTOCOL_GUID;
static const EFI_GUID ReadyToBoot = EFI_EVENT_GROUP_READY_TO_BOOT;
static const EFI_GUID GlobalVariable = EFI_GLOBAL_VARIABLE;
static const EFI_GUID LoaderVendor = LOADER_VENDOR;
static const EFI_GUID Acceptance = OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID;
static const EFI_GUID TableGuid = LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID;

static EFI_BOOT_SERVICES *gBS;
static EFI_RUNTIME_SERVICES *gRT;
static LINUX_EFI_UNACCEPTED_MEM_TABLE Table = {1, 0x200000, 0, 0};
static CHAR16 Info[] = u"efitool sample";

static VOID EFIAPI Ignore(EFI_EVENT Event, VOID *Context)
{
}

EFI_STATUS EFIAPI efi_main(EFI_HANDLE ImageHandle, EFI_SYSTEM_TABLE *SystemTable)
{
    OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL *Protocol;
    EFI_DEVICE_PATH_PROTOCOL *Path;
    EFI_HANDLE Handle = NULL, *Handles, One;
    EFI_EVENT Event, Notify;
    VOID *Interface, *Registration;
    UINT8 SecureBoot;
    UINTN Count, Size;
    EFI_STATUS Failures = 0;

    gBS = SystemTable->BootServices;
    gRT = SystemTable->RuntimeServices;

    Failures |= gBS->HandleProtocol(ImageHandle, &LoadedImage, &Interface);
    Failures |= gBS->OpenProtocol(ImageHandle, &LoadedImagePath, (VOID **)&Path, ImageHandle, NULL,
                                  EFI_OPEN_PROTOCOL_GET_PROTOCOL);
    gBS->LocateDevicePath(&LoadFile2, &Path, &Handle);
    Size = sizeof One;
    gBS->LocateHandle(ByProtocol, &FileSystem, NULL, &Size, &One);
    if (!gBS->LocateHandleBuffer(ByProtocol, &BlockIo, NULL, &Count, &Handles))
        gBS->FreePool(Handles);

    Handle = NULL;
    Failures |= gBS->InstallProtocolInterface(&Handle, &ComponentName2, EFI_NATIVE_INTERFACE, Info);
    Failures |= gBS->UninstallProtocolInterface(Handle, &ComponentName2, Info);

    Failures |= gBS->CreateEvent(EVT_NOTIFY_SIGNAL, TPL_CALLBACK, Ignore, NULL, &Notify);
    Failures |= gBS->RegisterProtocolNotify(&FileSystem, Notify, &Registration);
    Failures |= gBS->CloseEvent(Notify);
    Failures |= gBS->CreateEventEx(EVT_NOTIFY_SIGNAL, TPL_CALLBACK, Ignore, NULL, &ReadyToBoot,
                                   &Event);
    Failures |= gBS->CloseEvent(Event);

    Size = sizeof SecureBoot;
    gRT->GetVariable(u"SecureBoot", &GlobalVariable, NULL, &Size, &SecureBoot);
    Failures |= gRT->SetVariable(u"LoaderInfo", &LoaderVendor, EFI_VARIABLE_BOOTSERVICE_ACCESS,
                                 sizeof Info, Info);

    if (!gBS->LocateProtocol(&Acceptance, NULL, (VOID **)&Protocol))
        Failures |= Protocol->AllowUnacceptedMemory(Protocol);
    Failures |= gBS->InstallConfigurationTable(&TableGuid, &Table);
    Failures |= gBS->InstallConfigurationTable(&TableGuid, NULL);

    SystemTable->ConOut->OutputString(SystemTable->ConOut,
                                      Failures ? u"efitool sample: a service failed\r\n"
                                               : u"efitool sample: services called\r\n");
    return Failures;
}
