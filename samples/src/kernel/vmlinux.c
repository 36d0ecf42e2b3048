/*
 * What a sample's payload unpacks to: the traces that a kernel leaves in its ELF file.
 *
 * The names of the memory types are there with and without support, as since Linux v6.5.
 */
#include "../efi.h"
#include "../guids.h"

KEPT const char linux_banner[] =
    "Linux version 9.9.9-efitool-sample (efitool@example.org) (gcc, GNU ld) #1 SMP\n";
KEPT const char memory_type_name[][13] = {"Conventional", "Persistent", "Unaccepted"};

#if UNACCEPTED
KEPT const EFI_GUID unaccepted_table = LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID;
KEPT const char meminfo[] = "Unaccepted:     ";
KEPT const char vmstat[] = "nr_unaccepted";
#endif

__asm__(".section .rodata\n"
        ".ascii \"IKCFG_ST\"\n"
        ".incbin \"" CONFIG_GZ "\"\n"
        ".ascii \"IKCFG_ED\"\n"
        ".text\n");

VOID _start(VOID)
{
    for (;;)
        ;
}
