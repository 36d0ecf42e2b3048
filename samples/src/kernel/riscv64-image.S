/*
 * A RISC-V Image in miniature: its 64-byte header, which is a DOS header too, and an EFI stub.
 *
 * Linux v6.12, Documentation/arch/riscv/boot-image-header.rst. The first instruction reads "MZ"
 * and does no harm.
 */
#include "pe.inc"

    .section .head, "ax"
image:
    c.li s4, -13                    /* code0: "MZ" */
    c.nop
    .option push
    .option norvc
    j halt                          /* code1 */
    .option pop
    .quad 0x200000                  /* text_offset */
    .quad _end                      /* image_size */
    .quad 0                         /* flags: little-endian */
    .long 2                         /* version 0.2 */
    .long 0
    .quad 0
    .ascii "RISCV\0\0\0"
    .ascii "RSC\x05"
    .long 1f - image
1:  pe_headers MACHINE, 2
    section .text, _text, _text_size, CODE
    section .data, _data, _data_size, DATA

    .section .start, "ax"
halt:
    wfi
    j halt
    .incbin PAYLOAD
