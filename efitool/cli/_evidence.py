"""The inputs of `efitool triage`: files, directories and archives, in each other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from efitool.cli._output import READ_ERRORS, STDIN, load, reason
from efitool.errors import InputError, LimitError, MissingExtraError, UnknownFormatError
from efitool.formats._archive_members import Budget, PassedOver

if TYPE_CHECKING:
    from efitool.model.image import Data
    from efitool.model.triage import Evidence

NESTED = 3
"""Archives in archives."""

SMALLEST = 8
"""Bytes that a file of an archive has at least to be looked at."""

NOT_USED = "not used"


class Gathered:
    """What was read, what could not be, and what is nothing that triage can use."""

    def __init__(self) -> None:
        self.evidence: list[Evidence] = []
        self.failures: dict[str, str] = {}
        """Why a file was not read whole, by its path."""
        self.named: set[str] = set()
        """Those of them that were named: what lies in an archive was not."""
        self.unused: dict[str, str] = {}
        """Why a file that was named is not used; of an archive, how much of it is not."""
        self.texts: dict[str, Data] = {}
        """The bytes of logs, for their lines to be quoted."""
        self._budget = Budget()

    def add(self, path: str) -> None:
        """Read a file, a directory or an archive; what fails is noted."""
        try:
            if path != STDIN and Path(path).is_dir():
                self._directory(path)
            elif path != STDIN and Path(path).resolve().is_fifo():
                raise InputError("a pipe with a name: give what comes from it as standard input, -")
            else:
                self._file(path, load(path), depth=0)
        except UnknownFormatError as e:
            self.unused[path] = str(e)
        except READ_ERRORS as e:
            self.failures[path] = reason(e)
            self.named.add(path)

    def _directory(self, top: str) -> None:
        from efitool import formats
        from efitool.formats._directory_walk import files

        if Path(top).resolve().is_relative_to("/sys"):
            self._file(top, formats.load(top), depth=0)
            return
        folder = _Folder(top)
        for path, name in files(top):
            try:
                self._in_folder(folder, path, f"{Path(top).name}/{name}", load(path), depth=0)
            except OSError as e:
                self.failures[path] = reason(e)
        self._end(folder)

    def _archive(self, path: str, kind: str, data: Data, depth: int) -> None:
        from efitool.formats import _archive

        folder = _Folder(path)
        failure = ""
        try:
            for member in _archive.members(kind, data, self._budget):
                inside = f"{path}!{member.name}"
                if isinstance(member, PassedOver):
                    folder.files += 1
                    self.failures[inside] = f"{member.why}: unpack it, and give it too"
                else:
                    self._in_folder(folder, inside, member.name, member.data, depth)
        except (InputError, LimitError, MissingExtraError, OSError) as e:
            failure = reason(e)
        self._end(folder)
        if failure:
            used = "what stands before that is used" if folder.used else "nothing of it is used"
            self.failures[path] = f"{failure}; {used}"

    def _in_folder(self, folder: _Folder, path: str, name: str, data: Data, depth: int) -> None:
        """Read a file of a directory or an archive, or keep it if it is a field of /sys."""
        from efitool.formats import _directory

        folder.files += 1
        if _directory.is_field(name, len(data)):
            folder.fields[name] = bytes(data)
        elif len(data) >= SMALLEST:
            try:
                self._file(path, data, depth=depth)
                folder.used += 1
            except UnknownFormatError:
                return
            except READ_ERRORS as e:
                self.failures[path] = reason(e)

    def _end(self, folder: _Folder) -> None:
        """Read the fields of /sys that lie in a folder, and say how much of it was of use."""
        from efitool.formats import _directory

        if folder.fields:
            try:
                self._file(folder.path, _directory.archive(folder.fields), depth=NESTED)
                folder.used += len(folder.fields)
            except UnknownFormatError:
                pass
            except READ_ERRORS as e:
                self.failures[folder.path] = reason(e)
        left = folder.files - folder.used
        if left:
            self.unused[folder.path] = f"{left} of its {folder.files} files"

    def _file(self, path: str, data: Data, *, depth: int) -> None:
        """Read what is no directory. Raises `READ_ERRORS`."""
        from efitool.cli._evidence_file import read
        from efitool.formats import _archive

        kind = _archive.sniff(data) if depth < NESTED else None
        if kind:
            self._archive(path, kind, data, depth + 1)
            return
        evidence, text = read(path, data, self._budget)
        if text is not None:
            self.texts[path] = text
        self.evidence.append(evidence)


class _Folder:
    """A directory or archive, and what of it tells something only together."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.files = 0
        self.used = 0
        self.fields: dict[str, bytes] = {}


def quoted(texts: Mapping[str, Data], wanted: Mapping[str, set[int]]) -> dict[tuple[str, int], str]:
    """Return lines of logs by path and number."""
    from efitool.formats._log_lines import lines

    found: dict[tuple[str, int], str] = {}
    for path, numbers in wanted.items():
        if path in texts:
            found.update(((path, n), text) for n, text in lines(texts[path], numbers))
    return found
