"""The column: heights, labels, borders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efitool.model.memmap import MemoryType
from efitool.model.ranges import PhysRange
from efitool.report._map_bands import Band, Part, bands, pieces
from efitool.report._map_column import COLUMN, ROW, few, height, label, shares
from tests.report.regions import drawn, picture, region, words


def band(size: int, *parts: Part, overlapped: bool = False) -> Band:
    return Band(PhysRange(0, size), parts, frozenset(), frozenset(), overlapped)


@given(st.integers(1, 1 << 80), st.integers(1, 1 << 80))
def test_more_bytes_are_never_lower(a: int, b: int) -> None:
    low, high = sorted((a, b))

    assert ROW <= height(band(low, Part(7, 1, low))) <= height(band(high, Part(7, 1, high))) < 80
    assert ROW <= height(band(low)) <= height(band(high)) < 40


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (band(768 << 20, Part(15, 1, 768 << 20)), "768.0 MiB EfiUnacceptedMemoryType"),
        (band(1006 << 30), "1006.0 GiB hole"),
        (band(4096, Part("a", 1, 4096), overlapped=True), "4.0 KiB a, overlapping"),
        (
            band(8192, Part(4, 2, 8000), Part(3, 1, 192)),
            "8.0 KiB, 3 ranges: 2 EfiBootServicesData, 1 EfiBootServicesCode",
        ),
        (
            band(8192, Part(4, 2, 9), Part(3, 1, 8), Part(7, 2, 7), Part(9, 3, 6)),
            "8.0 KiB, 8 ranges: 2 EfiBootServicesData, 1 EfiBootServicesCode and 5 more",
        ),
        (
            band(8192, Part(15, 2, 4096), Part(7, 1, 4096)),
            "4.0 KiB unaccepted of 8.0 KiB, 3 ranges",
        ),
        (band(8192, Part(15, 2, 8192)), "8.0 KiB, 2 ranges: 2 EfiUnacceptedMemoryType"),
    ],
)
def test_labels(one: Band, says: str) -> None:
    assert label(one) == says


def test_few_parts_hold_what_all_held() -> None:
    many = [Part(n, 1, n) for n in range(1, 10)]

    assert few(many, 9) == tuple(many)
    assert few(many, 3) == (Part(1, 1, 1), Part(2, 1, 2), Part("7 others", 7, 42))


def test_a_page_unaccepted_among_gigabytes_is_seen() -> None:
    page, rest = shares([Part(15, 1, 4096), Part(7, 1, 1 << 40)], COLUMN)

    assert page > 20
    assert shares([Part(4, 1, 3072), Part(7, 1, 1024)], 100) == [75, 25]
    assert page + rest == pytest.approx(COLUMN)


def test_borders_are_drawn_where_the_map_crosses_them() -> None:
    def borders(*ranges: tuple[int, int]) -> set[str]:
        return {"1 MiB", "4 GiB"} & set(words(picture([region(*r) for r in ranges])))

    assert borders((0, 0xA0000), (0x100000, 0x200000)) == {"1 MiB"}
    assert borders((0, 8 << 30)) == {"1 MiB", "4 GiB"}
    assert borders((1 << 30, 2 << 30), (6 << 30, 7 << 30)) == {"4 GiB"}
    assert borders((2 << 20, 4 << 30)) == set()


def test_what_is_too_large_for_its_height_is_broken_off() -> None:
    def zigzags(*ranges: tuple[int, int]) -> int:
        return picture([region(*r) for r in ranges]).count('stroke-width="5"')

    assert zigzags((0, 64 << 30)) == 0
    assert zigzags((0, (64 << 30) + 1)) == 1
    assert zigzags((0, 4096), (8192, 16384)) == 1


def test_addresses_are_the_edges_of_bands() -> None:
    regions = [region(0x1000, 0x2000), region(0x5000, 0x7000)]
    shown = [w for w in words(picture(regions)) if w.startswith("0x")]

    assert shown == ["0x1000", "0x2000", "0x5000", "0x7000"]
    assert len(bands(list(pieces(regions)))) == 3


def test_marks_are_dark_where_all_have_them() -> None:
    several = [region(n << 30, n + 1 << 30) for n in range(1, 30)]
    some = [region(0, 1 << 20, 5, 1 << 63), region(1 << 20, 1 << 30)]
    runtime = region(30 << 30, 50 << 30, 6, 1 << 63 | 0xF)

    marked = [box for box in drawn(picture([*several, *some, runtime])) if box.kind == "mark"]

    assert [(box.fill, box.told) for box in marked] == [
        ("#c8c8c8", "RT: some of 0x0-0x40000000"),
        ("#404040", "RT: all of 0x780000000-0xc80000000"),
    ]


def test_unaccepted_memory_alone_is_hatched() -> None:
    boxes = drawn(picture([region(n << 20, n + 1 << 20, n) for n in MemoryType]))

    hatched = {box.told.split(" ")[-1] for box in boxes if box.fill == "url(#unaccepted)"}

    assert {told for told in hatched if told.startswith("Efi")} == {"EfiUnacceptedMemoryType"}
