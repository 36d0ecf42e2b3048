"""There is one version."""

from __future__ import annotations

import pytest

from efitool.rules.descriptor_version import check
from tests.maps import memory_map


@pytest.mark.parametrize("version", [None, 1])
def test_silent(version: int | None) -> None:
    assert list(check(memory_map()._replace(descriptor_version=version))) == []


@pytest.mark.parametrize("version", [0, 2])
def test_fails(version: int) -> None:
    assert list(check(memory_map()._replace(descriptor_version=version))) == [
        (None, f"its descriptors are of version {version}")
    ]
