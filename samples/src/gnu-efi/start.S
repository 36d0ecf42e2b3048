/* The entry point, which adjusts addresses before C runs, and the functions behind the wrapper. */
    .hidden ImageBase, _DYNAMIC, relocate
    .text
    .globl _start
#ifdef __x86_64__
_start:
    sub $8, %rsp
    push %rcx
    push %rdx
    lea ImageBase(%rip), %rdi
    lea _DYNAMIC(%rip), %rsi
    call relocate
    pop %rsi
    pop %rdi
    call efi_main@PLT
    add $8, %rsp
    ret

    .globl efi_call2, efi_call3, efi_call5
efi_call2:
    sub $40, %rsp
    mov %rsi, %rcx
    call *%rdi
    add $40, %rsp
    ret

efi_call3:
    sub $40, %rsp
    mov %rcx, %r8
    mov %rsi, %rcx
    call *%rdi
    add $40, %rsp
    ret

efi_call5:
    sub $40, %rsp
    mov %r9, 32(%rsp)
    mov %r8, %r9
    mov %rcx, %r8
    mov %rsi, %rcx
    call *%rdi
    add $40, %rsp
    ret
#else
_start:
    push %ebp
    mov %esp, %ebp
    pushl 12(%ebp)
    pushl 8(%ebp)
    call 1f
1:  pop %eax
    lea _DYNAMIC - 1b(%eax), %edx
    lea ImageBase - 1b(%eax), %eax
    push %edx
    push %eax
    call relocate
    add $8, %esp
    call efi_main@PLT
    leave
    ret
#endif

/* Loaders want base relocations before they move an image; this table has none. */
    .section .base_relocations, "a"
    .long 0, 10
    .word 0
    .section .note.GNU-stack, "", @progbits
