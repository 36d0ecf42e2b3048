"""Words of the command line."""

from __future__ import annotations

import subprocess
import sys

from efitool.replay.choices import AcceptMemory, Platform, Until


def test_the_words() -> None:
    assert [*Platform] == ["tdx", "sev-snp", "none"]
    assert [*AcceptMemory] == ["lazy", "eager"]
    assert [*Until] == ["exit-boot-services", "kernel-entry", "idle"]


def test_nothing_that_plays_is_imported_for_them() -> None:
    code = (
        "import sys; from efitool.replay.choices import Until;"
        "print(*sorted(m for m in sys.modules if '.replay' in m))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["efitool.replay", "efitool.replay.choices"]
