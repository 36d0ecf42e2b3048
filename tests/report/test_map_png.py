"""The picture as PNG."""

from __future__ import annotations

import struct
import sys
import xml.etree.ElementTree as ET

import pytest

from efitool.errors import MissingExtraError
from efitool.report import map_png
from tests.report.regions import picture, region


def test_the_picture_in_its_natural_size() -> None:
    pytest.importorskip("resvg_py")
    svg = picture([region(0, 1 << 30, 15)])

    data = map_png.render(svg)

    width, height = struct.unpack_from(">II", data, 16)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert width == 1000
    assert abs(height - float(ET.fromstring(svg).get("height", ""))) <= 1


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)

    with pytest.raises(MissingExtraError, match="the extra 'png' of efitool"):
        map_png.render("<svg/>")
