"""EFI drivers out of real firmware: what they are, and who provides the acceptance protocol."""

from __future__ import annotations

import pytest

import efitool
from efitool import Answer, Arch, ImageType
from tests.real import firmware
from tests.real.availability import obtaining
from tests.real.firmware import Module
from tests.real.truths import ACCEPTANCE
from tests.real.volumes import FIRMWARE, Firmware, no_firmware, obtain

pytestmark = pytest.mark.real

DRIVERS = {ImageType.EFI_BOOT_DRIVER, ImageType.EFI_RUNTIME_DRIVER}


@pytest.fixture(scope="module")
def modules(asked: bool) -> dict[str, Module]:
    with obtaining():
        return {module.name: module for module in firmware.modules()}


def test_every_module_is_a_driver_or_an_application(modules: dict[str, Module]) -> None:
    assert len(modules) >= 100
    for module in modules.values():
        image = efitool.decode_image(module.data)
        assert image.arch is Arch.X86_64, module.name
        kinds = {ImageType.EFI_APPLICATION} if module.application else DRIVERS
        assert image.type in kinds, module.name


def test_no_module_is_malformed(modules: dict[str, Module]) -> None:
    for module in modules.values():
        found = efitool.lint(efitool.decode_image(module.data))
        assert [f for f in found if f.severity is efitool.Severity.ERROR] == [], module.name


def test_only_the_driver_for_sev_provides_the_acceptance_protocol(
    modules: dict[str, Module],
) -> None:
    installers = {}
    for module in modules.values():
        image = efitool.decode_image(module.data)
        references = [r for r in efitool.references(image) if r.guid == ACCEPTANCE]
        if references:
            installers[module.name] = {c.service for r in references for c in r.calls}
        provides = {c.id: c.answer for c in efitool.capabilities(image)}.get(
            "provides-acceptance-protocol"
        )
        assert (provides is Answer.YES) == (module.name == "AmdSevDxe"), module.name
    assert installers == {"AmdSevDxe": {"InstallMultipleProtocolInterfaces"}}


@pytest.mark.parametrize("name", ["AmdSevDxe", "TdxDxe"])
def test_drivers_for_confidential_guests_accept_memory(
    modules: dict[str, Module], name: str
) -> None:
    answers = {c.id: c for c in efitool.capabilities(efitool.decode_image(modules[name].data))}
    assert answers["accepts-memory"].answer is Answer.YES
    assert {"AmdSevDxe": "sev-snp", "TdxDxe": "tdx"}[name] in answers["accepts-memory"].why


def test_another_library_finds_the_same_modules(modules: dict[str, Module]) -> None:
    truth = next(f for f in FIRMWARE if (f.package, f.suite) == ("ovmf", "trixie"))
    with obtaining():
        image = efitool.read_image(obtain(truth))
    own = {
        child.layer.removeprefix("firmware:").removesuffix(" > PE"): bytes(child.data)
        for child in image.children
    }
    # A name that several modules have is numbered here, and the last of them wins there.
    shared = {name: data for name, data in own.items() if "#" not in name}
    repeated = {name.partition("#")[0] for name in own if "#" in name}
    assert shared.keys() == modules.keys()
    differing = {n for n, m in modules.items() if shared[n] != m.data[: len(shared[n])]}
    assert differing <= repeated


@pytest.mark.parametrize("truth", FIRMWARE, ids=str)
def test_what_a_firmware_does(truth: Firmware, asked: bool) -> None:
    with obtaining():
        image = efitool.read_image(obtain(truth))
    assert image.type is ImageType.FIRMWARE
    assert image.arch == truth.arch
    assert len(image.children) >= truth.modules
    assert image.unread == ()
    answers = {c.id: c for c in efitool.capabilities(image)}
    expected = {
        "provides-acceptance-protocol": truth.provides,
        "accepts-memory": bool(truth.accepts),
        "lazy-accept": truth.lazy,
        "accept-all-at-exit": truth.at_exit,
    }
    assert {id: c.answer for id, c in answers.items()} == {
        id: Answer.YES if can else Answer.NO for id, can in expected.items()
    }
    platforms = answers["accepts-memory"].why.partition(" on ")[2].partition(":")[0]
    assert set(filter(None, platforms.split(" and "))) == truth.accepts
    assert image.firmware is not None
    assert (image.firmware.build is not None) == truth.version


@pytest.mark.parametrize("truth", FIRMWARE, ids=str)
def test_no_firmware_is_malformed(truth: Firmware, asked: bool) -> None:
    with obtaining():
        found = efitool.lint(efitool.read_image(obtain(truth)))
    assert [f for f in found if f.severity is efitool.Severity.ERROR] == []


def test_a_bios_is_no_firmware_volume(asked: bool) -> None:
    with obtaining():
        path = no_firmware()
    with pytest.raises(efitool.UnknownFormatError):
        efitool.read_image(path)
