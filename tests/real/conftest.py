"""Real files, and when a run may do without them.

Without apt nothing can be fetched, and nobody wants hundreds of megabytes unasked: both skip.
``pytest -m real`` asks, as does EFITOOL_REAL in the environment. What was asked for and cannot
be had fails in CI, and with ``EFITOOL_REAL=required``; elsewhere it skips.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import efitool
from efitool import Image
from tests.real import collection, kernels, programs
from tests.real.availability import give_up, obtaining, required
from tests.real.collection import COLLECTION, Specimen
from tests.real.kernels import KERNELS, Kernel
from tests.real.programs import PROGRAMS, Program


@pytest.fixture(scope="session")
def asked(pytestconfig: pytest.Config) -> bool:
    """True where the real files are asked for and can be fetched; skips or fails elsewhere."""
    wanted = pytestconfig.getoption("markexpr") == "real" or bool(os.environ.get("EFITOOL_REAL"))
    for tool in ("apt-get", "dpkg-deb"):
        if shutil.which(tool) is None:
            give_up(f"{tool} not found", failing=wanted and required())
    if not wanted:
        pytest.skip("downloads some 900 MB once: ask for it with pytest -m real")
    return True


@pytest.fixture(scope="session", params=KERNELS, ids=str)
def kernel(request: pytest.FixtureRequest, asked: bool) -> Kernel:
    """Each real kernel in turn, with the truth about it."""
    with obtaining():
        return kernels.obtain(request.param)


@pytest.fixture(scope="session")
def image(kernel: Kernel) -> Image:
    """The kernel as it is read without ``deep``."""
    return efitool.read_image(kernel.path)


@pytest.fixture(scope="session")
def deep_image(kernel: Kernel) -> Image:
    """The kernel and what is compressed inside."""
    return efitool.read_image(kernel.path, deep=True)


@pytest.fixture(scope="session", params=COLLECTION, ids=str)
def specimen(request: pytest.FixtureRequest, asked: bool) -> Specimen:
    """Each program of the collection in turn, with what is known of it."""
    with obtaining():
        return collection.obtain(request.param)


@pytest.fixture(scope="session", params=PROGRAMS, ids=str)
def program(request: pytest.FixtureRequest, asked: bool) -> tuple[Program, Path]:
    """Each program in turn, with the truth about it, and its file."""
    with obtaining():
        return request.param, programs.obtain(request.param)
