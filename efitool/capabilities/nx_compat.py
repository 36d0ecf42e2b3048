"""The image runs where firmware enforces non-executable memory.

What counts: IMAGE_DLLCHARACTERISTICS_NX_COMPAT in the PE headers. It promises that the image
runs no code from memory it did not ask to be executable; that the promise is kept is not
checked.

Reference: PE/COFF, DLL Characteristics; UEFI 2.10, EFI_MEMORY_ATTRIBUTE_PROTOCOL.
"""

from __future__ import annotations

from efitool.capabilities._base import Question, Subject, no, yes
from efitool.model.capability import Capability, Evidence

ID = "nx-compat"
DLL_CHARACTERISTICS = 4 + 20 + 70
"""Where the field stands behind the PE signature, in PE32 and PE32+ alike."""


def answer(subject: Subject) -> Capability:
    """Read the flag."""
    pe = subject.image.pe
    flags = pe.dll_characteristics if pe else 0
    offset = pe.offset + DLL_CHARACTERISTICS if pe else None
    seen = Evidence(f"DllCharacteristics {flags:#x}", subject.image.layer, offset)
    if pe and pe.nx_compat:
        return yes(ID, "its PE header has the NX_COMPAT flag", seen)
    return no(ID, "its PE header lacks the NX_COMPAT flag", seen)


QUESTION = Question(ID, applies=lambda image: image.pe is not None, answer=answer)
