"""What differs between two maps."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.model.map_diff import Change, Recut, Use, diff
from efitool.model.memmap import MemoryDescriptor, MemoryMap
from efitool.model.ranges import PhysRange

UNACCEPTED, CONVENTIONAL, DATA = Use(15, 0xF), Use(7, 0xF), Use(4, 0xF)


def descriptor(first: int, last: int, type: int, attributes: int | None = 0xF) -> MemoryDescriptor:
    """Build a descriptor of pages ``first`` up to ``last``, which is exclusive."""
    return MemoryDescriptor(type, first << 12, None, last - first, attributes)


def memory_map(*descriptors: MemoryDescriptor) -> MemoryMap:
    return MemoryMap("test", "", descriptors)


def pages(first: int, last: int) -> PhysRange:
    return PhysRange(first << 12, last << 12)


def test_order_does_not_count() -> None:
    low, high = descriptor(0, 4, 7), descriptor(4, 8, 15)

    assert not diff(memory_map(low, high), memory_map(high, low))


def test_a_part_in_the_middle_went_to_another_type() -> None:
    before = memory_map(descriptor(0, 8, 15))
    after = memory_map(descriptor(0, 2, 15), descriptor(2, 5, 7), descriptor(5, 8, 15))

    found = diff(before, after)

    assert found.changes == (Change(pages(2, 5), (UNACCEPTED,), (CONVENTIONAL,)),)
    assert found.recuts == ()
    assert found.moved == {((15,), (7,)): 3 << 12}


def test_neighbours_that_changed_alike_are_one_change() -> None:
    before = memory_map(descriptor(0, 2, 15), descriptor(2, 5, 15))

    found = diff(before, memory_map(descriptor(0, 5, 7)))

    assert found.changes == (Change(pages(0, 5), (UNACCEPTED,), (CONVENTIONAL,)),)


def test_splits_merges_and_other_cuts() -> None:
    one, two = [descriptor(0, 8, 15)], [descriptor(0, 3, 15), descriptor(3, 8, 15)]
    other_two = [descriptor(0, 5, 15), descriptor(5, 8, 15)]
    whole = pages(0, 8), (UNACCEPTED,)

    assert diff(memory_map(*one), memory_map(*two)).recuts == (Recut(*whole, 1, 2),)
    assert diff(memory_map(*two), memory_map(*one)).recuts == (Recut(*whole, 2, 1),)
    assert diff(memory_map(*two), memory_map(*other_two)).recuts == (Recut(*whole, 2, 2),)


def test_a_hole_is_no_cut() -> None:
    before = memory_map(descriptor(0, 2, 7), descriptor(4, 6, 7))

    assert not diff(before, before)
    assert diff(before, memory_map(descriptor(0, 6, 7))).changes == (
        Change(pages(2, 4), (), (CONVENTIONAL,)),
    )


def test_changes_on_both_sides_of_a_hole_are_two() -> None:
    before = memory_map(descriptor(0, 2, 7), descriptor(4, 6, 7))

    assert [c.range for c in diff(before, memory_map()).changes] == [pages(0, 2), pages(4, 6)]


def test_what_vanished() -> None:
    assert diff(memory_map(descriptor(0, 2, 7)), memory_map()).changes == (
        Change(pages(0, 2), (CONVENTIONAL,), ()),
    )


def test_attributes_count_where_both_tell_them() -> None:
    known, other = memory_map(descriptor(0, 2, 7)), memory_map(descriptor(0, 2, 7, 0x4000F))
    unknown = memory_map(descriptor(0, 2, 7, None))

    assert diff(known, other).changes == (Change(pages(0, 2), (CONVENTIONAL,), (Use(7, 0x4000F),)),)
    assert diff(known, other).moved == {}
    assert not diff(known, unknown)
    assert not diff(unknown, other)


def test_what_overlaps_is_told() -> None:
    before = memory_map(descriptor(0, 4, 7), descriptor(2, 6, 4))

    assert not diff(before, before)
    assert diff(before, memory_map(descriptor(0, 4, 7), descriptor(4, 6, 4))).changes == (
        Change(pages(2, 4), (DATA, CONVENTIONAL), (CONVENTIONAL,)),
    )


def test_absurd_counts() -> None:
    absurd = memory_map(MemoryDescriptor(7, (1 << 64) - 1, None, (1 << 64) - 1, 0))

    assert diff(memory_map(), absurd).changes[0].range.size == ((1 << 64) - 1) << 12


DESCRIPTORS = st.lists(
    st.builds(
        lambda first, count, type, attributes: descriptor(first, first + count, type, attributes),
        st.integers(0, 8),
        st.integers(0, 5),
        st.integers(0, 2),
        st.sampled_from([None, 0, 1]),
    ),
    max_size=5,
)


def at(descriptors: list[MemoryDescriptor], page: int) -> list[Use]:
    uses = [Use(d.type, d.attributes) for d in descriptors if d.start <= page << 12 < d.end]
    return sorted(uses, key=repr)


@settings(deadline=None)
@given(DESCRIPTORS, DESCRIPTORS)
def test_a_page_is_in_a_change_exactly_if_the_maps_differ_there(
    before: list[MemoryDescriptor], after: list[MemoryDescriptor]
) -> None:
    found = diff(memory_map(*before), memory_map(*after))

    for page in range(14):
        was, now = at(before, page), at(after, page)
        if any(u.attributes is None for u in was + now):
            was, now = [Use(u.type, None) for u in was], [Use(u.type, None) for u in now]
        changed = any(c.range.start <= page << 12 < c.range.end for c in found.changes)
        assert changed == (sorted(was, key=repr) != sorted(now, key=repr))


@settings(deadline=None)
@given(DESCRIPTORS)
def test_a_map_is_itself_in_any_order(descriptors: list[MemoryDescriptor]) -> None:
    assert not diff(memory_map(*descriptors), memory_map(*reversed(descriptors)))
