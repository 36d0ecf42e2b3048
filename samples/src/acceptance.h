/* What firmware and kernel agree on about unaccepted memory (Linux v6.12, include/linux/efi.h). */
#pragma once
#include "efi.h"
#include "guids.h"

typedef struct OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL;
struct OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL {
    EFI_STATUS(EFIAPI *AllowUnacceptedMemory)(OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL *This);
};

typedef struct {
    UINT32 Version;
    UINT32 UnitSize;
    UINT64 PhysBase;
    UINT64 Size;
} LINUX_EFI_UNACCEPTED_MEM_TABLE;
