"""Real files, and when a run may do without them.

Without apt nothing can be fetched, and nobody wants hundreds of megabytes unasked: both skip.
``pytest -m real`` asks, as does EFITOOL_REAL in the environment. What was asked for and cannot
be had fails in CI, and with ``EFITOOL_REAL=required``; elsewhere it skips.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import efitool
from efitool import Image
from tests.real import kernels, lookalikes
from tests.real.archive import ArchiveError
from tests.real.kernels import KERNELS, Kernel
from tests.real.lookalikes import LOOKALIKES, Lookalike


@pytest.fixture(scope="session")
def asked(pytestconfig: pytest.Config) -> bool:
    """True where the real files are asked for and can be fetched; skips or fails elsewhere."""
    wanted = pytestconfig.getoption("markexpr") == "real" or bool(os.environ.get("EFITOOL_REAL"))
    for tool in ("apt-get", "dpkg-deb"):
        if shutil.which(tool) is None:
            _unavailable(f"{tool} not found", required=wanted and _required())
    if not wanted:
        pytest.skip("downloads some 600 MB once: ask for it with pytest -m real")
    return True


@pytest.fixture(scope="session", params=KERNELS, ids=str)
def kernel(request: pytest.FixtureRequest, asked: bool) -> Kernel:
    """Each real kernel in turn, with the truth about it."""
    with _required_in_ci():
        return kernels.obtain(request.param)


@pytest.fixture(scope="session")
def image(kernel: Kernel) -> Image:
    """The kernel as it is read without ``deep``."""
    return efitool.read(kernel.path)


@pytest.fixture(scope="session")
def deep_image(kernel: Kernel) -> Image:
    """The kernel and what is compressed inside."""
    return efitool.read(kernel.path, deep=True)


@pytest.fixture(scope="session", params=LOOKALIKES, ids=str)
def lookalike(request: pytest.FixtureRequest, asked: bool) -> tuple[Lookalike, Path]:
    """Each look-alike in turn, and its file."""
    with _required_in_ci():
        return request.param, lookalikes.obtain(request.param)


def _required() -> bool:
    return os.environ.get("CI") == "true" or os.environ.get("EFITOOL_REAL") == "required"


@contextmanager
def _required_in_ci() -> Iterator[None]:
    try:
        yield
    except ArchiveError as e:
        _unavailable(str(e), required=_required())


def _unavailable(why: str, *, required: bool) -> None:
    if required:
        pytest.fail(why)
    pytest.skip(why)
