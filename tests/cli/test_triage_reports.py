"""``triage --sarif`` and ``--html``, and what `collect` has gathered as their input."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from efitool.cli import app
from tests.collect.systems import LINUX, linux

LOG = Path(__file__).parents[2] / "samples/recordings/linux-6.1-unaccepted/serial.log"
LINE = re.compile(rb"^\[ *(\d+)\.(\d{6})\] ([^\r\n]*)", re.MULTILINE)


def efitool(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments])


def kmsg(log: bytes) -> bytes:
    """Records of /dev/kmsg of which a kernel would have printed a log."""
    return b"".join(
        b"6,%d,%d,-;%s\n" % (n, int(seconds + fraction), text.replace(b"\\", rb"\x5c"))
        for n, (seconds, fraction, text) in enumerate(LINE.findall(log))
    )


def test_both_reports_are_written_beside_the_text(tmp_path: Path) -> None:
    sarif, html = tmp_path / "t.sarif", tmp_path / "t.html"

    result = efitool("triage", str(LOG), "--sarif", str(sarif), "--html", str(html))

    assert result.exit_code == 1
    assert result.stdout.startswith("This guest lost 768.0 MiB: ")
    run = json.loads(sarif.read_text())["runs"][0]
    assert "kernel-ignores-unaccepted" in [r["ruleId"] for r in run["results"]]
    rule = next(r for r in run["tool"]["driver"]["rules"] if r["id"] == "kernel-ignores-unaccepted")
    assert "CONFIG_UNACCEPTED_MEMORY" in rule["help"]["text"]
    page = html.read_text()
    assert '<h1 class="fail">This guest lost 768.0 MiB' in page
    assert "768.0 MiB unaccepted, 19% of memory" in page


def test_the_library_that_a_page_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    html = tmp_path / "t.html"

    result = efitool("triage", str(LOG), "--html", str(html))

    assert result.exit_code == 2
    assert result.stderr.endswith("pip install jinja2 (the extra 'html' of efitool)\n")
    assert not html.exists()


def test_a_report_that_cannot_be_written(tmp_path: Path) -> None:
    result = efitool("triage", str(LOG), "--sarif", str(tmp_path / "no/t.sarif"))

    assert result.exit_code == 2
    assert "No such file or directory" in result.stderr


def test_triage_reads_what_collect_has_gathered(tmp_path: Path) -> None:
    root = linux(tmp_path / "root", {**LINUX, "dev/kmsg": kmsg(LOG.read_bytes())})
    bundle = str(tmp_path / "bundle.tar.gz")
    assert efitool("collect", "--root", str(root), "-o", bundle).exit_code == 0

    told = json.loads(efitool("triage", bundle, "--json").stdout)

    assert told["verdict"].startswith("This guest lost 768.0 MiB: ")
    used = {
        path.partition("!efitool-collect/")[2]: what
        for path, what in map(dict.values, told["inputs"])
    }
    for name, what in {
        "dmesg.txt": "guest-log",
        "proc/version": "guest-log",
        "proc/iomem": "proc-iomem",
        "sys/firmware/memmap.txt": "firmware-memmap",
        "sys/firmware/runtime-map.txt": "runtime-map",
    }.items():
        assert used[name] == what
