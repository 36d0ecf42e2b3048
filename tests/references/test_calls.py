from __future__ import annotations

from collections.abc import Mapping

import pytest

from efitool.references._machine import IMAGE, STACK, Symbol, Value
from efitool.references.calls import (
    SERVICES,
    Service,
    ServiceCall,
    Table,
    guid_arguments,
    slot,
    table,
)

BOOT_OFFSETS = {
    # The offsets of an independent list: 64-bit EFI_BOOT_SERVICES as debuggers print it.
    "InstallProtocolInterface": 0x80,
    "ReinstallProtocolInterface": 0x88,
    "UninstallProtocolInterface": 0x90,
    "HandleProtocol": 0x98,
    "RegisterProtocolNotify": 0xA8,
    "LocateHandle": 0xB0,
    "LocateDevicePath": 0xB8,
    "InstallConfigurationTable": 0xC0,
    "OpenProtocol": 0x118,
    "CloseProtocol": 0x120,
    "OpenProtocolInformation": 0x128,
    "LocateHandleBuffer": 0x138,
    "LocateProtocol": 0x140,
    "InstallMultipleProtocolInterfaces": 0x148,
    "UninstallMultipleProtocolInterfaces": 0x150,
    "CalculateCrc32": 0x158,
    "CreateEventEx": 0x170,
}
RUNTIME_OFFSETS = {"GetVariable": 0x48, "GetNextVariableName": 0x50, "SetVariable": 0x58}


def at(base: Symbol | None, offset: int) -> Value:
    return Value(base, offset, 0)


def loaded_from(base: Symbol | None, offset: int, size: int = 8) -> Symbol:
    return Symbol(at(base, offset), size)


def called(pointer: Value, *arguments: Value) -> ServiceCall:
    return ServiceCall(pointer, lambda n: arguments[n])


def service(call: ServiceCall, variables: Mapping[int, Table]) -> Service | None:
    reached = slot(call, variables)
    return SERVICES.get(reached) if reached else None


@pytest.mark.parametrize(
    ("offset", "services"), [(0x60, BOOT_OFFSETS), (0x58, RUNTIME_OFFSETS)], ids=["boot", "runtime"]
)
def test_a_64_bit_table_has_its_services_at_these_offsets(
    offset: int, services: dict[str, int]
) -> None:
    base = loaded_from(Symbol(), offset)
    found = {
        reached.name: offset
        for offset in range(0x200)
        if (reached := service(called(at(base, offset)), {}))
    }
    assert found == services


@pytest.mark.parametrize(
    ("table_offset", "name", "offset"),
    [
        (0x3C, "LocateProtocol", 0xAC),
        (0x3C, "LocateHandle", 0x64),
        (0x3C, "InstallConfigurationTable", 0x6C),
        (0x38, "GetVariable", 0x30),
        (0x38, "SetVariable", 0x38),
    ],
)
def test_a_32_bit_table(table_offset: int, name: str, offset: int) -> None:
    reached = service(called(at(loaded_from(Symbol(), table_offset, 4), offset)), {})
    assert reached is not None
    assert reached.name == name


@pytest.mark.parametrize(
    "base",
    [
        None,
        Symbol(),
        IMAGE,
        loaded_from(Symbol(), 0x48),
        loaded_from(Symbol(), 0x60, 4),
        loaded_from(Symbol(), 0x3C, 8),
        loaded_from(STACK, 0x60),
        loaded_from(IMAGE, 0x60),
        loaded_from(None, 0x60),
    ],
    ids=["number", "unknown", "image", "+0x48", "half", "wide", "stack", "variable", "absolute"],
)
def test_what_is_not_seen_to_come_from_a_system_table_is_no_table(base: Symbol | None) -> None:
    assert service(called(at(base, 0x140)), {}) is None


def test_services_that_take_no_guid_are_slots_too() -> None:
    boot = loaded_from(Symbol(), 0x60)
    assert slot(called(at(boot, 0x48)), {}) == (Table.BOOT, 6)
    assert slot(called(at(boot, 0x4C)), {}) is None


def test_behind_a_table_there_is_none() -> None:
    assert table(at(loaded_from(Symbol(), 0x60), 8), {}) is None


def test_a_variable_that_was_filled_is_a_table() -> None:
    base = loaded_from(IMAGE, 0x5000)
    assert service(called(at(base, 0x140)), {0x5000: Table.BOOT}) == (Service("LocateProtocol", 0))
    assert service(called(at(base, 0x140)), {0x5008: Table.BOOT}) is None


def test_every_service_takes_its_guid_where_the_specification_says() -> None:
    places = {service.name: service.argument for service in SERVICES.values()}
    assert {name for name, place in places.items() if place == 0} == {
        "RegisterProtocolNotify",
        "LocateDevicePath",
        "InstallConfigurationTable",
        "LocateProtocol",
        "CalculateCrc32",
    }
    assert places["GetNextVariableName"] == 2
    assert places["CreateEventEx"] == 4
    assert list(places.values()).count(1) == len(places) - 7


def test_a_variadic_service_takes_guids_up_to_a_null() -> None:
    arguments = [at(None, n) for n in (1, 11, 2, 12, 3, 0, 4, 14)]
    install = SERVICES[Table.BOOT, 38]
    found = guid_arguments(install, called(at(None, 0), *arguments))
    assert [value.offset for value in found] == [11, 12]


def test_a_list_without_end_ends() -> None:
    endless = ServiceCall(at(None, 0), lambda n: at(STACK, n))
    assert len(list(guid_arguments(SERVICES[Table.BOOT, 38], endless))) == 8


def test_others_take_one() -> None:
    arguments = [at(None, n) for n in (10, 11)]
    found = guid_arguments(SERVICES[Table.BOOT, 16], called(at(None, 0), *arguments))
    assert [value.offset for value in found] == [11]
