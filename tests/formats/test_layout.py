"""Layouts say what their schemas say."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from construct import Bytes, Const, Int16ub, Int16ul, Int32ul, Padding, Struct
from hypothesis import given
from hypothesis import strategies as st

from efitool.errors import MalformedError
from efitool.formats import (
    _acpi_layouts,
    _acpi_schemas,
    _boot_layouts,
    _boot_schemas,
    _dump_layouts,
    _dump_schemas,
    _memory_layouts,
    _memory_schemas,
)
from efitool.formats._layout import Layout, derive

PAIRS = [
    pytest.param(layout, getattr(schemas, name), id=name)
    for schemas, layouts in (
        (_acpi_schemas, _acpi_layouts),
        (_boot_schemas, _boot_layouts),
        (_dump_schemas, _dump_layouts),
        (_memory_schemas, _memory_layouts),
    )
    for name, layout in vars(layouts).items()
    if isinstance(layout, Layout)
]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("layout", "schema"), PAIRS)
@given(data=st.data())
def test_a_layout_parses_as_its_schema_does(
    layout: Layout, schema: Struct, data: st.DataObject
) -> None:
    raw = data.draw(st.binary(min_size=schema.sizeof(), max_size=schema.sizeof()))

    parsed = schema.parse(raw)

    fields = {k: v for k, v in parsed.items() if k != "_io"}
    assert layout.parse("x", raw, 0) == fields
    assert list(layout.rows((raw + b"\xff") * 2, len(raw) + 1)) == [tuple(fields.values())] * 2


def test_the_layouts_are_those_that_the_script_writes() -> None:
    script = runpy.run_path(str(ROOT / "scripts/build_layouts.py"))
    for target, schemas in script["TARGETS"].items():
        assert target.read_text() == script["generate"](schemas)


def test_derive() -> None:
    schema = Struct("a" / Int16ul, "b" / Bytes(3), "c" / Int32ul)
    assert derive(schema) == Layout("<H3sL", ("a", "b", "c"))
    assert derive(Struct("a" / Int16ul, Padding(6), "b" / Int32ul)) == Layout("<H6xL", ("a", "b"))


@pytest.mark.parametrize("field", ["a" / Int16ub, "a" / Const(b"x"), Int16ul])
def test_what_has_no_layout_is_refused(field: object) -> None:
    with pytest.raises(TypeError):
        derive(Struct(field))


def test_padding_ends_no_field() -> None:
    layout = Layout("<H6xL", ("a", "b"))

    for size in (2, 7, 8, 11):
        with pytest.raises(MalformedError) as e:
            layout.parse("x", bytes(size), 0)
        assert e.value.field == "b"


@pytest.mark.parametrize(("size", "field"), [(0, "a"), (1, "a"), (2, "b"), (4, "b"), (8, "c")])
def test_short_data_names_the_field_where_it_ends(size: int, field: str) -> None:
    layout = Layout("<H3sL", ("a", "b", "c"))

    with pytest.raises(MalformedError) as e:
        layout.parse("x", bytes(10 + size), 10)

    assert (e.value.field, e.value.offset) == (field, 10 + size)
