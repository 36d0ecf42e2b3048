"""What a GUID's name is made of."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class GuidKind(StrEnum):
    """What a GUID names. A GUID with several uses has the kind of the first listed for it."""

    PROTOCOL = "protocol"
    PPI = "ppi"
    CONFIGURATION_TABLE = "configuration-table"
    EVENT_GROUP = "event-group"
    VARIABLE_VENDOR = "variable-vendor"
    DEVICE_PATH = "device-path"
    """A vendor-defined node: hardware, messaging or media (UEFI 2.10, 10.3)."""
    FILE_INFO = "file-info"
    SIGNATURE_TYPE = "signature-type"
    PARTITION_TYPE = "partition-type"
    ERROR_RECORD = "error-record"
    HOB = "hob"
    FILE_SYSTEM = "file-system"
    """The format of a firmware volume (PI 1.8, Vol. 3)."""
    FIRMWARE_FILE = "firmware-file"
    """A file in a firmware volume."""
    GUIDED_SECTION = "guided-section"
    """How a section of such a file is encoded."""
    FIRMWARE_METADATA = "firmware-metadata"
    """An entry of the table at the end of OVMF, which the hypervisor reads."""
    HII = "hii"
    """A form set or package list of the setup menus."""
    TOKEN_SPACE = "token-space"
    OTHER = "other"
    """Something else, or not known."""


class GuidName(NamedTuple):
    """What is known of a GUID: its usual name, its other names, what it is and who says so."""

    guid: UUID
    name: str
    aliases: tuple[str, ...]
    kind: GuidKind
    source: str
