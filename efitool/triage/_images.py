"""The images of a guest: its kernel, its firmware, what starts the kernel."""

from __future__ import annotations

from efitool.model.capability import Capability
from efitool.model.image import Image, ImageType
from efitool.model.triage import Evidence, Fact, Origin
from efitool.triage.case import Told


def version(evidence: Evidence) -> str | None:
    """Return the release of the kernel in an image, None where it has none or does not say it."""
    if not isinstance(evidence.artifact, Image):
        return None
    versions = (layer.linux.version for layer in evidence.artifact.walk() if layer.linux)
    return next((v for v in versions if v), None)


def kernel_image(evidence: tuple[Evidence, ...], release: Fact | None) -> Evidence | None:
    """Return the image of the kernel that was booted; the only one, where nothing tells which."""
    kernels = [
        e
        for e in evidence
        if isinstance(e.artifact, Image) and any(layer.linux for layer in e.artifact.walk())
    ]
    if release is not None:
        same = [e for e in kernels if version(e) in (release.value, None)]
        return same[0] if same else None
    return kernels[0] if len(kernels) == 1 else None


def firmware_image(evidence: tuple[Evidence, ...]) -> Evidence | None:
    """Return the image of the firmware."""
    return next(
        (e for e in evidence if isinstance(e.artifact, Image) and e.artifact.firmware), None
    )


def loader_image(evidence: tuple[Evidence, ...]) -> Evidence | None:
    """Return an application that is no kernel."""
    return next(
        (
            e
            for e in evidence
            if isinstance(e.artifact, Image)
            and e.artifact.type is ImageType.EFI_APPLICATION
            and not any(layer.linux for layer in e.artifact.walk())
        ),
        None,
    )


def told(evidence: Evidence | None) -> dict[str, Told]:
    """Return the answers of an image by the ids of capabilities."""
    if evidence is None:
        return {}
    return {
        c.id: Told(c.answer, c.why, _where(evidence.path, c), c.platforms)
        for c in evidence.capabilities
    }


def _where(path: str, capability: Capability) -> Origin:
    seen = capability.evidence[:1]
    text = f"{seen[0].layer}: {seen[0].what}" if seen else capability.why
    return Origin(path, offset=seen[0].offset if seen else None, text=text)
