/*
 * An arm64 Image in miniature: its 64-byte header, which is a DOS header too, and an EFI stub.
 *
 * Linux v6.12, Documentation/arch/arm64/booting.rst, "4. Call the kernel image". The first
 * instruction reads "MZ" and does no harm.
 */
#include "pe.inc"

    .section .head, "ax"
image:
    ccmp x18, #0, #0xd, pl          /* code0: "MZ" */
    b halt                          /* code1 */
    .quad 0                         /* text_offset */
    .quad _end                      /* image_size */
    .quad 0xa                       /* flags: 4 KiB pages, anywhere in memory */
    .quad 0, 0, 0
    .ascii "ARM\x64"
    .long 1f - image
1:  pe_headers 0xaa64, 2
    section .text, _text, _text_size, CODE
    section .data, _data, _data_size, DATA

    .section .start, "ax"
halt:
    wfi
    b halt
    .incbin PAYLOAD
