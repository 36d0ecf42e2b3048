"""The ladder of evidence: what answers yes, what no, and what does not decide."""

from __future__ import annotations

from uuid import UUID

import pytest

from efitool.capabilities import QUESTIONS
from efitool.formats import efi_image
from efitool.model.capability import Answer
from efitool.model.image import Arch, Image, ImageType, Segment, Unread
from efitool.model.linux import Linux
from efitool.model.reference import Grade
from tests import build
from tests.subjects import applies, ask, reference

ID = "unaccepted-memory"
TABLE = UUID("d5d1de3c-105c-44f9-9ea9-bcef98120031")
MARK = b"EFI stub: \0"
MESSAGE = b"Unknown version of unaccepted memory table\0"
KNOWS = TABLE.bytes_le + b"\0Unaccepted:     %8lu kB\0nr_unaccepted\0"


def with_kernel_proper(
    image: bytes, inside: bytes, config: dict[str, str] | None = None, symbols: tuple[str, ...] = ()
) -> Image:
    """Return the image as if its payload had been unpacked to ``inside``."""
    outer = efi_image.decode(image)
    child = Image(
        type=ImageType.ELF,
        arch=Arch.X86_64,
        layer="bzImage > zstd > vmlinux",
        layers=("elf",),
        data=inside,
        linux=Linux(config=config, symbols=symbols),
        segments=(Segment(0, 0, len(inside), code=False),),
    )
    return outer._replace(children=(child,))


def test_the_stub_installs_the_table() -> None:
    found = ask(ID, build.bzimage(stub=MARK), reference(TABLE, "InstallConfigurationTable"))

    assert found.answer is Answer.YES
    assert (
        found.evidence[0].what == "InstallConfigurationTable(LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID)"
    )
    assert found.evidence[0].offset == 0x1234


def test_the_stub_refers_to_the_table_and_speaks_of_it() -> None:
    image = build.bzimage(stub=MARK + MESSAGE)

    found = ask(ID, image, reference(TABLE))

    assert found.answer is Answer.YES
    assert found.evidence[1].offset == image.index(MESSAGE)


def test_a_complete_stub_without_any_trace() -> None:
    assert ask(ID, build.bzimage(stub=MARK)).answer is Answer.NO


@pytest.mark.parametrize(
    "stub", [MARK + b"Unaccepted\0", MARK + TABLE.bytes_le[:8] + b"unaccepted memory"]
)
def test_what_is_no_evidence(stub: bytes) -> None:
    assert ask(ID, build.bzimage(stub=stub, banner=b"6.12.0 (x@y) #1")).answer is Answer.NO


def test_bytes_in_a_compressed_payload_are_no_evidence() -> None:
    payload = b"\x28\xb5\x2f\xfd" + MESSAGE + TABLE.bytes_le + bytes(8)

    assert ask(ID, build.bzimage(payload=payload, stub=MARK)).answer is Answer.NO


@pytest.mark.parametrize("message", [MESSAGE, b"Cannot accept memory: unknown platform\0"])
def test_a_message_alone_does_not_decide(message: bytes) -> None:
    found = ask(ID, build.bzimage(stub=MARK + message))

    assert found.answer is Answer.UNKNOWN
    assert "--deep" in found.why


def test_a_reference_alone_does_not_decide() -> None:
    assert ask(ID, build.bzimage(stub=MARK), reference(TABLE)).answer is Answer.UNKNOWN


def test_a_weak_reference_does_not_decide() -> None:
    weak = reference(TABLE, "InstallConfigurationTable", grade=Grade.WEAK)

    alone = ask(ID, build.bzimage(stub=MARK), weak)
    contradicted = ask(ID, with_kernel_proper(build.bzimage(stub=MARK), b"nothing"), weak)
    elsewhere = ask(ID, build.arm64_image(), weak._replace(layer="Image"))

    for found in (alone, contradicted, elsewhere):
        assert found.answer is Answer.UNKNOWN
        assert (
            found.evidence[0].what
            == "InstallConfigurationTable(LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID) (weak)"
        )
    assert contradicted.evidence[1].what == "nothing of it in the unpacked kernel"
    beside = ask(ID, with_kernel_proper(build.bzimage(stub=MARK), KNOWS), weak)
    assert (beside.answer, len(beside.evidence)) == (Answer.UNKNOWN, 4)


def test_the_kernel_proper_confirms_a_trace() -> None:
    image = with_kernel_proper(build.bzimage(stub=MARK + MESSAGE), KNOWS)

    found = ask(ID, image)

    assert found.answer is Answer.YES
    assert [e.what for e in found.evidence[1:]] == [
        "LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID as data",
        '"Unaccepted:"',
        '"nr_unaccepted"',
    ]


def test_the_configuration_and_the_symbols_confirm() -> None:
    config = {"CONFIG_UNACCEPTED_MEMORY": "y"}
    symbols = ("snp_accept_memory", "tdx_accept_memory")
    image = with_kernel_proper(build.bzimage(stub=MARK), b"x", config, symbols)

    found = ask(ID, image, reference(TABLE, "InstallConfigurationTable"))

    assert found.answer is Answer.YES
    assert [e.what for e in found.evidence[1:]] == [
        "tdx_accept_memory()",
        "snp_accept_memory()",
        "CONFIG_UNACCEPTED_MEMORY=y",
    ]


@pytest.mark.parametrize("config", [None, {"CONFIG_EFI": "y"}, {"CONFIG_UNACCEPTED_MEMORY": "n"}])
def test_a_kernel_proper_without_it_contradicts_the_stub(config: dict[str, str] | None) -> None:
    image = with_kernel_proper(build.bzimage(stub=MARK), b"nothing", config)

    found = ask(ID, image, reference(TABLE, "InstallConfigurationTable"))

    assert found.answer is Answer.UNKNOWN
    assert "disagree" in found.why
    assert len(found.evidence) == 2


def test_a_kernel_proper_with_it_contradicts_a_stub_without() -> None:
    found = ask(ID, with_kernel_proper(build.bzimage(stub=MARK), KNOWS))

    assert found.answer is Answer.UNKNOWN


def test_both_without() -> None:
    found = ask(ID, with_kernel_proper(build.bzimage(stub=MARK), b"x", {"CONFIG_EFI": "y"}))

    assert found.answer is Answer.NO
    assert found.evidence[0].what == "CONFIG_UNACCEPTED_MEMORY is not set"


def test_linux_6_5_says_itself_that_it_does_not() -> None:
    refusal = (
        MARK + b"WARNING: The system has unaccepted memory,  but kernel does not support it\n\0"
    )

    assert ask(ID, build.bzimage(stub=refusal)).answer is Answer.NO
    both = ask(ID, build.bzimage(stub=refusal), reference(TABLE, "InstallConfigurationTable"))
    assert both.answer is Answer.UNKNOWN


def test_other_architectures_cannot() -> None:
    for image in (build.bzimage(machine=0x14C, stub=MARK), build.arm64_image(body=MARK)):
        found = ask(ID, image)
        assert (found.answer, found.why) == (
            Answer.NO,
            "Linux has unaccepted memory on x86-64 only",
        )


def test_a_trace_on_another_architecture_is_shown() -> None:
    found = ask(ID, build.arm64_image(), reference(TABLE, layer="Image"))

    assert found.answer is Answer.UNKNOWN
    assert found.evidence


def test_a_kernel_without_a_stub_cannot() -> None:
    found = ask(ID, build.bzimage(stub=None, xloadflags=1))

    assert (found.answer, found.why) == (
        Answer.NO,
        "it has no EFI stub, which CONFIG_UNACCEPTED_MEMORY needs",
    )


@pytest.mark.parametrize("grade", Grade)
def test_traces_of_a_kernel_without_a_stub_are_shown(grade: Grade) -> None:
    installs = reference(TABLE, "InstallConfigurationTable", grade=grade)

    found = ask(ID, build.bzimage(stub=b"translated"), installs)

    assert (found.answer, len(found.evidence)) == (Answer.UNKNOWN, 1)


def test_the_kernel_proper_holds_the_whole_guid_or_not() -> None:
    near = TABLE.bytes_le[:15] + b"\xff"

    without = ask(ID, with_kernel_proper(build.bzimage(stub=MARK), near))
    found = ask(ID, with_kernel_proper(build.bzimage(stub=MARK), near + TABLE.bytes_le))

    assert without.answer is Answer.NO
    assert [(e.what, e.offset) for e in found.evidence] == [
        ("LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID as data", 16)
    ]


def test_it_is_asked_of_kernels_only() -> None:
    assert applies(ID, build.bzimage())
    assert not applies(ID, build.pe())


def alone(inside: bytes, config: dict[str, str] | None = None) -> Image:
    """Return a kernel proper that no bzImage carries."""
    child = with_kernel_proper(build.bzimage(stub=MARK), inside, config).children[0]
    return child._replace(layer="vmlinux", layers=("elf",))


def test_a_kernel_proper_alone_tells_what_it_knows_and_not_what_its_stub_does() -> None:
    knows = ask(ID, alone(KNOWS))
    not_built = ask(ID, alone(b"nothing of it", {"CONFIG_X86": "y"}))
    torn = ask(ID, alone(KNOWS, {"CONFIG_X86": "y"}))

    assert (knows.answer, "its stub" in knows.why) == (Answer.UNKNOWN, True)
    assert len(knows.evidence) == 3
    assert not_built.answer is Answer.NO
    assert (torn.answer, "contradicts" in torn.why) == (Answer.UNKNOWN, True)


def test_a_kernel_proper_inside_a_bzimage_is_not_asked_again() -> None:
    [question] = [q for q in QUESTIONS if q.id == ID]
    inside = alone(KNOWS)._replace(layers=("pe", "bzimage", "zstd", "elf"))
    no_kernel = alone(KNOWS)._replace(linux=None)

    assert question.applies(alone(KNOWS))
    assert not question.applies(inside)
    assert not question.applies(no_kernel)


def test_a_stub_that_was_not_searched() -> None:
    image = efi_image.decode(build.bzimage(stub=MARK))
    found = ask(ID, image._replace(unread=(Unread(image.layer, "too much"),)))

    assert found.answer is Answer.UNKNOWN
    assert found.why.endswith("but its references were too many to look at")
