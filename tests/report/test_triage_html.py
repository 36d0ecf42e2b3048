"""The page: what is said in which order, and that nothing in it is obeyed or fetched."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser

import pytest

from efitool.errors import MissingExtraError
from efitool.model.triage import Evidence, Origin
from efitool.report.triage_html import render
from tests.report.records import LOG
from tests.report.triages import HEALTHY, IGNORED, TRIAGE

EVIDENCE = Evidence("<i>.log", 10, "guest-log", LOG)
VOID = {"meta", "br"}


class Page(HTMLParser):
    """The elements of a page and its words; it fails where tags do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = list[str]()
        self.tags = list[str]()
        self.attributes = list[tuple[str, str | None]]()
        self.words = list[str]()
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title") and data.strip():
            self.words.append(" ".join(data.split()))


def test_what_the_page_says() -> None:
    words = Page(render(TRIAGE)).words

    assert words[:-1] == [
        "This guest lost 768 MiB: its kernel <6.1> ignores them.",
        "The guest",
        *("Kernel", "6.1.0-50", "logs/serial 1.log:946"),
        *("Firmware", "unknown"),
        *("Kernel handles unaccepted memory", "no"),
        *("Memory given", "1.0 GiB"),
        *("Memory usable", "256.0 MiB"),
        *("Memory still unaccepted", "unknown"),
        *("Memory lost", "768.0 MiB"),
        "What was found",
        "the kernel drops 768 MiB {0}",
        "error · kernel-ignores-unaccepted",
        *("Why:", "the kernel does not know type 15"),
        *("What to do:", "boot Linux 6.5 or newer"),
        *("logs/serial 1.log:946", r"efi: mem09: [type=15|<b>\x1b[2J"),
        *("vmlinuz at 0x1f0", "Linux version 6.1"),
        "sos.tar.xz!sos/dmesg:3",
        "memory is accepted when it is used",
        "for information · acceptance-on-demand",
        *("Why:", "that is how Linux does it"),
        *("What to do:", "boot with accept_memory=eager"),
        "What cannot be said yet",
        *("To tell", "collect"),
        *("firmware-provides-protocol", "the firmware image (OVMF_CODE.fd)"),
        "Looked at, and well",
        "double-claim",
        "What this rests on",
        *("File", "what it is"),
        *("logs/serial 1.log", "guest-log"),
        *("vmlinuz", "linux-bzimage"),
        *("sos.tar.xz!sos/dmesg", "guest-log"),
        *("<script>.bin", "could not be read: no format claims it"),
    ]
    assert words[-1].startswith("efitool ")


def test_a_healthy_guest_has_no_empty_headings() -> None:
    words = Page(render(HEALTHY)).words

    assert words[0] == "Nothing is wrong."
    assert {"What was found", "What cannot be said yet", "Looked at, and well"}.isdisjoint(words)


def test_only_a_failure_is_painted_as_one() -> None:
    assert '<h1 class="fail">' in render(TRIAGE)
    assert '<article class="info">' in render(TRIAGE)
    assert '<h1 class="fail">' not in render(HEALTHY)


def test_nothing_is_run_or_fetched() -> None:
    html = render(TRIAGE, [EVIDENCE])
    page = Page(html)

    assert set(page.tags).isdisjoint(("script", "link", "img", "iframe", "b", "i", "object"))
    fetching = {name for name, _ in page.attributes} & {"src", "href", "xlink:href", "data"}
    assert not fetching
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert not re.search(r"url\((?!#)|@import", html)


HARM = "\x1b[2J\u202e</pre></title></svg><script>alert(1)</script>&amp;\"'{{7*7}}{% raw %}\ud800"


def test_text_from_files_is_shown_and_never_obeyed() -> None:
    finding = IGNORED._replace(message=HARM, evidence=(Origin(HARM, line=1, text=HARM),))
    harmful = TRIAGE._replace(
        verdict=HARM, findings=(finding,), inputs=((HARM, HARM),), failures={HARM: HARM}
    )
    html = render(harmful, [EVIDENCE._replace(path=HARM)])
    shown = r"\x1b[2J\u202e</pre></title></svg><script>alert(1)</script>&amp;"
    shown += "\"'{{7*7}}{% raw %}\\ud800"

    assert html.encode().isascii() is False  # the dots between words, and nothing of the text
    assert Page(html).words.count(shown) == 6
    assert "<script" not in html
    assert "\u202e" not in html


def test_each_map_is_drawn_once() -> None:
    twice = [EVIDENCE, EVIDENCE._replace(path="copy.log")]
    page = Page(render(TRIAGE, twice))

    assert page.tags.count("svg") == 1
    assert any(w.startswith("<i>.log: memory map (dmesg-efi), line 5") for w in page.words)
    assert not any("copy.log" in w for w in page.words)
    assert "<?xml" not in render(TRIAGE, twice)


def test_without_a_map_there_is_no_picture() -> None:
    assert "svg" not in Page(render(TRIAGE)).tags


def test_the_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtraError, match="extra 'html'"):
        render(TRIAGE)
