"""A certificate serves this machine's names for a while."""

import datetime as dt
import socket
import ssl
import stat
import threading
from pathlib import Path

import pytest
from cryptography import x509

from capture_server.tls import LIFE, certificate, machine_names

NAMES = ["localhost", "box.local", "127.0.0.1", "192.168.7.9"]
NOW = dt.datetime.now(dt.UTC)


def test_it_is_kept_until_it_expires(tmp_path: Path) -> None:
    first = certificate(tmp_path, NAMES, NOW)[0].read_bytes()
    later = certificate(tmp_path, NAMES[:2], NOW + dt.timedelta(days=80))[0].read_bytes()
    assert later == first
    assert certificate(tmp_path, NAMES, NOW + LIFE)[0].read_bytes() != first


def test_a_new_address_makes_a_new_one(tmp_path: Path) -> None:
    certificate(tmp_path, NAMES, NOW)
    chain, _ = certificate(tmp_path, [*NAMES, "10.0.0.7"], NOW)
    made = x509.load_pem_x509_certificate(chain.read_bytes())
    known = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(known.get_values_for_type(x509.DNSName)) == {"localhost", "box.local"}
    assert len(known.get_values_for_type(x509.IPAddress)) == 3


def test_a_damaged_one_is_made_again(tmp_path: Path) -> None:
    chain, _ = certificate(tmp_path, NAMES, NOW)
    chain.write_text("no certificate")
    x509.load_pem_x509_certificate(certificate(tmp_path, NAMES, NOW)[0].read_bytes())


def test_it_is_private_and_short_lived(tmp_path: Path) -> None:
    chain, key = certificate(tmp_path / "tls", NAMES, NOW)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (chain, key)} == {0o600}
    made = x509.load_pem_x509_certificate(chain.read_bytes())
    assert made.not_valid_after_utc - made.not_valid_before_utc < dt.timedelta(days=397)


@pytest.mark.parametrize("name", ["localhost", "192.168.7.9"])
def test_who_trusts_it_connects(tmp_path: Path, name: str) -> None:
    chain, key = certificate(tmp_path, NAMES, NOW)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, key)
    client = ssl.create_default_context(cafile=str(chain))
    ours, theirs = socket.socketpair()
    answering = threading.Thread(
        target=lambda: server.wrap_socket(theirs, server_side=True).close()
    )
    answering.start()
    with client.wrap_socket(ours, server_hostname=name) as secure:
        assert secure.version() == "TLSv1.3"
    answering.join()


def test_this_machine_has_names() -> None:
    names = machine_names()
    assert names[0] == "localhost"
    assert "127.0.0.1" in names
    assert len(set(names)) == len(names)
