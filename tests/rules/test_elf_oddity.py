from efitool.formats import elf
from efitool.rules import elf_oddity
from tests.vmlinux_build import Part
from tests.vmlinux_build import elf as build

TEXT = (Part(".text", b"\x90" * 100, 0x1000, flags=6),)


def test_a_table_that_cannot_be_read_is_told() -> None:
    data = bytearray(build(*TEXT))
    data[0x3C:0x3E] = bytes(2)  # e_shnum

    [(where, message)] = elf_oddity.check(elf.decode(bytes(data)))

    assert where == "ELF"
    assert "e_shnum" in message


def test_a_whole_file_passes() -> None:
    assert list(elf_oddity.check(elf.decode(build(*TEXT)))) == []
