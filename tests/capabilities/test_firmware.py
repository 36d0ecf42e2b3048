"""What a whole firmware answers, from the modules in it and from its metadata."""

from __future__ import annotations

from uuid import UUID

import pytest

from efitool.formats import decode_image
from efitool.model.capability import Answer
from efitool.model.image import Image
from efitool.model.reference import GuidReference
from tests import build
from tests import firmware_build as fw
from tests.build import Section
from tests.subjects import ask, reference

PROVIDES, ACCEPTS, LAZY, ALL = (
    "provides-acceptance-protocol",
    "accepts-memory",
    "lazy-accept",
    "accept-all-at-exit",
)
PROTOCOL = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
ACCEPT = UUID("38c74800-5590-4db4-a0f3-675d9b8e8026")
BEFORE_EXIT = UUID("8be0e274-3970-4b44-80c5-1ab9502f3bfc")
TDCALL, PVALIDATE = b"\x66\x0f\x01\xcc", b"\xf2\x0f\x01\xff"


def module(name: str, code: bytes = b"\xc3" * 16, machine: int = 0x8664) -> bytes:
    pe = build.pe(Section(b".text", 0x1000, code), subsystem=11, machine=machine)
    return fw.file(*fw.named(name, pe))


def firmware(*files: bytes) -> Image:
    return decode_image(fw.volume(*files))


def seen(name: str, guid: UUID, service: str) -> GuidReference:
    return reference(guid, service, layer=f"firmware:{name} > PE")


SEV = firmware(module("PlainDxe"), module("SevDxe", PVALIDATE))
SEV_SEEN = (
    seen("SevDxe", PROTOCOL, "InstallMultipleProtocolInterfaces"),
    seen("SevDxe", ACCEPT, "InstallMultipleProtocolInterfaces"),
    seen("SevDxe", BEFORE_EXIT, "CreateEventEx"),
)
TDX = firmware(module("TdxDxe", TDCALL), module("PlainDxe", TDCALL))
TDX_SEEN = (
    seen("TdxDxe", ACCEPT, "InstallProtocolInterface"),
    seen("PlainDxe", BEFORE_EXIT, "CreateEventEx"),
)


@pytest.mark.parametrize(
    ("id", "why"),
    [
        (PROVIDES, "SevDxe: it installs the protocol"),
        (ACCEPTS, "it accepts memory on sev-snp: SevDxe"),
        (LAZY, "on sev-snp it leaves memory to a kernel that asks for it"),
        (ALL, "SevDxe: it accepts memory, and waits for the first ExitBootServices"),
    ],
)
def test_firmware_for_sev(id: str, why: str) -> None:
    found = ask(id, SEV, *SEV_SEEN)
    assert (found.answer, found.why) == (Answer.YES, why)
    assert {e.layer for e in found.evidence} == {"firmware:SevDxe > PE"}


@pytest.mark.parametrize(
    ("id", "answer", "why"),
    [
        (PROVIDES, Answer.NO, "no module installs the protocol"),
        (ACCEPTS, Answer.YES, "it accepts memory on tdx: TdxDxe"),
        (LAZY, Answer.YES, "on tdx it leaves memory above 4 GiB to the kernel"),
        (ALL, Answer.NO, "no module accepts what is left at the end"),
    ],
)
def test_firmware_for_tdx(id: str, answer: Answer, why: str) -> None:
    found = ask(id, TDX, *TDX_SEEN)
    assert (found.answer, found.why) == (answer, why)


def test_both_platforms_are_named() -> None:
    both = firmware(module("TdxDxe", TDCALL), module("SevDxe", PVALIDATE))
    found = ask(ACCEPTS, both, *TDX_SEEN, *SEV_SEEN)
    assert found.why == "it accepts memory on sev-snp and tdx: TdxDxe, SevDxe"


@pytest.mark.parametrize("id", [PROVIDES, ACCEPTS, LAZY, ALL])
def test_plain_firmware_does_nothing_of_it(id: str) -> None:
    assert ask(id, firmware(module("PlainDxe", TDCALL))).answer is Answer.NO


@pytest.mark.parametrize("id", [PROVIDES, ACCEPTS, LAZY, ALL])
def test_what_could_not_be_read_may_do_it(id: str) -> None:
    damaged = firmware(module("PlainDxe"), fw.file(*fw.named("LostDxe", b"ZZ" * 40)))
    found = ask(id, damaged)
    assert found.answer is Answer.UNKNOWN
    assert found.why == "nothing was seen of it, but firmware:LostDxe was not read"


@pytest.mark.parametrize("id", [PROVIDES, ACCEPTS, LAZY, ALL])
def test_variables_alone_do_not_tell(id: str) -> None:
    assert ask(id, decode_image(fw.volume(size=512))).answer is Answer.UNKNOWN


@pytest.mark.parametrize("id", [PROVIDES, ACCEPTS, LAZY, ALL])
def test_other_machines_have_no_such_guests(id: str) -> None:
    found = ask(id, firmware(module("AnyDxe", machine=0xAA64)))
    assert found.answer is Answer.NO
    assert "not of arm64" in found.why


def early(metadata: bytes) -> Image:
    pei = fw.file(*fw.named("PlatformPei", fw.te(code=PVALIDATE * 4), fw.TE), type=fw.PEIM)
    return decode_image(fw.volume(pei, module("PlainDxe")) + fw.with_metadata(amd=metadata))


def test_the_first_phases_validate_what_the_metadata_tell_of() -> None:
    found = ask(ACCEPTS, early(fw.sev((0x800000, 0x9000, 1))))
    assert (found.answer, found.why) == (Answer.YES, "it accepts memory on sev-snp: PlatformPei")
    assert found.evidence[0].what == "PVALIDATE"


def test_without_metadata_nobody_starts_it_as_such_a_guest() -> None:
    assert ask(ACCEPTS, early(fw.sev((0, 0, 1)))).answer is Answer.NO
