"""Profiles for JSON."""

from __future__ import annotations

from efitool.replay.scenario import FirmwareProfile, Indications
from efitool.report._profile_fields import fields


def test_sets_are_in_order_and_profiles_go_deeper() -> None:
    found = fields(
        FirmwareProfile("one", "", "", bins=frozenset({6, 0}), indications=Indications())
    )

    assert found["bins"] == [0, 6]
    assert found["indications"] == {"supported": True, "volatile": False}
