"""Unified kernel images: against what ukify says, and against the kernel that went in."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import efitool
from efitool import Answer, Capability, Image, ImageType
from efitool.model.uki import Profile
from tests.real import kernels, peers, unified
from tests.real.availability import obtaining
from tests.real.kernels import Kernel
from tests.real.unified import RECIPES, SIGNER, Recipe

pytestmark = pytest.mark.real

WITH_KERNEL = [recipe for recipe in RECIPES if recipe.kernel]
REPEATABLE = {".dtbauto", ".efifw"}
MEMORY = ("unaccepted-memory", "acceptance-protocol")


@pytest.fixture(scope="module", params=RECIPES, ids=str)
def recipe(request: pytest.FixtureRequest, asked: bool) -> Recipe:
    recipe: Recipe = request.param
    return recipe


@pytest.fixture(scope="module")
def path(recipe: Recipe) -> Path:
    with obtaining():
        return unified.build(recipe)


@pytest.fixture(scope="module")
def image(path: Path) -> Image:
    return efitool.read_image(path)


@pytest.fixture(scope="module")
def kernel(recipe: Recipe) -> Kernel:
    """The kernel that went in."""
    assert recipe.kernel
    with obtaining():
        return kernels.obtain(recipe.kernel)


@pytest.fixture(scope="module")
def bare(kernel: Kernel) -> Image:
    """The same kernel, by itself."""
    return efitool.read_image(kernel.path)


with_kernel = pytest.mark.parametrize("recipe", WITH_KERNEL, ids=str, indirect=True)


def by_id(image: Image) -> dict[str, Capability]:
    return {capability.id: capability for capability in efitool.capabilities(image)}


def profiles(image: Image) -> tuple[Profile, ...]:
    assert image.uki is not None
    return image.uki.profiles


def test_it_is_what_it_was_built_as(recipe: Recipe, image: Image) -> None:
    assert image.type is (ImageType.UKI if recipe.kernel else ImageType.UKI_ADDON)
    assert image.program is not None
    assert image.program.name == ("systemd-stub" if recipe.kernel else "systemd-addon")
    own = efitool.read_image(recipe.stub.obtain())
    assert (image.arch, image.program.version) == (
        own.arch,
        own.program.version if own.program else None,
    )


def test_sections_are_those_that_ukify_tells(path: Path, image: Image) -> None:
    with obtaining():
        told = peers.ukify_inspect(path)
    assert [_sections(p, image) for p in profiles(image)] == [
        {name: entry for name, entry in by_name.items() if name != "_profiles"}
        for by_name in (told, *told.get("_profiles", ()))
    ]


def _sections(profile: Profile, image: Image) -> dict[str, Any]:
    """Tell a profile as ukify does: a section that may be repeated is a list."""
    told: dict[str, Any] = defaultdict(list)
    for s in profile.sections:
        content = image.data[s.offset : s.offset + s.size]
        entry: dict[str, Any] = {"size": s.size, "sha256": hashlib.sha256(content).hexdigest()}
        if s.text is not None:
            entry["text"] = s.text
        if s.name in REPEATABLE:
            told[s.name].append(entry)
        else:
            told[s.name] = entry
    return dict(told)


@with_kernel
def test_the_kernel_inside_is_the_kernel_that_went_in(
    kernel: Kernel, bare: Image, image: Image
) -> None:
    (inside,) = image.children
    assert inside.data[:] == kernel.path.read_bytes()
    assert (inside.type, inside.arch) == (bare.type, bare.arch)
    assert (inside.linux and inside.linux.banner) == (bare.linux and bare.linux.banner)
    assert inside.layer == f"uki:.linux > {bare.layer}"


@with_kernel
def test_it_is_deep_inside_what_it_is_by_itself(kernel: Kernel, path: Path) -> None:
    (inside,) = efitool.read_image(path, deep=True).children
    bare = efitool.read_image(kernel.path, deep=True)
    assert inside.linux is not None
    assert inside.linux.version == kernel.release
    assert [layer.data[:] for layer in inside.walk()] == [layer.data[:] for layer in bare.walk()]


@with_kernel
@pytest.mark.parametrize("id", MEMORY)
def test_it_answers_by_its_kernel(kernel: Kernel, bare: Image, image: Image, id: str) -> None:
    answer = by_id(image)[id]
    assert answer.answer is by_id(bare)[id].answer
    assert (answer.answer is Answer.YES) == kernel.has("UNACCEPTED_MEMORY")
    assert answer.layer == f"uki:.linux > {bare.layer}"
    assert {e.layer for e in answer.evidence} <= {answer.layer}


def test_signed_is_what_was_signed(recipe: Recipe, path: Path, image: Image) -> None:
    answer = by_id(image)["secure-boot-signed"]
    assert (answer.answer is Answer.YES) == ("signed" in recipe.name)
    if answer.answer is Answer.YES:
        assert SIGNER in answer.why
        with obtaining():
            assert peers.signers(path) == [SIGNER]


def test_profiles_are_told_apart(recipe: Recipe, image: Image) -> None:
    told = [(p.number, p.id, p.title) for p in profiles(image)]
    assert told == [
        (None, None, None),
        *(
            [(0, "main", "Boot as usual"), (1, "debug", "Boot and tell"), (2, "reset", None)]
            if recipe.profiles
            else []
        ),
    ]


def test_nothing_is_wrong(image: Image) -> None:
    assert [f for f in efitool.lint(image) if f.severity is efitool.Severity.ERROR] == []
