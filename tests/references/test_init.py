from __future__ import annotations

from uuid import UUID

import pytest

from efitool.model.image import Arch, Segment, Unread
from efitool.model.reference import Call, Form, Grade, GuidReference
from efitool.references import attempt, find
from efitool.references.data import MAX_PIECES
from tests.machine_code import ACCEPTANCE, CODE, DATA, GRAPHICS, assembled, image

BUILD = """
    48 b8 fe10a0c5a7383145     ; mov rax, 0x453138a7c5a010fe
    48 89 44 24 20             ; mov [rsp+0x20], rax
    48 b8 8a4a0500d2fd1649     ; mov rax, 0x4916fdd200054a8a
    48 89 44 24 28             ; mov [rsp+0x28], rax
    48 8b 05 00 20 00 00       ; mov rax, [rip+0x2000]
    48 8b 40 60                ; mov rax, [rax+0x60]
    48 8d 4c 24 20             ; lea rcx, [rsp+0x20]
    ff 90 40 01 00 00          ; call [rax+0x140]
    c3                         ; ret
"""
SIZE = len(assembled(BUILD))


def test_code_and_data_are_found_in_order_and_say_where() -> None:
    held = image(BUILD, b"...." + GRAPHICS.bytes_le + ACCEPTANCE.bytes_le)
    located = (Call("LocateProtocol", CODE + SIZE - 7),)
    assert find(held) == (
        GuidReference(ACCEPTANCE, Form.IMMEDIATE, Grade.STRONG, "pe", 0, CODE, ".text", located),
        GuidReference(GRAPHICS, Form.DATA, Grade.STRONG, "pe", SIZE + 4, DATA + 4, ".data"),
        GuidReference(ACCEPTANCE, Form.DATA, Grade.STRONG, "pe", SIZE + 20, DATA + 20, ".data"),
    )


@pytest.mark.parametrize("arch", [None, Arch.RISCV64, Arch.LOONGARCH64, Arch.EBC])
def test_other_architectures_have_their_data_searched(arch: Arch | None) -> None:
    held = image(BUILD, GRAPHICS.bytes_le)._replace(arch=arch)
    assert [(r.guid, r.form) for r in find(held)] == [(GRAPHICS, Form.DATA)]


def test_what_firmware_does_not_load_calls_no_firmware() -> None:
    held = image(BUILD, GRAPHICS.bytes_le)._replace(pe=None)
    assert [r.form for r in find(held)] == [Form.DATA]


def test_a_payload_is_neither_code_nor_data() -> None:
    """The section that holds a compressed payload is code on both sides of it."""
    nop = b"\x90"
    payload = assembled(BUILD) + GRAPHICS.bytes_le
    end = 1 + len(payload)
    segments = (Segment(0, CODE, 1, code=True), Segment(end, CODE + end, 1, code=True))
    held = image(BUILD)._replace(data=nop + payload + nop, segments=segments)
    assert find(held) == ()
    whole = (Segment(0, CODE, end + 1, code=True),)
    assert {r.guid for r in find(held._replace(segments=whole))} == {ACCEPTANCE, GRAPHICS}


def test_an_image_of_nothing_refers_to_nothing() -> None:
    assert find(image("")._replace(segments=())) == ()


def test_memory_that_was_cleared_is_no_guid() -> None:
    clear = """
        31 c0                      ; xor eax, eax
        48 89 44 24 20             ; mov [rsp+0x20], rax
        48 89 44 24 28             ; mov [rsp+0x28], rax
    """
    assert UUID(int=0) not in {r.guid for r in find(image(clear + BUILD, bytes(64)))}


def test_a_layer_that_is_refused_costs_its_own_references_only() -> None:
    inner = image(BUILD)._replace(layer="pe > inner")
    outer = image("", ACCEPTANCE.bytes_le[:8] * (MAX_PIECES + 1))._replace(children=(inner,))

    told, references = attempt(outer)

    why = f"not searched for references: data holds more than {MAX_PIECES} pieces of GUIDs"
    assert told == outer._replace(unread=(Unread("pe", why),))
    assert references == find(inner) != ()
    assert attempt(inner) == (inner, find(inner))


def test_layers_without_a_sought_guid_are_passed_over() -> None:
    builds = image(BUILD)._replace(layer="builds")
    plain = image("c3", GRAPHICS.bytes_le)._replace(layer="plain")
    outer = image("")._replace(layer="outer", children=(builds, plain))

    _, all_of_them = attempt(outer)
    _, sought = attempt(outer, frozenset((ACCEPTANCE,)))

    assert {r.layer for r in all_of_them} == {"builds", "plain"}
    assert {(r.layer, r.guid) for r in sought} == {("builds", ACCEPTANCE)}
