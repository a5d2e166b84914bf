"""The versions of one kind of derived value of one session, and the parts of each."""

import json
from collections.abc import Mapping
from typing import TypeVar

from interview.errors import BadIdentifier, Damaged, NotMade
from interview.store import values
from interview.store.chain import canonical
from interview.store.paths import Place, entries, expected, file_name, kind_name, name_of, put, read
from interview.store.values import Provenance

T = TypeVar("T")


class Shelf:
    """A folder `<kind>/`: `<version>.<suffix>`, `<version>/<key>.<suffix>` and `active.json`."""

    def __init__(self, session: str, folder: Place, kind: str) -> None:
        self._session, self._kind = session, kind
        self._folder = folder / kind_name(kind)
        self._pointer = self._folder / "active.json"

    def write(self, value: object, version: str, inputs: Mapping[str, str]) -> Provenance:
        name = _version(version)
        data, suffix, made = values.pack(self._kind, value, version, inputs)
        _make(self._folder)
        _put(self._folder, name, suffix, data)
        return made

    def read(self, type_: type[T], version: str | None) -> T:
        return _read(self._path(version), type_)

    def provenance(self, version: str | None) -> Provenance:
        path = self._path(version)
        return values.provenance(read(path), path.suffix)

    def versions(self) -> list[str]:
        return [version for version in _names(self._folder) if version != self._pointer.stem]

    def active(self) -> str:
        if not self._pointer.exists():
            raise NotMade(self._kind, self._session)
        return str(json.loads(read(self._pointer))["version"])

    def activate(self, version: str) -> None:
        self._path(version)
        pointer = canonical({"version": version})
        if not self._pointer.exists() or read(self._pointer) != pointer:
            put(self._pointer, pointer)

    def write_part(self, version: str, key: str, value: object) -> None:
        folder, name = self._folder / _version(version), file_name(key)
        data, suffix, _ = values.pack(self._kind, value, version, {})
        _make(self._folder)
        _make(folder)
        _put(folder, name, suffix, data)

    def read_part(self, version: str, key: str, type_: type[T]) -> T:
        path = _find(self._folder / _version(version), file_name(key))
        if path is None:
            raise NotMade(f"{self._kind} for {key}", self._session)
        return _read(path, type_)

    def parts(self, version: str) -> list[str]:
        return _names(self._folder / _version(version))

    def _path(self, version: str | None) -> Place:
        version = self.active() if version is None else version
        path = _find(self._folder, _version(version))
        if path is None:
            raise NotMade(f"{self._kind} of version {version}", self._session)
        return path


def _version(version: str) -> str:
    name = file_name(version)
    if name == "active" or name.endswith(values.SUFFIXES):
        raise BadIdentifier(f"{version!r} cannot name a version: choose a name like 'scorer@1'")
    return name


def _make(folder: Place) -> None:
    with expected(folder):
        folder.mkdir(exist_ok=True)  # never its parents: a session that was erased stays so


def _put(folder: Place, name: str, suffix: str, data: bytes) -> None:
    for other in values.SUFFIXES:
        if other != suffix:
            (folder / f"{name}{other}").unlink(missing_ok=True)
    put(folder / f"{name}{suffix}", data)


def _find(folder: Place, name: str) -> Place | None:
    paths = (folder / f"{name}{suffix}" for suffix in values.SUFFIXES)
    return next((path for path in paths if path.exists()), None)


def _names(folder: Place) -> list[str]:
    files = (path for path in entries(folder) if path.suffix in values.SUFFIXES)
    return sorted(name_of(path.name.removesuffix(path.suffix)) for path in files)


def _read(path: Place, type_: type[T]) -> T:
    data = read(path)
    try:
        return values.unpack(data, path.suffix, type_)
    except Damaged as error:
        raise Damaged(f"{path} {error}") from error
