"""The kernel handles unaccepted memory (EFI memory type 15).

Such a kernel takes what firmware left unaccepted, notes it in a bitmap that it hands on in a
configuration table of its own, and accepts it when it is first used. A kernel that does not know
type 15 drops the ranges: the guest sees less memory than it was given.

What counts, from the stub up:

1. The EFI stub installs LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID. Code builds the GUID from
   immediates, so that a search for its sixteen bytes finds nothing.
2. The stub holds one of the messages of that code. The message that "kernel does not support it"
   (6.5 only) says the opposite.
3. With ``--deep``, the kernel proper holds the table's GUID, the counters "Unaccepted:" and
   "nr_unaccepted", the functions tdx_accept_memory() or snp_accept_memory(), and its own
   configuration says CONFIG_UNACCEPTED_MEMORY=y.

What does not count: the word "Unaccepted" alone (every kernel since 6.5 can print the type's
name), version numbers (distributions backport and switch off), GUID bytes inside a compressed
payload.

A kernel proper by itself (``vmlinux``) answers *unknown* if it knows the table, since the stub that
hands the table over is not in the file, and *no* if it does not.

Stub and kernel proper that contradict each other answer *unknown*, and so does a weak reference.
Only x86-64 kernels can have the option, and only with an EFI stub; others answer *no* for that
reason, *unknown* if they show traces all the same.

Reference: Linux v6.5, drivers/firmware/efi/libstub/unaccepted_memory.c,
allocate_unaccepted_bitmap(); drivers/firmware/efi/Kconfig, UNACCEPTED_MEMORY.
"""

from __future__ import annotations

from uuid import UUID

from efitool.capabilities._base import (
    KERNELS,
    PIECES,
    Question,
    Subject,
    blind_spot,
    calls_of,
    evidence_of,
    find_text,
    find_texts,
    has_stub,
    no,
    search,
    unknown,
    yes,
)
from efitool.model.capability import Capability, Evidence
from efitool.model.image import Arch, Image, ImageType
from efitool.model.reference import Grade

ID = "unaccepted-memory"
TABLE = UUID("d5d1de3c-105c-44f9-9ea9-bcef98120031")
OPTION = "CONFIG_UNACCEPTED_MEMORY"

STUB_MESSAGES = (
    "Unknown version of unaccepted memory table",
    "Failed to allocate unaccepted memory config table",
    "Failed to install unaccepted memory config table",
    "Cannot accept memory: unknown platform",
)
REFUSAL = "kernel does not support it"
"""Linux v6.5, libstub/x86-stub.c, setup_e820(), built without the option; gone in v6.6."""
KERNEL_BYTES = {
    "LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID as data": TABLE.bytes_le,
    '"Unaccepted:"': b"Unaccepted:",
    '"nr_unaccepted"': b"nr_unaccepted",
}
"""Linux v6.5, drivers/firmware/efi/efi.c, fs/proc/meminfo.c and mm/vmstat.c, with the option."""
KERNEL_SYMBOLS = ("tdx_accept_memory", "snp_accept_memory")


def answer(subject: Subject) -> Capability:
    """Weigh the stub against the kernel proper, where that was unpacked."""
    image = subject.image
    installs = subject.own_references(TABLE)
    weak = evidence_of(subject.own_references(TABLE, Grade.WEAK))
    if image.arch is not Arch.X86_64:
        reason = "Linux has unaccepted memory on x86-64 only"
        return _impossible(reason, (*evidence_of(installs), *weak))
    if image.type is ImageType.ELF:
        return _alone(image)
    messages = find_texts(image, STUB_MESSAGES)
    refusal = find_text(image, REFUSAL)
    stub = (*evidence_of(installs), *messages)
    for_it, against_it = _kernel_proper(image.children)
    seen = (*stub, *for_it)

    if not has_stub(image):
        reason = "it has no EFI stub, which CONFIG_UNACCEPTED_MEMORY needs"
        return _impossible(reason, (*seen, *weak))
    if stub and (refusal or against_it):
        conflict = (*(e for e in (refusal,) if e), *against_it)
        return unknown(ID, "the stub and the rest of the kernel disagree", *stub, *conflict)
    if "InstallConfigurationTable" in calls_of(installs) or (installs and messages):
        return yes(ID, "its EFI stub builds and installs the unaccepted table", *seen)
    if stub:
        return (
            yes(ID, "traces in the stub, confirmed by the kernel proper", *seen)
            if for_it
            else unknown(ID, "the stub shows only traces of it; --deep may tell", *stub)
        )
    if weak:
        return unknown(ID, PIECES, *weak, *for_it, *against_it)
    if for_it:
        return unknown(ID, "the kernel proper knows it and the stub does not", *for_it)
    if refusal:
        return no(ID, "its EFI stub says that it does not support it", refusal)
    if not against_it and (missed := blind_spot(image)):
        return unknown(ID, f"nothing was seen of it, but {missed}")
    return no(ID, "its EFI stub knows nothing of the unaccepted table", *against_it)


def _impossible(reason: str, seen: tuple[Evidence, ...]) -> Capability:
    return unknown(ID, f"{reason}, yet this shows traces of it", *seen) if seen else no(ID, reason)


def _alone(kernel: Image) -> Capability:
    for_it, against_it = _kernel_proper((kernel,))
    if for_it and not against_it:
        why = "the kernel proper knows it; whether its stub does, only the image around it tells"
        return unknown(ID, why, *for_it)
    if for_it:
        return unknown(ID, "the kernel proper contradicts itself", *for_it, *against_it)
    return no(ID, "the kernel proper knows nothing of it", *against_it)


def _kernel_proper(layers: tuple[Image, ...]) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Return what the unpacked kernel says for the option, and against it."""
    for_it: list[Evidence] = []
    against_it: list[Evidence] = []
    for child in layers:
        for_it += search(child, KERNEL_BYTES)
        linux = child.linux
        if linux and linux.symbols is not None:
            for_it += (
                Evidence(f"{name}()", child.layer)
                for name in KERNEL_SYMBOLS
                if name in linux.symbols
            )
        if linux and linux.config is not None:
            value = linux.config.get(OPTION)
            (for_it if value == "y" else against_it).append(
                Evidence(f"{OPTION}={value}" if value else f"{OPTION} is not set", child.layer)
            )
        if not for_it and not against_it:
            against_it.append(Evidence("nothing of it in the unpacked kernel", child.layer))
    return tuple(for_it), tuple(against_it)


def applies(image: Image) -> bool:
    """Kernels, and a kernel proper by itself: one inside a bzImage answers with that."""
    alone = image.type is ImageType.ELF and image.linux and "bzimage" not in image.layers
    return bool(alone) or image.type in KERNELS


QUESTION = Question(ID, applies, answer, of_kernel=True)
