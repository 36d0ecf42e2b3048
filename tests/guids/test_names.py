from efitool.guids import GuidKind


def test_kinds_can_be_typed_in_a_shell() -> None:
    for kind in GuidKind:
        assert kind.value == kind.name.lower().replace("_", "-")
