/*
 * A LoongArch kernel in miniature: its 64-byte header, which is a DOS header too, and an EFI stub.
 *
 * Linux v6.12, arch/loongarch/kernel/head.S. Nothing there can be executed: firmware or a boot
 * loader jumps to kernel_entry.
 */
#include "pe.inc"

    .section .head, "a"
image:
    .long 0x5a4d                    /* "MZ" */
    .long 0
    .quad halt                      /* kernel_entry */
    .quad _end                      /* image_size */
    .quad 0x200000                  /* load_offset */
    .quad 0, 0, 0
    .long LINUX_PE_MAGIC
    .long 1f - image
1:  pe_headers MACHINE, 2
    section .text, _text, _text_size, CODE
    section .data, _data, _data_size, DATA

    .section .start, "ax"
halt:
    idle 0
    b halt
    .incbin PAYLOAD
