"""Taking out what is nobody's business: command lines and logs without values that may be secret.

Of kernel parameters all names are kept, but values only of those that are known to matter to memory
and to tell nothing else: a list of secrets would miss the next one. `REMOVED` stands in place of
the others.

Reference: Linux v6.12, Documentation/admin-guide/kernel-parameters.txt; init/main.c,
print_unknown_bootoptions(), run_init_process().
"""

from __future__ import annotations

import re

REMOVED = "[removed]"

KEPT = frozenset(
    (
        *("accept_memory", "acpi", "add_efi_memmap", "alloc_snapshot", "boot_image", "console"),
        *("cma", "crashkernel", "debug_pagealloc", "default_hugepagesz", "disable_mtrr_cleanup"),
        *("earlycon", "earlyprintk", "efi", "efi_fake_mem", "efi_no_storage_paranoia", "hugepages"),
        *("hugepagesz", "hugetlb_cma", "init_on_alloc", "init_on_free", "initrd", "initrdmem"),
        *("iommu", "amd_iommu", "intel_iommu", "kernelcore", "loglevel", "log_buf_len", "maxcpus"),
        *("mem", "mem_encrypt", "memblock", "memhp_default_state", "memmap", "memory_corruption"),
        *("memtest", "movablecore", "nr_cpus", "numa", "page_alloc.shuffle", "page_poison"),
        *("page_reporting.page_reporting_order", "panic", "pci", "possible_cpus", "reservetop"),
        *("sev", "swiotlb", "tdx", "transparent_hugepage", "virtio_mem.unplug_online", "vmalloc"),
        *("memory_hotplug.memmap_on_memory", "memory_hotplug.online_policy", "vmlinux"),
    )
)
"""Parameters whose values are kept. The kernel takes - for _."""

PARAMETER = re.compile(r'"([^\s="]+)=[^"]*"?|([^\s="]+)=((?:"[^"]*(?:"|$)|[^\s"])*)')
"""One with a value: in quotes, or with quotes inside."""

LINE = re.compile(r'(ommand line(?: parameters)?[^:"\n]{0,40}(?:: | "))([^\n]*)')
"""Where a log quotes a command line."""
ENVIRONMENT = re.compile(r"^(\[ *\d+\.\d+\] {5,})([^\s=]+=[^\n]*)$", re.MULTILINE)
"""Parameters that the kernel hands to init, a line each."""
REFUSED = re.compile(r"`[^'\n]*'(?= (?:invalid|too large) for parameter)")
IDENTITY = re.compile(
    r"(?<=://)[^/\s@]+(?=@)"
    r"|(?<=SerialNumber: )\S+"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:])"
)
"""Who logs in at an address; which device it is: a serial number, a network adapter's address."""

EDID = slice(0x140, 0x1C0)
"""What a display says of itself in boot_params, its serial number too."""


def unchanged(content: bytes) -> bytes:
    """Return what has nothing private."""
    return content


def command_line(content: bytes) -> bytes:
    """Return a command line without values that are not known to be harmless."""
    return _bytes(_parameters(_text(content).rstrip("\n")) + "\n")


def kernel_log(content: bytes) -> bytes:
    """Return a log without such values where it quotes a command line, and without identities."""
    text = _text(content)
    text = LINE.sub(lambda found: found[1] + _parameters(found[2]), text)
    text = ENVIRONMENT.sub(lambda found: found[1] + _environment(found[2]), text)
    text = REFUSED.sub(f"`{REMOVED}'", text)
    return _bytes(IDENTITY.sub(REMOVED, text))


def boot_params(content: bytes) -> bytes:
    """Return the page that the kernel was started with, without its display's identity."""
    blank = bytearray(content)
    blank[EDID] = bytes(len(blank[EDID]))
    return bytes(blank)


def _parameters(line: str) -> str:
    """Treat each parameter; what follows ``--`` is for init alone, and all of it goes."""
    kernel, dashes, init = line.partition(" -- ")
    return PARAMETER.sub(_parameter, kernel) + (f"{dashes}{REMOVED}" if init else "")


def _parameter(found: re.Match[str]) -> str:
    return found[0] if _is_kept(found[1] or found[2]) else f"{found[1] or found[2]}={REMOVED}"


def _environment(assignment: str) -> str:
    name, _, value = assignment.partition("=")
    return f"{name}={value if _is_kept(name) else REMOVED}"


def _is_kept(name: str) -> bool:
    return name.lower().replace("-", "_") in KEPT


def _text(content: bytes) -> str:
    return content.decode(errors="surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")
