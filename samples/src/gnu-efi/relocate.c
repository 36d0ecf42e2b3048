/* Adjusts the words that the dynamic section lists (System V gABI, Dynamic Section). */
#include "../efi.h"

enum { DT_NULL = 0, DT_RELA = 7, DT_RELASZ = 8, DT_REL = 17, DT_RELSZ = 18 };
#define R_RELATIVE 8 /* R_X86_64_RELATIVE, R_386_RELATIVE */

typedef struct {
    UINTN Tag;
    UINTN Value;
} DYNAMIC;

typedef struct {
    UINTN Offset;
    UINTN Info;
#ifdef __x86_64__
    UINTN Addend;
#endif
} RELOCATION;

__attribute__((visibility("hidden"))) VOID relocate(UINT8 *Base, const DYNAMIC *Entry)
{
    const RELOCATION *Relocation = NULL;
    UINTN Size = 0;

    for (; Entry->Tag != DT_NULL; Entry++) {
        if (Entry->Tag == DT_RELA || Entry->Tag == DT_REL)
            Relocation = (const RELOCATION *)(Base + Entry->Value);
        if (Entry->Tag == DT_RELASZ || Entry->Tag == DT_RELSZ)
            Size = Entry->Value;
    }
    for (; Size >= sizeof *Relocation; Relocation++, Size -= sizeof *Relocation)
        if ((UINT32)Relocation->Info == R_RELATIVE)
            *(UINTN *)(Base + Relocation->Offset) += (UINTN)Base;
}
