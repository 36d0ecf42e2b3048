"""EFI drivers out of real firmware: what they are, and who provides the acceptance protocol."""

from __future__ import annotations

import pytest

import efitool
from efitool import Answer, Arch, ImageType
from tests.real import firmware
from tests.real.availability import obtaining
from tests.real.firmware import Module
from tests.real.truths import ACCEPTANCE

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
