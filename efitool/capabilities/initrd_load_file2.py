"""The initrd passes through LoadFile2 on LINUX_EFI_INITRD_MEDIA_GUID, from loader to kernel.

A loader that offers the initrd this way need not know where the kernel wants it, and needs no
boot protocol of any architecture. The kernel looks for the device path with LocateDevicePath.

What counts of a loader: it refers to the media path and installs EFI_LOAD_FILE2_PROTOCOL. The path
without the call answers *unknown*. A unified kernel image answers by its kernel: its stub always
offers.

What counts of a kernel: the stub refers to both GUIDs. Since Linux v5.8 a stub also says so in its
PE image version: major 1 or more; since v6.2 the major version is a bit mask, in which 1 stands
for LoadFile2 and 2 for ``initrd=`` with a device path. The references decide; one of them alone, a
weak one, and a version that says so without them answer *unknown*.

Reference: Linux v5.7, drivers/firmware/efi/libstub/efi-stub-helper.c,
efi_load_initrd_dev_path(); Linux v6.2, arch/x86/boot/header.S, LINUX_EFISTUB_MAJOR_VERSION.
"""

from __future__ import annotations

from uuid import UUID

from efitool.capabilities._base import (
    EFI_APPLICATIONS,
    INSTALLING,
    KERNELS,
    PIECES,
    Question,
    Subject,
    blind_spot,
    calls_of,
    evidence_of,
    no,
    nothing_seen,
    unknown,
    yes,
)
from efitool.model.capability import Capability, Evidence
from efitool.model.reference import Grade, GuidReference

ID = "initrd-load-file2"
MEDIA = UUID("5568e427-68fc-4f3d-ac74-ca555231cc68")
LOAD_FILE2 = UUID("4006c0c1-fcb3-403e-996d-4a6c8724e06d")
IMAGE_VERSION = 4 + 20 + 44
"""Where MajorImageVersion stands behind the PE signature, in PE32 and PE32+ alike."""


def answer(subject: Subject) -> Capability:
    """Look for the path and the protocol: a kernel asks for what a loader installs."""
    media = subject.own_references(MEDIA)
    load_file2 = subject.own_references(LOAD_FILE2)
    if subject.image.type in KERNELS:
        return _of_kernel(subject, media, load_file2)
    seen = (*evidence_of(load_file2), *evidence_of(media))
    if media and calls_of(load_file2) & INSTALLING:
        return yes(ID, "it offers an initrd by LoadFile2 on the initrd media path", *seen)
    if media:
        return unknown(
            ID, "it refers to the path, and no call was seen to install LoadFile2", *seen
        )
    return nothing_seen(ID, subject, "nothing in it refers to the initrd media path", MEDIA)


def _of_kernel(
    subject: Subject, media: tuple[GuidReference, ...], load_file2: tuple[GuidReference, ...]
) -> Capability:
    """Hold the stub's references against the version that the image states."""
    pe = subject.image.pe
    if pe is None:
        return no(ID, "it has no EFI stub")
    major, minor = pe.image_version
    seen = (
        *evidence_of(load_file2),
        *evidence_of(media),
        Evidence(
            f"PE image version {major}.{minor}", subject.image.layer, pe.offset + IMAGE_VERSION
        ),
    )
    if media and load_file2:
        return yes(ID, "its EFI stub asks for LoadFile2 on the initrd media path", *seen)
    if media:
        return unknown(ID, "its EFI stub refers to the path, and not to LoadFile2", *seen)
    if weak := subject.own_references(MEDIA, Grade.WEAK):
        return unknown(ID, PIECES, *evidence_of(weak), *seen)
    if missed := blind_spot(subject.image):
        return unknown(ID, f"no initrd media path was seen in it, but {missed}", *seen)
    if major & 1:
        return unknown(ID, "its version says so, and its stub refers to no such path", *seen)
    return no(ID, "its EFI stub refers to no initrd media path", *seen)


QUESTION = Question(
    ID,
    applies=lambda image: image.type in KERNELS | EFI_APPLICATIONS,
    answer=answer,
    of_kernel=True,
)
