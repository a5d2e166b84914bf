"""Sessions begin, grow, are read while they grow, survive a crash and disappear."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from upath import UPath

from interview.errors import (
    BadIdentifier,
    BadInput,
    Damaged,
    NoSuchSession,
    NotMade,
    SessionExists,
    Transient,
)
from interview.model import (
    BehaviourSample,
    Evidence,
    JobDescription,
    ProfileSnapshot,
    QAPair,
    SessionMeta,
    Span,
    Sync,
    Turn,
    Verdict,
    Word,
)
from interview.ports import Vectors
from interview.store import Provenance, Store
from tests import interviews
from tests.recordings import tones

META = SessionMeta("one", 1_700_000_000.0, "research", "observables", title="Nurse, nights")
IMPORT = Sync("import", None)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "data")
    store.create(META, at=1_700_000_001.0, who="examiner")
    return store


def folder(store: Store) -> Path:
    return Path(str(store.root)) / "session=one"


def land(store: Store, seconds: float = 5.0) -> None:
    with store.land_audio("one", "candidate_audio", IMPORT) as writer:
        writer.write(tones(seconds), 0.0)


# sessions


def test_a_session_begins_with_what_is_fixed(store: Store) -> None:
    assert store.sessions() == ["one"]
    assert store.exists("one")
    assert store.meta("one") == META
    (created,) = store.events("one")
    assert (created.kind, created.at, created.who) == ("created", 1_700_000_001.0, "examiner")
    assert created.body["title"] == "Nurse, nights"
    assert (store.tracks("one"), store.duration("one"), store.gaps("one")) == ([], 0.0, [])


def test_an_id_is_taken_once(store: Store) -> None:
    with pytest.raises(SessionExists, match="one"):
        store.create(replace(META, title="another"), at=0.0, who="x")
    assert store.meta("one") == META


def test_a_root_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "none")
    assert store.sessions() == []
    for ask in (store.meta, store.events, store.erase, store.duration):
        with pytest.raises(NoSuchSession, match="no session one"):
            ask("one")
    assert not (tmp_path / "none").exists()


def test_a_staged_session_appears_whole_or_never(store: Store) -> None:
    with store.staging() as stage:
        stage.create(replace(META, session_id="two"), at=0.0, who="x")
        stage.write_job("two", "A posting")
        assert store.sessions() == ["one"]
    assert store.sessions() == ["one", "two"]
    assert store.job("two") == "A posting"
    with suppress(KeyboardInterrupt), store.staging() as stage:
        stage.create(replace(META, session_id="three"), at=0.0, who="x")
        raise KeyboardInterrupt
    assert store.sessions() == ["one", "two"]
    with pytest.raises(SessionExists), store.staging() as stage:
        stage.create(META, at=0.0, who="x")
    assert {path.name for path in folder(store).parent.iterdir()} == {
        ".lock",
        "session=one",
        "session=two",
    }


def test_two_sessions_can_be_built_at_the_same_time(store: Store) -> None:
    with store.staging() as left, store.staging() as right:
        left.create(replace(META, session_id="left"), at=0.0, who="x")
        right.create(replace(META, session_id="right"), at=0.0, who="x")
    assert store.sessions() == ["left", "one", "right"]


def test_the_status_follows_from_the_events(store: Store) -> None:
    assert store.status("one") == "live"
    store.append("one", "completed", at=2.0, who="x", body={})
    assert store.status("one") == "completed"
    store.append("one", "recovered", at=3.0, who="x", body={})
    assert store.status("one") == "recovered"


def test_nothing_is_left_of_an_erased_session(store: Store) -> None:
    land(store)
    store.write("one", "words", interviews.WORDS, version="w@1")
    store.erase("one")
    assert [path.name for path in folder(store).parent.iterdir()] == [".lock"]
    for ask in (store.meta, store.events, store.tracks, store.job, store.erase):
        with pytest.raises(NoSuchSession):
            ask("one")
    with pytest.raises(NoSuchSession):
        store.append("one", "comment", at=0.0, who="x", body={})
    with pytest.raises(NoSuchSession):
        store.write("one", "words", [], version="w@1")
    assert store.sessions() == []


def test_erasing_takes_what_a_crash_left_of_erasing_and_importing(store: Store) -> None:
    root = folder(store).parent
    shutil.copytree(folder(store), root / ".erased-0123")
    shutil.copytree(folder(store), root / ".staging-0123" / "session=two")
    with pytest.raises(NoSuchSession):
        store.erase("two")
    assert {path.name for path in root.iterdir()} == {".lock", "session=one"}


def test_readers_of_an_erased_session_find_that_it_is_gone(store: Store) -> None:
    store.write("one", "words", interviews.WORDS, version="w@1")
    land(store)

    def read_on() -> None:
        while True:
            assert store.read("one", "words", list[Word]) == interviews.WORDS
            assert len(store.samples("one", "candidate_audio")) == 80_000
            assert store.events("one")[0].kind == "created"

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read_on) for _ in range(3)]
        store.erase("one")
        for reader in readers:
            with pytest.raises((NoSuchSession, NotMade, BadInput)):
                reader.result(timeout=30)


# events


def test_two_writers_keep_one_chain(store: Store) -> None:
    def comment(who: str) -> None:
        for number in range(10):
            Store(store.root).append("one", "comment", at=0.0, who=who, body={"n": number})

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(comment, ["a", "b"]))
    events = store.events("one")
    assert len(events) == 21
    for who in ("a", "b"):
        assert [e.body["n"] for e in events if e.who == who] == list(range(10))


def test_an_event_comes_back_as_it_was_appended(store: Store) -> None:
    event = store.append("one", "rating", at=2.5, who="Zoë", body={"value": 4, "why": ["a", None]})
    assert store.events("one")[-1] == event
    assert event.previous == store.events("one")[0].hash
    with pytest.raises(BadInput, match="cannot be stored"):
        store.append("one", "rating", at=float("nan"), who="x", body={})
    assert store.events("one")[-1] == event


def test_a_changed_event_is_named(store: Store) -> None:
    store.append("one", "rating", at=2.0, who="x", body={"value": 2})
    store.append("one", "completed", at=3.0, who="x", body={})
    path = folder(store) / "events.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"value":2', b'"value":5'))
    with pytest.raises(Damaged, match=r"line 2 of .*events\.jsonl .* restore it"):
        store.events("one")
    with pytest.raises(Damaged, match="line 2"):
        store.append("one", "comment", at=4.0, who="x", body={})


def test_an_event_that_was_taken_out_is_missed(store: Store) -> None:
    for number in range(3):
        store.append("one", "comment", at=2.0, who="x", body={"n": number})
    path = folder(store) / "events.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2] + lines[3:]))
    with pytest.raises(Damaged, match="line 3"):
        store.events("one")


def test_the_posting_stays_as_it_was_pasted(store: Store) -> None:
    assert store.job("one") is None
    store.write_job("one", "Nurse\r\nnights\n\u2028é ")
    assert store.job("one") == "Nurse\r\nnights\n\u2028é "


def test_weights_that_a_person_gave_are_kept(store: Store) -> None:
    assert store.job_weights("one") == {}
    store.write_job_weights("one", {"triage": 0.7, "francês": 0.0})
    assert store.job_weights("one") == {"triage": 0.7, "francês": 0.0}


# derived values


@pytest.mark.parametrize(
    ("kind", "value", "type_"),
    [
        ("words", interviews.WORDS, list[Word]),
        ("turns", interviews.TURNS, list[Turn]),
        ("pairs", interviews.PAIRS, list[QAPair]),
        ("job_description", interviews.JOB, JobDescription),
        ("evidence", interviews.EVIDENCE, list[Evidence]),
        ("profile", interviews.PROFILE, list[ProfileSnapshot]),
        ("verdict", interviews.VERDICT, Verdict),
        ("behaviour", interviews.BEHAVIOUR, list[BehaviourSample]),
    ],
)
def test_every_kind_comes_back(store: Store, kind: str, value: object, type_: type) -> None:
    digest = store.write("one", kind, value, version="v@1", inputs={"media": "0" * 64})
    assert store.read("one", kind, type_) == value
    assert store.provenance("one", kind) == Provenance("v@1", {"media": "0" * 64}, digest)
    assert store.digest("one", kind) == digest


def test_versions_stay_side_by_side(store: Store) -> None:
    first, second = interviews.WORDS[:1], interviews.WORDS
    store.write("one", "words", first, version="whisper-base-int8@1+sphinx@1")
    store.write("one", "words", second, version="whisper/large v3@2")
    assert store.versions("one", "words") == ["whisper-base-int8@1+sphinx@1", "whisper/large v3@2"]
    assert store.active("one", "words") == "whisper/large v3@2"
    assert store.read("one", "words", list[Word]) == second
    assert store.read("one", "words", list[Word], "whisper-base-int8@1+sphinx@1") == first
    store.activate("one", "words", "whisper-base-int8@1+sphinx@1")
    assert store.read("one", "words", list[Word]) == first


def test_the_digest_is_that_of_the_value_alone(store: Store) -> None:
    same = store.write("one", "words", interviews.WORDS, version="a@1", inputs={"media": "1"})
    assert store.write("one", "words", interviews.WORDS, version="b@2") == same
    assert store.write("one", "words", interviews.WORDS[1:], version="a@1") != same


def test_what_is_not_made_says_how_to_make_it(store: Store) -> None:
    store.write("one", "words", [], version="w@1")
    asks: list[Callable[[], object]] = [
        lambda: store.read("one", "verdict", dict[str, int]),
        lambda: store.active("one", "verdict"),
        lambda: store.digest("one", "verdict"),
        lambda: store.read("one", "words", list[Word], "w@2"),
        lambda: store.activate("one", "words", "w@2"),
        lambda: store.read_part("one", "words", "w@1", "c-0", list[Word]),
    ]
    for ask in asks:
        with pytest.raises(NotMade, match="workbench run one"):
            ask()
    assert store.versions("one", "verdict") == []
    assert store.parts("one", "words", "w@1") == []


def test_parts_are_listed_in_order(store: Store) -> None:
    keys = ["c-0032000", "i-0000000", "c-0000512", "q/1", "..", "é"]
    for key in keys:
        store.write_part("one", "words", "w@1", key, interviews.WORDS[:1])
    assert store.parts("one", "words", "w@1") == sorted(keys)
    assert store.read_part("one", "words", "w@1", "..", list[Word]) == interviews.WORDS[:1]
    assert store.versions("one", "words") == []


def test_an_empty_list_keeps_its_columns(store: Store) -> None:
    store.write("one", "words", [], version="w@1")
    assert store.read("one", "words", list[Word]) == []
    names = pq.read_schema(folder(store) / "words" / "w@1.parquet").names
    assert names == [
        "id",
        "speaker",
        "text",
        "span",
        "confidence",
        "timed_by",
        "prosody",
        "repaired",
    ]


def test_a_list_that_was_empty_and_of_no_known_rows_can_fill(store: Store) -> None:
    store.write("one", "marks", [], version="m@1")
    assert store.read("one", "marks", list[Span]) == []
    store.write("one", "marks", [Span(0.0, 1.0)], version="m@1")
    assert store.read("one", "marks", list[Span]) == [Span(0.0, 1.0)]
    assert store.versions("one", "marks") == ["m@1"]


def test_vectors_come_back(store: Store) -> None:
    vectors = np.random.default_rng(0).standard_normal((3, 384)).astype(np.float32)
    store.write("one", "job_vectors", vectors, version="e@1")
    again = store.read("one", "job_vectors", Vectors)
    np.testing.assert_array_equal(again, vectors)
    assert again.flags.writeable


@pytest.mark.parametrize(("kind", "suffix"), [("words", "parquet"), ("job_description", "json")])
def test_changed_bytes_are_found(store: Store, kind: str, suffix: str) -> None:
    store.write("one", "words", interviews.WORDS, version="v@1")
    store.write("one", "job_description", interviews.JOB, version="v@1")
    path = folder(store) / kind / f"v@1.{suffix}"
    data = path.read_bytes()
    path.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])
    type_: type = list[Word] if kind == "words" else JobDescription
    with pytest.raises(Damaged, match=rf"{suffix} is not what was written: make it again"):
        store.read("one", kind, type_)


def test_another_type_than_was_written_is_refused(store: Store) -> None:
    store.write("one", "words", interviews.WORDS, version="v@1")
    store.write("one", "thing", {"a": 1}, version="v@1")
    for kind, type_ in (
        ("words", list[Span]),
        ("words", JobDescription),
        ("words", np.ndarray),
        ("thing", JobDescription),
    ):
        with pytest.raises(Damaged, match="make it again"):
            store.read("one", kind, type_)


def test_numbers_that_would_be_rounded_are_refused(store: Store) -> None:
    with pytest.raises(TypeError, match="float32"):
        store.write("one", "job_vectors", np.zeros((2, 2)), version="v@1")


@pytest.mark.parametrize("version", ["", "active", "a.json", "a.parquet", "v" * 300, "\ud800"])
def test_a_version_that_cannot_be_a_file_is_refused(store: Store, version: str) -> None:
    with pytest.raises(BadIdentifier):
        store.write("one", "words", [], version=version)


@pytest.mark.parametrize("kind", ["", "media", "..", "a/b", "Words", "events.jsonl", "_x"])
def test_a_kind_that_could_leave_its_folder_is_refused(store: Store, kind: str) -> None:
    with pytest.raises(BadIdentifier):
        store.write("one", kind, [], version="v@1")


@pytest.mark.parametrize("session", ["", ".", "..", "a/b", "../one", "/etc", "a\0", "é", "x" * 65])
def test_an_id_that_could_leave_the_root_is_refused(store: Store, session: str) -> None:
    with pytest.raises(BadIdentifier):
        store.create(replace(META, session_id=session), at=0.0, who="x")
    with pytest.raises(BadIdentifier):
        store.erase(session)
    assert store.sessions() == ["one"]


def test_readers_see_whole_values_while_one_writes(store: Store) -> None:
    texts = ["a" * 10_000, "b" * 100_000]
    store.write("one", "thing", texts[0], version="v@1")

    def write_on() -> None:
        for number in range(20):
            store.write("one", "thing", texts[number % 2], version="v@1")

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_on)
        while not writing.done():
            assert store.read("one", "thing", str) in texts
        writing.result()


# crashes

CRASH = """
import os, sys
from pathlib import Path
from interview.store import Provenance, Store
from interview.model import Sync
import numpy as np

left, replace = int(sys.argv[3]), Path.replace

def replace_or_die(path, target):
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    return replace(path, target)

Path.replace = replace_or_die
store = Store(sys.argv[1])
if sys.argv[2] == "value":
    store.write("one", "thing", "new", version=sys.argv[4])
else:
    with store.land_audio("one", "candidate_audio", Sync("import", None)) as writer:
        writer.write(np.full(16_000 * 5, 0.5, np.float32), 0.0)
"""


def crash(store: Store, what: str, renames: int, version: str = "") -> None:
    """Let another process die at a rename after so many that worked."""
    command = [sys.executable, "-c", CRASH, str(store.root), what, str(renames), version]
    assert subprocess.run(command, check=False).returncode == 9


@pytest.mark.parametrize("version", ["v@1", "v@2"])
def test_a_crash_before_the_rename_leaves_the_old_value(store: Store, version: str) -> None:
    store.write("one", "thing", "old", version="v@1")
    crash(store, "value", 0, version)
    assert store.read("one", "thing", str) == "old"
    assert store.versions("one", "thing") == ["v@1"]
    store.write("one", "thing", "new", version=version)
    assert store.read("one", "thing", str) == "new"


def test_a_crash_before_the_pointer_moves_leaves_the_old_version(store: Store) -> None:
    store.write("one", "thing", "old", version="v@1")
    crash(store, "value", 1, "v@2")
    assert store.active("one", "thing") == "v@1"
    assert store.read("one", "thing", str) == "old"
    assert store.read("one", "thing", str, "v@2") == "new"


def test_a_crash_keeps_the_segments_that_had_landed(store: Store) -> None:
    crash(store, "audio", 3)  # sync.json and two segments
    assert store.duration("one") == 4.0
    np.testing.assert_array_equal(
        store.samples("one", "candidate_audio"), np.full(64_000, 0.5, np.float32)
    )
    with store.land_audio("one", "candidate_audio", IMPORT) as writer:
        writer.write(np.full(16_000, 0.25, np.float32), 5.0)
    (gap,) = store.gaps("one")
    assert gap.span == Span(4.0, 5.0)
    assert store.samples("one", "candidate_audio", Span(3.9, 5.1)).tolist() == (
        [0.5] * 1600 + [0.0] * 16_000 + [0.25] * 1600
    )


def test_one_process_lands_a_track_at_a_time(store: Store) -> None:
    with (
        store.land_audio("one", "candidate_audio", IMPORT),
        pytest.raises(Transient, match="wait"),
        store.land_audio("one", "candidate_audio", IMPORT),
    ):
        pass


# object storage


@pytest.fixture
def remote(store: Store) -> Store:
    """The session as a copy in an object store."""
    land(store)
    store.write_job("one", "A posting")
    store.write("one", "words", interviews.WORDS, version="w@1")
    store.write_part("one", "words", "w@1", "c-0", interviews.WORDS[:1])
    root = UPath("memory://bucket/data")
    if root.exists():
        root.rmdir(recursive=True)
    for path in folder(store).rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            target = root / str(path.relative_to(folder(store).parent))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return Store("memory://bucket/data")


def test_a_completed_session_is_read_from_an_object_store(store: Store, remote: Store) -> None:
    assert remote.sessions() == ["one"]
    assert remote.meta("one") == META
    assert remote.events("one") == store.events("one")
    assert remote.job("one") == "A posting"
    assert remote.tracks("one") == ["candidate_audio"]
    assert remote.media_digest("one") == store.media_digest("one")
    np.testing.assert_array_equal(
        remote.samples("one", "candidate_audio"), store.samples("one", "candidate_audio")
    )
    assert remote.read("one", "words", list[Word]) == interviews.WORDS
    assert remote.parts("one", "words", "w@1") == ["c-0"]
    remote.write("one", "words", interviews.WORDS[:1], version="w@2")
    assert remote.active("one", "words") == "w@2"
    remote.erase("one")
    assert remote.sessions() == []


def test_what_needs_a_file_system_says_so(remote: Store) -> None:
    with pytest.raises(BadInput, match="not on a file system"):
        remote.append("one", "comment", at=0.0, who="x", body={})
    with pytest.raises(BadInput, match="not on a file system"):
        remote.create(replace(META, session_id="two"), at=0.0, who="x")
    with (
        pytest.raises(BadInput, match="not on a file system"),
        remote.land_audio("one", "candidate_audio", IMPORT),
    ):
        pass
