"""The GUID database: one source of names.

What people ask of it in words is in `query`, apart, since a search of an image needs none of it.
"""

from efitool.guids._database import known, lookup, name_of, names
from efitool.guids._names import GuidKind, GuidName

__all__ = ["GuidKind", "GuidName", "known", "lookup", "name_of", "names"]
