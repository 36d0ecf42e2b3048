/*
 * The part of UEFI that the samples use, in the spelling of the specification.
 *
 * UEFI 2.10: 2.3 (types), 4.3 (system table), 4.4 (boot services), 4.5 (runtime services),
 * 12.4 (simple text output). Members that no sample calls are VOID pointers in their place.
 */
#pragma once

#if defined(__ELF__) && defined(__x86_64__)
#define EFIAPI __attribute__((ms_abi))
#else
#define EFIAPI
#endif

/* Stays in the image although no code refers to it. */
#define KEPT static __attribute__((used))

typedef void VOID;
typedef unsigned char UINT8;
typedef unsigned short UINT16;
typedef unsigned int UINT32;
typedef unsigned long long UINT64;
typedef __UINTPTR_TYPE__ UINTN;
typedef __CHAR16_TYPE__ CHAR16;
typedef UINT8 BOOLEAN;
typedef UINTN EFI_STATUS;
typedef VOID *EFI_HANDLE;
typedef VOID *EFI_EVENT;

#define NULL ((VOID *)0)
#define EFI_SUCCESS ((EFI_STATUS)0)
#define EFI_NOT_FOUND (14 | (EFI_STATUS)1 << (sizeof(UINTN) * 8 - 1))
#define EFI_ERROR(Status) ((Status) >> (sizeof(UINTN) * 8 - 1))

typedef struct {
    UINT32 Data1;
    UINT16 Data2;
    UINT16 Data3;
    UINT8 Data4[8];
} EFI_GUID;

typedef struct {
    UINT64 Signature;
    UINT32 Revision;
    UINT32 HeaderSize;
    UINT32 CRC32;
    UINT32 Reserved;
} EFI_TABLE_HEADER;

typedef struct {
    UINT8 Type;
    UINT8 SubType;
    UINT8 Length[2];
} EFI_DEVICE_PATH_PROTOCOL;

typedef struct EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL;
struct EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL {
    VOID *Reset;
    EFI_STATUS(EFIAPI *OutputString)(EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL *This, const CHAR16 *String);
};

typedef enum { AllHandles, ByRegisterNotify, ByProtocol } EFI_LOCATE_SEARCH_TYPE;
typedef enum { EFI_NATIVE_INTERFACE } EFI_INTERFACE_TYPE;
typedef enum { EfiACPIReclaimMemory = 9 } EFI_MEMORY_TYPE;
typedef VOID(EFIAPI *EFI_EVENT_NOTIFY)(EFI_EVENT Event, VOID *Context);

#define EFI_OPEN_PROTOCOL_GET_PROTOCOL 2
#define EFI_VARIABLE_BOOTSERVICE_ACCESS 2
#define EVT_NOTIFY_SIGNAL 0x200
#define TPL_CALLBACK 8

typedef struct {
    EFI_TABLE_HEADER Hdr;
    VOID *RaiseTPL;
    VOID *RestoreTPL;
    VOID *AllocatePages;
    VOID *FreePages;
    VOID *GetMemoryMap;
    EFI_STATUS(EFIAPI *AllocatePool)(EFI_MEMORY_TYPE PoolType, UINTN Size, VOID **Buffer);
    EFI_STATUS(EFIAPI *FreePool)(VOID *Buffer);
    EFI_STATUS(EFIAPI *CreateEvent)
    (UINT32 Type, UINTN NotifyTpl, EFI_EVENT_NOTIFY Notify, VOID *Context, EFI_EVENT *Event);
    VOID *SetTimer;
    VOID *WaitForEvent;
    VOID *SignalEvent;
    EFI_STATUS(EFIAPI *CloseEvent)(EFI_EVENT Event);
    VOID *CheckEvent;
    EFI_STATUS(EFIAPI *InstallProtocolInterface)
    (EFI_HANDLE *Handle, const EFI_GUID *Protocol, EFI_INTERFACE_TYPE Type, VOID *Interface);
    VOID *ReinstallProtocolInterface;
    EFI_STATUS(EFIAPI *UninstallProtocolInterface)
    (EFI_HANDLE Handle, const EFI_GUID *Protocol, VOID *Interface);
    EFI_STATUS(EFIAPI *HandleProtocol)
    (EFI_HANDLE Handle, const EFI_GUID *Protocol, VOID **Interface);
    VOID *Reserved;
    EFI_STATUS(EFIAPI *RegisterProtocolNotify)
    (const EFI_GUID *Protocol, EFI_EVENT Event, VOID **Registration);
    EFI_STATUS(EFIAPI *LocateHandle)
    (EFI_LOCATE_SEARCH_TYPE Type, const EFI_GUID *Protocol, VOID *Key, UINTN *Size,
     EFI_HANDLE *Buffer);
    EFI_STATUS(EFIAPI *LocateDevicePath)
    (const EFI_GUID *Protocol, EFI_DEVICE_PATH_PROTOCOL **Path, EFI_HANDLE *Device);
    EFI_STATUS(EFIAPI *InstallConfigurationTable)(const EFI_GUID *Guid, VOID *Table);
    VOID *LoadImage;
    VOID *StartImage;
    VOID *Exit;
    VOID *UnloadImage;
    VOID *ExitBootServices;
    VOID *GetNextMonotonicCount;
    VOID *Stall;
    VOID *SetWatchdogTimer;
    VOID *ConnectController;
    VOID *DisconnectController;
    EFI_STATUS(EFIAPI *OpenProtocol)
    (EFI_HANDLE Handle, const EFI_GUID *Protocol, VOID **Interface, EFI_HANDLE Agent,
     EFI_HANDLE Controller, UINT32 Attributes);
    VOID *CloseProtocol;
    VOID *OpenProtocolInformation;
    VOID *ProtocolsPerHandle;
    EFI_STATUS(EFIAPI *LocateHandleBuffer)
    (EFI_LOCATE_SEARCH_TYPE Type, const EFI_GUID *Protocol, VOID *Key, UINTN *Count,
     EFI_HANDLE **Buffer);
    EFI_STATUS(EFIAPI *LocateProtocol)
    (const EFI_GUID *Protocol, VOID *Registration, VOID **Interface);
    EFI_STATUS(EFIAPI *InstallMultipleProtocolInterfaces)(EFI_HANDLE *Handle, ...);
    EFI_STATUS(EFIAPI *UninstallMultipleProtocolInterfaces)(EFI_HANDLE Handle, ...);
    VOID *CalculateCrc32;
    VOID *CopyMem;
    VOID *SetMem;
    EFI_STATUS(EFIAPI *CreateEventEx)
    (UINT32 Type, UINTN NotifyTpl, EFI_EVENT_NOTIFY Notify, const VOID *Context,
     const EFI_GUID *EventGroup, EFI_EVENT *Event);
} EFI_BOOT_SERVICES;

typedef struct {
    EFI_TABLE_HEADER Hdr;
    VOID *GetTime;
    VOID *SetTime;
    VOID *GetWakeupTime;
    VOID *SetWakeupTime;
    VOID *SetVirtualAddressMap;
    VOID *ConvertPointer;
    EFI_STATUS(EFIAPI *GetVariable)
    (const CHAR16 *Name, const EFI_GUID *Vendor, UINT32 *Attributes, UINTN *Size, VOID *Data);
    VOID *GetNextVariableName;
    EFI_STATUS(EFIAPI *SetVariable)
    (const CHAR16 *Name, const EFI_GUID *Vendor, UINT32 Attributes, UINTN Size, VOID *Data);
} EFI_RUNTIME_SERVICES;

typedef struct {
    EFI_TABLE_HEADER Hdr;
    CHAR16 *FirmwareVendor;
    UINT32 FirmwareRevision;
    EFI_HANDLE ConsoleInHandle;
    VOID *ConIn;
    EFI_HANDLE ConsoleOutHandle;
    EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL *ConOut;
    EFI_HANDLE StandardErrorHandle;
    EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL *StdErr;
    EFI_RUNTIME_SERVICES *RuntimeServices;
    EFI_BOOT_SERVICES *BootServices;
} EFI_SYSTEM_TABLE;

#define AT(Table, Member, Index)                                                                  \
    _Static_assert(__builtin_offsetof(Table, Member) == 24 + (Index) * sizeof(VOID *), #Member)
AT(EFI_BOOT_SERVICES, LocateProtocol, 37);
AT(EFI_BOOT_SERVICES, CreateEventEx, 43);
AT(EFI_RUNTIME_SERVICES, SetVariable, 8);
