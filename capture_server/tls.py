"""A certificate for this machine's names and addresses, which people accept by hand."""

import datetime as dt
import ipaddress
import socket
from collections.abc import Sequence
from pathlib import Path

import ifaddr
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from capture_server.private import keep

LIFE = dt.timedelta(days=90)
"""Browsers of Apple refuse more than 397 days."""
_LEFT = dt.timedelta(days=7)
"""With less left, another is made."""


def machine_names() -> list[str]:
    """What this machine is called, by itself and on its networks; the most useful name last."""
    name = socket.gethostname()
    local = [] if name.endswith(".local") or "." in name else [f"{name}.local"]
    return list(dict.fromkeys(["localhost", name, *local, *_addresses()]))


def _addresses() -> list[str]:
    found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    known = {"127.0.0.1", *(address for address in found if isinstance(address, str))}
    return sorted(known, key=lambda address: (address == _outgoing(), address))


def _outgoing() -> str:
    """The address that others see, where this machine has a way out; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def certificate(folder: Path, names: Sequence[str], now: dt.datetime) -> tuple[Path, Path]:
    """Certificate and key files for the names; made again when they expire or names are new."""
    chain, key = folder / "certificate.pem", folder / "key.pem"
    if not (chain.exists() and key.exists() and _serves(chain.read_bytes(), names, now)):
        made, secret = _make(names, now)
        keep(key, secret)
        keep(chain, made)
    return chain, key


def _serves(pem: bytes, names: Sequence[str], now: dt.datetime) -> bool:
    try:
        made = x509.load_pem_x509_certificate(pem)
    except ValueError:
        return False
    known = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(_alternatives(names)) <= set(known) and now < made.not_valid_after_utc - _LEFT


def _alternatives(names: Sequence[str]) -> list[x509.GeneralName]:
    return [_alternative(name) for name in names]


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _make(names: Sequence[str], now: dt.datetime) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Interview workbench")])
    server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(server, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(pem), secret
