"""Which profiles can be booted, and whose sections they boot with."""

from __future__ import annotations

from efitool.model.uki import Profile, Uki, UkiSection

FIRST = UkiSection(".cmdline", 0x1000, 5, "quiet")
SECOND = UkiSection(".cmdline", 0x2000, 5, "debug")
LINUX = UkiSection(".linux", 0x3000, 9, None)
BASE = Profile(None, None, None, (FIRST, SECOND, LINUX))
PROFILE = Profile(1, "id", "title", (SECOND,))


def test_of_several_sections_the_stub_uses_the_first() -> None:
    assert BASE.section(".cmdline") is FIRST
    assert BASE.section(".initrd") is None


def test_the_base_boots_only_where_there_is_no_other() -> None:
    assert Uki((BASE,)).choices == (BASE,)
    assert Uki((BASE, PROFILE)).choices == (PROFILE,)


def test_a_profile_falls_back_to_the_base() -> None:
    uki = Uki((BASE, PROFILE))

    assert uki.owner(PROFILE, ".cmdline") is PROFILE
    assert uki.owner(PROFILE, ".linux") is BASE
    assert uki.owner(PROFILE, ".initrd") is BASE


def test_the_stub_selects_profiles_by_number() -> None:
    assert (BASE.selector, PROFILE.selector) == ("", "@1")
