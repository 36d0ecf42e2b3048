/*
 * A bzImage in miniature: setup header of boot protocol 2.15, payload, EFI stub.
 *
 * Linux v6.12, Documentation/arch/x86/boot.rst. Nothing runs but the stub: the other entry
 * points halt. STUB says whether there is one, BITS is 32 or 64.
 */
#include "pe.inc"

    .section .head, "a"
image:
#if STUB
    .ascii "MZ"
    .org image + 0x38
    .long LINUX_PE_MAGIC
    .long 1f - image
#if BITS == 64
1:  pe_headers 0x8664, 3
#else
1:  pe_headers 0x014c, 3
#endif
    section .setup, setup, 512, DATA_READ
    section .text, _text, _text_size, CODE
    section .data, _data, _data_size, DATA
#endif

    .org image + 0x1f1
    .byte 1                         /* setup_sects */
    .short 1                        /* root_flags: read-only */
    .long _syssize                  /* syssize */
    .short 0                        /* ram_size */
    .short 0xffff                   /* vid_mode: normal */
    .short 0                        /* root_dev */
    .short 0xaa55                   /* boot_flag */
setup:
    .byte 0xeb, real_mode - 1f      /* jump */
1:  .ascii "HdrS"
    .short 0x020f                   /* version */
    .long 0                         /* realmode_swtch */
    .short 0x1000                   /* start_sys_seg */
    .short banner - setup           /* kernel_version */
    .byte 0                         /* type_of_loader */
    .byte 1                         /* loadflags: LOADED_HIGH */
    .short 0x8000                   /* setup_move_size */
    .long 0x100000                  /* code32_start */
    .long 0, 0                      /* ramdisk_image, ramdisk_size */
    .long 0                         /* bootsect_kludge */
    .short 0                        /* heap_end_ptr */
    .byte 0, 0                      /* ext_loader_ver, ext_loader_type */
    .long 0                         /* cmd_line_ptr */
    .long 0x7fffffff                /* initrd_addr_max */
    .long 0x200000                  /* kernel_alignment */
    .byte 1                         /* relocatable_kernel */
    .byte 21                        /* min_alignment: 2 MiB */
#if BITS == 64 && STUB
    .short 0x0b                     /* xloadflags: 64 bits, above 4 GiB, 64-bit handover */
#elif BITS == 64
    .short 0x03                     /* xloadflags: 64 bits, above 4 GiB */
#else
    .short 0x04                     /* xloadflags: 32-bit handover */
#endif
    .long 2047                      /* cmdline_size */
    .long 0                         /* hardware_subarch */
    .quad 0                         /* hardware_subarch_data */
    .long payload - startup_32           /* payload_offset */
    .long payload_end - payload     /* payload_length */
    .quad 0                         /* setup_data */
    .quad 0x1000000                 /* pref_address */
    .long 0x1000000                 /* init_size */
#if BITS == 64 && STUB
    .long handover - startup_32 - 0x200  /* handover_offset, as of the 32-bit entry */
#elif STUB
    .long handover - startup_32
#else
    .long 0
#endif
    .long kernel_info - startup_32       /* kernel_info_offset */

    .code16
real_mode:
    hlt
    jmp real_mode
banner:
    .asciz "9.9.9-efitool-sample (efitool@example.org) #1 SMP"
    .org setup + 512

    .section .start, "ax"
    .code32
startup_32:
    hlt
    jmp startup_32
#if BITS == 64
    .org startup_32 + 0x200
    .code64
startup_64:
    hlt
    jmp startup_64
#endif
payload:
    .incbin PAYLOAD
payload_end:
    .balign 16
kernel_info:
    .ascii "LToP"
    .long 16, 16                    /* size, size_total */
    .long 0x80000009                /* setup_type_max */
#if STUB
handover:
    hlt
    jmp handover
#endif
