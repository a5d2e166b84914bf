"""What the store keeps comes back as it was; what was changed on the way is found out."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from interview.errors import BadIdentifier, Damaged
from interview.media import from_pcm, to_pcm
from interview.model import (
    SAMPLE_RATE,
    Gap,
    GapCause,
    JobDescription,
    SessionMeta,
    Span,
    Sync,
    Verdict,
)
from interview.ports import Samples
from interview.store import Store, landing, paths, values
from interview.store.chain import Chain, links
from interview.store.values import ROWS

finite = st.floats(allow_nan=False, allow_infinity=False)
finite32 = st.floats(allow_nan=False, allow_infinity=False, width=32)
spans = st.tuples(finite, finite).map(lambda ends: Span(min(ends), max(ends)))
st.register_type_strategy(float, finite)
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))  # as a column holds them
st.register_type_strategy(Span, spans)

FEW = settings(max_examples=settings().max_examples // 5)
"""For what is slow to make up."""
META = SessionMeta("one", 1_700_000_000.0, "research", "off")
names = st.text(min_size=1, max_size=30)


@pytest.fixture(scope="module", autouse=True)
def _without_fsync() -> Iterator[None]:
    """Many examples need no disk that keeps them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("data"))
    store.create(META, at=0.0, who="test")
    return store


def there_and_back(kind: str, value: object, type_: Any) -> Any:  # noqa: ANN401
    data, suffix, made = values.pack(kind, value, "v@1", {"media": "0"})
    assert values.provenance(data, suffix) == made
    assert values.pack(kind, value, "v@1", {"media": "0"})[0] == data
    return values.unpack(data, suffix, type_)


@pytest.mark.parametrize(("kind", "row"), ROWS.items())
@given(data=st.data())
@FEW
def test_rows_come_back_equal(kind: str, row: type, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.from_type(row), max_size=4))
    assert there_and_back(kind, rows, list[row]) == rows  # type: ignore[valid-type]


@given(st.from_type(JobDescription) | st.from_type(Verdict))
@FEW
def test_objects_come_back_equal(value: JobDescription | Verdict) -> None:
    assert there_and_back("thing", value, type(value)) == value


@given(hnp.arrays(np.float32, st.tuples(st.integers(0, 5), st.integers(1, 5)), elements=finite32))
def test_vectors_come_back_equal(vectors: Samples) -> None:
    again = there_and_back("job_vectors", vectors, np.ndarray)
    assert again.dtype == np.float32
    assert again.shape == vectors.shape
    np.testing.assert_array_equal(again, vectors)


@given(st.data(), st.sampled_from(["words", "verdict"]))
def test_a_flipped_byte_of_a_value_is_found(data: st.DataObject, kind: str) -> None:
    value: object = [] if kind == "words" else {"text": "sealed: 12"}
    whole, suffix, _ = values.pack(kind, value, "v@1", {})
    with pytest.raises(Damaged):
        values.provenance(flipped(whole, data), suffix)


def flipped(whole: bytes, data: st.DataObject) -> bytes:
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    return whole[:place] + bytes([other]) + whole[place + 1 :]


json = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
bodies = st.lists(st.dictionaries(st.text(), json, max_size=3), min_size=1, max_size=4)


def chained(path: Path, bodies: list[dict[str, Any]]) -> bytes:
    path.unlink(missing_ok=True)
    chain = Chain(path)
    for body in bodies:
        chain.append({"body": body})
    return path.read_bytes()


@given(bodies=bodies, more=bodies)
@FEW
def test_a_chain_tells_what_was_added(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[Any], more: list[Any]
) -> None:
    path = tmp_path_factory.getbasetemp() / "told.jsonl"
    chained(path, bodies)
    again = Chain(path)
    for body in more:
        again.append({"body": body})
    assert [link["body"] for link in links(path)] == bodies + more


@given(bodies=bodies, data=st.data())
@FEW
def test_a_flipped_byte_of_a_chain_is_found(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[Any], data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "flipped.jsonl"
    path.write_bytes(flipped(chained(path, bodies), data))
    with pytest.raises(Damaged, match=f"line [1-{len(bodies) + 1}] of "):
        links(path)
    with pytest.raises(Damaged):
        Chain(path)


@given(bodies=bodies, data=st.data())
@FEW
def test_a_line_that_a_crash_tore_does_not_count(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[Any], data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "torn.jsonl"
    whole = chained(path, bodies)
    last = whole.rfind(b"\n", 0, -1) + 1
    path.write_bytes(whole[: data.draw(st.integers(last, len(whole) - 1))])
    assert [link["body"] for link in links(path)] == bodies[:-1]
    Chain(path).append({"body": bodies[-1]})
    assert path.read_bytes() == whole


@given(session=names, kind=names | st.from_regex(r"[a-z_0-9]+"), version=names, key=names)
@example(session="..", kind="words", version="..", key="../../x")
@example(session="a/../../b", kind="media", version=".", key=".hidden")
@example(session="one", kind="words", version="whisper-base-int8@1+sphinx@1", key="c-0001/é\n")
def test_no_name_leaves_its_folder(
    store: Store, session: str, kind: str, version: str, key: str
) -> None:
    root = paths.local(store.root)
    outside = set(root.parent.iterdir())
    try:
        folder = paths.session_folder(root, session)
        assert folder.parent == root
        assert folder.name == f"session={session}"
    except BadIdentifier:
        session = "one"
    try:
        store.write_part("one", kind, version, key, {"kept": key})
        store.write("one", kind, {"kept": version}, version=version)
    except BadIdentifier:
        return
    finally:
        assert set(root.parent.iterdir()) == outside
        assert {path.name for path in root.iterdir()} == {".lock", "session=one"}
    made = root / "session=one" / kind
    assert {path.parent for path in made.rglob("*.json")} <= {made, *made.iterdir()}
    assert key in store.parts("one", kind, version)
    assert version in store.versions("one", kind)
    assert store.read_part("one", kind, version, key, dict[str, str]) == {"kept": key}
    assert store.read("one", kind, dict[str, str], version) == {"kept": version}


@given(st.text())
def test_only_plain_ids_name_a_session(store: Store, session: str) -> None:
    plain = session.isascii() and session.replace("-", "").replace("_", "").isalnum()
    try:
        store.exists(session)
    except BadIdentifier:
        assert not plain or len(session) > 64 or session[0] in "-_"
    else:
        assert not set(session) & set("/\\\0 %*\n")
        assert session.strip(".")


blocks = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 90)), min_size=1, max_size=8)
"""Silence before and length of what is written, in milliseconds."""
SEGMENT = 0.05


def heard(plan: list[tuple[int, int]]) -> list[tuple[float, Samples]]:
    rng, at, written = np.random.default_rng(len(plan)), 0.0, []
    for silence, length in plan:
        at += silence / 1000
        samples = rng.uniform(-1, 1, length * 16).astype(np.float32)
        written.append((at, samples))
        at += length / 1000
    return written


def land(root: Path, written: list[tuple[float, Samples]]) -> Store:
    store = Store(root)
    if store.exists("one"):
        store.erase("one")
    store.create(META, at=0.0, who="test")
    with store.land_audio("one", "candidate_audio", Sync("import", None), SEGMENT) as writer:
        for at, samples in written:
            writer.write(samples, at)
    return store


@given(plan=blocks, data=st.data())
@FEW
def test_any_span_of_any_division_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[int, int]], data: st.DataObject
) -> None:
    assume(any(length for _, length in plan))
    written = heard(plan)
    store = land(tmp_path_factory.getbasetemp() / "whole", written)
    divided = land(tmp_path_factory.getbasetemp() / "divided", list(_divided(written, data)))
    assert store.media_digest("one") == divided.media_digest("one")

    end = round(store.duration("one") * SAMPLE_RATE)
    truth = np.zeros(end + 2000, np.float32)
    for at, samples in written:
        start = round(at * SAMPLE_RATE)
        truth[start : start + len(samples)] = from_pcm(to_pcm(samples))
    np.testing.assert_array_equal(store.samples("one", "candidate_audio"), truth[:end])
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, end + 2000)] * 2)))
    span = Span(first / SAMPLE_RATE, last / SAMPLE_RATE)
    np.testing.assert_array_equal(store.samples("one", "candidate_audio", span), truth[first:last])


def _divided(
    written: list[tuple[float, Samples]], data: st.DataObject
) -> Iterator[tuple[float, Samples]]:
    for at, samples in written:
        cut = data.draw(st.integers(0, len(samples)))
        yield at, samples[:cut]
        yield at + cut / SAMPLE_RATE, samples[cut:]


@given(plan=blocks)
@FEW
def test_gaps_are_what_was_not_written(
    tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[int, int]]
) -> None:
    written = [(at, samples) for at, samples in heard(plan) if len(samples)]
    assume(written)
    store = land(tmp_path_factory.getbasetemp() / "gaps", written)
    ends = [at + len(samples) / SAMPLE_RATE for at, samples in written]
    holes = [
        (round(end * 1000), round(start * 1000))
        for end, (start, _) in zip(ends, written[1:], strict=False)
        if round(start * 1000) > round(end * 1000)
    ]
    gaps = store.gaps("one")
    assert {gap.cause for gap in gaps} <= {"loss"}
    assert [(round(g.span.start * 1000), round(g.span.end * 1000)) for g in gaps] == holes
    assert gaps == [Gap("candidate_audio", gap.span, "loss") for gap in gaps]


known = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(get_args(GapCause)))
)


@given(known=known, hole=st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_a_hole_is_explained_or_loss(
    known: list[tuple[int, int, Any]], hole: tuple[int, int]
) -> None:
    explained = [(min(a, b), max(a, b), cause) for a, b, cause in known]
    start, end = min(hole), max(hole)
    lost = landing.unexplained(Span(start, end), explained)
    covered = {t for a, b, _ in explained for t in range(a, b)}
    assert {t for a, b in lost for t in range(int(a), int(b))} == {*range(start, end)} - covered
