/* PE headers for what an ELF toolchain makes: the way of gnu-efi. */
#include "pe.inc"

    .section .head, "a"
image:
    .ascii "MZ"
    .org image + 0x3c
    .long 1f - image
1:  pe_headers MACHINE, 2
    section .text, _text, _text_size, CODE
    section .data, _data, _data_size, DATA
