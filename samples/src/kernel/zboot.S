/*
 * An EFI zboot image in miniature: its header, which is a DOS header too, and a payload.
 *
 * Linux v6.12, drivers/firmware/efi/libstub/zboot-header.S and Makefile.zboot. METHOD is what the
 * build calls the codec, SIZE_FIELD the number of bytes that it appends.
 */
#include "pe.inc"

    .section .head, "a"
image:
    .ascii "MZ\0\0zimg"
    .long payload
    .long payload_end - payload - SIZE_FIELD
    .long 0, 0
    .asciz METHOD
    .org image + 0x38
    .long LINUX_PE_MAGIC
    .long 1f - image
1:  pe_headers MACHINE, 2
    section .text, _text, _text_size, CODE
    section .data, _data, _data_size, DATA

    .section .gzdata, "a"
payload:
    .incbin PAYLOAD
payload_end:
