/*
 * A zImage in miniature: eight instructions, the words behind them, a payload and an EFI stub.
 *
 * Linux v6.12, arch/arm/boot/compressed/head.S, efi-header.S and vmlinux.lds.S. The first
 * instruction reads "MZ" and does no harm.
 */
#include "pe.inc"

    .section .head, "ax"
    .arm
image:
    .inst 0xe2255a4d                /* eor r5, r5, #0x4d000: "MZ" */
    .rept 7
    mov r0, r0
    .endr
    b halt
    .long 0x016f2818                /* magic */
    .long image, _end               /* start and end of the zImage */
    .long 0x04030201                /* byte order */
    .long 0x45454545                /* magic: a table follows */
    .long table
    .long 1f - image
1:  pe_headers MACHINE, 2
    section .text, _text, _text_size, CODE
    section .data, _data, _data_size, DATA

    .section .start, "ax"
halt:
    wfi
    b halt
table:
    .long 6                         /* words of the table, without the tag and this one */
    .ascii "KLSZ"
    .long payload_end - 4   /* where the payload's size stands */
    .long 0x1000                    /* size of the kernel's .bss */
    .long 0x8000                    /* TEXT_OFFSET */
    .long 0x10000                   /* memory that unpacking takes */
    .long 0

    .section .gzdata, "a"
payload:
    .incbin PAYLOAD
payload_end:
