"""The names of those who signed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats._pkcs7 import MAX_ELEMENTS, MAX_NAME, UNNAMED, signers
from tests.signatures import BMP, certificate, der, message, name, signature, signer

ROOT = name(b"Test CA")


def test_the_subject_of_the_signers_certificate() -> None:
    assert signers(signature(b"Debian Secure Boot Signer")) == ("Debian Secure Boot Signer",)


def test_all_who_signed_in_order() -> None:
    certificates = [certificate(ROOT, n, name(b"Signer %d" % n)) for n in (1, 2, 3)]
    signed = message(certificates, [signer(ROOT, 3), signer(ROOT, 1)], crl=True)

    assert signers(signed) == ("Signer 3", "Signer 1")


def test_a_serial_number_is_one_only_together_with_the_issuer() -> None:
    other = name(b"Other CA")
    certificates = [
        certificate(other, 7, name(b"Wrong")),
        certificate(ROOT, 7, name(b"Right"), version=False),
    ]
    assert signers(message(certificates, [signer(ROOT, 7)])) == ("Right",)


@pytest.mark.parametrize("certificates", [[], [certificate(ROOT, 8, name(b"Another"))]])
def test_without_the_certificate_the_issuer_is_known(certificates: list[bytes]) -> None:
    assert signers(message(certificates, [signer(ROOT, 7)])) == ("one certified by Test CA",)


def test_names_in_any_encoding() -> None:
    subject = name("Zoë".encode("utf-16-be"), BMP)
    assert signers(message([certificate(ROOT, 7, subject)], [signer(ROOT, 7)])) == ("Zoë",)


def test_a_name_that_has_no_common_name() -> None:
    organization = name(b"Test Organization", attribute=b"\x55\x04\x0a")
    signed = message([certificate(ROOT, 7, organization)], [signer(ROOT, 7)])

    assert signers(signed) == (UNNAMED,)


def test_a_long_message_and_a_long_name() -> None:
    assert signers(signature(b"x" * 70_000)) == ("x" * MAX_NAME,)


def test_many_who_signed() -> None:
    assert len(signers(message([], [signer(ROOT, 7)] * 1000))) == MAX_ELEMENTS


@pytest.mark.parametrize(
    "data", [b"", bytes(16), b"\x30", der(0x30), der(0x30, der(6, b"\x2a")), message([], [])]
)
def test_nobody_signed(data: bytes) -> None:
    assert signers(data) == ()


def test_a_message_that_is_cut_off_names_nobody_or_the_same() -> None:
    whole = signature()
    for end in range(len(whole)):
        assert signers(whole[:end]) == ()


@settings(deadline=None)
@given(st.data())
def test_noise_is_read_as_far_as_it_goes(data: st.DataObject) -> None:
    noisy = bytearray(signature())
    for _ in range(data.draw(st.integers(1, 6))):
        noisy[data.draw(st.integers(0, len(noisy) - 1))] = data.draw(st.integers(0, 255))

    assert all(isinstance(who, str) for who in signers(bytes(noisy)))
