"""Which EFI service a call reaches, and which of its arguments are GUIDs.

Code reaches a service through a slot of a table, and the table through the system table. Only
a table that is seen to come from there counts: ``EFI_FILE_PROTOCOL.SetInfo()`` has the offset
of ``FreePool()`` and takes a GUID where ``GetVariable()`` takes one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from efitool.references._machine import IMAGE, STACK, Value

TABLE_HEADER = 24
"""``sizeof(EFI_TABLE_HEADER)`` (UEFI 2.10, 4.2.1), before the first slot of either table."""

MAX_VARIADIC = 16
"""Arguments looked at where a null ends the list: eight interfaces; drivers install fewer."""


class Service(NamedTuple):
    """A service, which of its arguments (0 is the first) is a GUID's address, and how often.

    ``variadic`` services take further pairs of a GUID and an interface, up to a null.
    """

    name: str
    argument: int
    variadic: bool = False


class ServiceCall(NamedTuple):
    """An indirect call as an architecture sees it.

    ``pointer`` is the address that the function's address was loaded from, ``argument`` returns
    the arguments by number.
    """

    pointer: Value
    argument: Callable[[int], Value]


class Table(Enum):
    """A table of services."""

    BOOT = "boot services"
    RUNTIME = "runtime services"


SYSTEM_TABLE = {
    (8, 0x60): Table.BOOT,
    (8, 0x58): Table.RUNTIME,
    (4, 0x3C): Table.BOOT,
    (4, 0x38): Table.RUNTIME,
}
"""``BootServices`` and ``RuntimeServices`` in ``EFI_SYSTEM_TABLE``, by the size of a pointer
and the offset (UEFI 2.10, 4.3.1)."""

SERVICES = {
    # UEFI 2.10, 4.4.1: the slots of EFI_BOOT_SERVICES; 7.1, 7.3 and 7.5: the arguments.
    (Table.BOOT, 13): Service("InstallProtocolInterface", 1),
    (Table.BOOT, 14): Service("ReinstallProtocolInterface", 1),
    (Table.BOOT, 15): Service("UninstallProtocolInterface", 1),
    (Table.BOOT, 16): Service("HandleProtocol", 1),
    (Table.BOOT, 18): Service("RegisterProtocolNotify", 0),
    (Table.BOOT, 19): Service("LocateHandle", 1),
    (Table.BOOT, 20): Service("LocateDevicePath", 0),
    (Table.BOOT, 21): Service("InstallConfigurationTable", 0),
    (Table.BOOT, 32): Service("OpenProtocol", 1),
    (Table.BOOT, 33): Service("CloseProtocol", 1),
    (Table.BOOT, 34): Service("OpenProtocolInformation", 1),
    (Table.BOOT, 36): Service("LocateHandleBuffer", 1),
    (Table.BOOT, 37): Service("LocateProtocol", 0),
    (Table.BOOT, 38): Service("InstallMultipleProtocolInterfaces", 1, variadic=True),
    (Table.BOOT, 39): Service("UninstallMultipleProtocolInterfaces", 1, variadic=True),
    (Table.BOOT, 40): Service("CalculateCrc32", 0),
    (Table.BOOT, 43): Service("CreateEventEx", 4),
    # UEFI 2.10, 4.5.1: the slots of EFI_RUNTIME_SERVICES; 8.2: the arguments.
    (Table.RUNTIME, 6): Service("GetVariable", 1),
    (Table.RUNTIME, 7): Service("GetNextVariableName", 2),
    (Table.RUNTIME, 8): Service("SetVariable", 1),
}
"""The services that take the address of a GUID, by their slot in the table.

Any data may go to ``CalculateCrc32()``. Capsules have a GUID in their header, but their services
take lists of capsules.
"""


def table(value: Value, variables: Mapping[int, Table]) -> Table | None:
    """Return the table whose address a value is, if it is seen to come from the system table.

    ``variables`` says which variables of the image (by RVA) hold a table.
    """
    base = value.base
    if base is None or base.origin is None or value.offset != 0:
        return None
    if base.origin.base is IMAGE:
        return variables.get(base.origin.offset)
    if base.origin.base is STACK or base.origin.base is None:
        return None
    return SYSTEM_TABLE.get((base.size, base.origin.offset))


def slot(call: ServiceCall, variables: Mapping[int, Table]) -> tuple[Table, int] | None:
    """Return which slot of which table a call goes through, if the table is seen."""
    base, offset, source = call.pointer
    found = table(Value(base, 0, source), variables)
    if base is None or found is None:
        return None
    number, rest = divmod(offset - TABLE_HEADER, base.size)
    return None if rest else (found, number)


def guid_arguments(service: Service, call: ServiceCall) -> Iterator[Value]:
    """Yield the arguments of a call that are addresses of GUIDs."""
    yield call.argument(service.argument)
    if service.variadic:
        for index in range(service.argument + 2, MAX_VARIADIC, 2):
            value = call.argument(index)
            if value[:2] == (None, 0):
                return
            yield value
