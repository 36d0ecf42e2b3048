"""Layouts say what their schemas say."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from construct import Bytes, Const, Int16ub, Int16ul, Int32ul, Struct
from hypothesis import given
from hypothesis import strategies as st

from efitool.errors import MalformedError
from efitool.formats import _boot_layouts, _boot_schemas
from efitool.formats._layout import Layout, derive

NAMES = [name for name, value in vars(_boot_layouts).items() if isinstance(value, Layout)]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_a_layout_parses_as_its_schema_does(name: str, data: st.DataObject) -> None:
    schema: Struct = getattr(_boot_schemas, name)
    raw = data.draw(st.binary(min_size=schema.sizeof(), max_size=schema.sizeof()))

    parsed = schema.parse(raw)

    layout: Layout = getattr(_boot_layouts, name)
    assert layout.parse("x", raw, 0) == {k: v for k, v in parsed.items() if k != "_io"}


def test_the_layouts_are_those_that_the_script_writes() -> None:
    script = runpy.run_path(str(ROOT / "scripts/build_layouts.py"))
    assert script["TARGET"].read_text() == script["generate"]()


def test_derive() -> None:
    schema = Struct("a" / Int16ul, "b" / Bytes(3), "c" / Int32ul)
    assert derive(schema) == Layout("<H3sL", ("a", "b", "c"))


@pytest.mark.parametrize("field", ["a" / Int16ub, "a" / Const(b"x"), Int16ul])
def test_what_has_no_layout_is_refused(field: object) -> None:
    with pytest.raises(TypeError):
        derive(Struct(field))


@pytest.mark.parametrize(("size", "field"), [(0, "a"), (1, "a"), (2, "b"), (4, "b"), (8, "c")])
def test_short_data_names_the_field_where_it_ends(size: int, field: str) -> None:
    layout = Layout("<H3sL", ("a", "b", "c"))

    with pytest.raises(MalformedError) as e:
        layout.parse("x", bytes(10 + size), 10)

    assert (e.value.field, e.value.offset) == (field, 10 + size)
