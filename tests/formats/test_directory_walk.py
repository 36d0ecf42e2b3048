"""The files below a directory: which are yielded, and how many at most."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool.errors import LimitError
from efitool.formats import _directory_walk
from efitool.formats._directory_walk import files


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b").write_text("b")
    (tmp_path / "a").write_text("a")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "sub" / "ring").symlink_to(tmp_path)

    assert [name for _, name in files(str(tmp_path))] == ["a", "sub/b"]


def test_there_is_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_directory_walk, "FILES", 1)
    (tmp_path / "a").write_text("a")
    (tmp_path / "b").write_text("b")

    with pytest.raises(LimitError, match="more than 1 files"):
        list(files(str(tmp_path)))
