"""A recorded session that becomes a live one, from all servers' start to its batch result."""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from interview.errors import Transient
from interview.model import Word
from interview.store import Store
from workbench import running
from workbench.bench.live_log import Size
from workbench.bench.live_stack import Replay, Stack
from workbench.bench.live_watch import Watcher
from workbench.bench.live_words import Part
from workbench.bench.workplace import Workplace
from workbench.console import remark
from workbench.evaluate.truth import Item, Truth

SESSION, RECORDED = "live", "recorded"
LEAD = 20.0
"""Seconds in which nobody speaks at first."""
_FINISHED = {"SUCCESS", "FAILURE", "CANCELED"}
_PATIENCE = 600.0
_MADE_BY_CAPTURE = ("meta.json", "events.jsonl", "job.txt", "weights.json")
_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Call:
    """A session that is being repeated, and who looks on.

    It starts at `start`, in Unix seconds; `before` was the size of Dagster's event log.
    """

    stack: Stack
    replay: Replay
    watcher: Watcher
    start: float
    before: Size

    def until(self, at: float) -> None:
        """A session time."""
        time.sleep(max(0.0, self.start + at - time.time()))

    def took(self, done: Callable[[], bool]) -> float:
        """Seconds until something is done; Transient if it never is."""
        begun = time.monotonic()
        while not done():
            if time.monotonic() - begun > _PATIENCE:
                raise Transient("it does not come back")
            time.sleep(_LOOK)
        return time.monotonic() - begun

    def until_heard(self) -> float:
        """Wait until the worker has nothing more to do; the seconds that people were there."""
        self.replay.wait()
        there = time.time() - self.start
        self.took(lambda: self.stack.worker(SESSION) is None)
        return there

    def live_parts(self) -> list[Part]:
        """The words as they were stored before the batch result was made."""
        runs = self.stack.log.runs(SESSION)
        finish = [run.started for run in runs if run.job == "finish" and run.started]
        end = min(finish, default=time.time()) - self.start
        return [part for part in self.watcher.parts() if part.at <= end]


@contextmanager
def everything_up(
    item: Item, environment: Mapping[str, str] | None = None, video: Path | None = None
) -> Iterator[tuple[Stack, Path]]:
    """All servers, and the folder in which the recording lies."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Workplace(Path(folder), RECORDED)
        place.land(item, RECORDED, video)
        remark("everything comes up")
        stack = Stack(place.folder, environment or {})
        try:
            yield stack, place.root
        finally:
            stack.stop()


@contextmanager
def calling(stack: Stack, source: Path, *options: str) -> Iterator[Call]:
    """It is over when all that was said is judged, and the batch result is there."""
    before = stack.log.size()
    replay = Replay(stack, source, SESSION, "--lead", str(LEAD), *options)
    store = Store(stack.root)
    with Watcher(store, SESSION) as watcher:
        yield Call(stack, replay, watcher, store.meta(SESSION).start_time, before)
        replay.wait()
        remark("the rest, and the batch result")
        _wait_for_end(stack)


def _wait_for_end(stack: Stack) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        runs = [run.status for run in stack.log.runs(SESSION) if run.job == "finish"]
        if runs and set(runs) <= _FINISHED and stack.worker(SESSION) is None:
            return
        time.sleep(1.0)
    remark("there is no batch result after ten minutes")


def decoded_afresh(stack: Stack) -> list[Word]:
    """All words of what landed, by a batch run on a copy."""
    copy = Workplace(stack.root.parent, "batch")
    before, after = (root / f"session={SESSION}" for root in (stack.root, copy.root))
    after.mkdir(parents=True)
    for name in _MADE_BY_CAPTURE:
        with suppress(FileNotFoundError):
            shutil.copy2(before / name, after / name)
    shutil.copytree(before / "media", after / "media")
    environment = {**stack.environment, "DAGSTER_HOME": str(copy.folder / "batch-dagster")}
    for _ in running.run(SESSION, str(copy.root), "words", environment=environment):
        pass
    return Store(copy.root).read(SESSION, "words", list[Word])


def compared(live: Sequence[Word], batch: Sequence[Word], truth: Truth) -> dict[str, object]:
    """Both against each other and the truth, which does not begin at session zero."""
    known = {(word.id, word.text, word.span) for word in live}
    same = sum((word.id, word.text, word.span) in known for word in batch)
    return {
        "words live": len(live),
        "words batch": len(batch),
        "words equal": same,
        "wer live": _wer(live, truth),
        "wer batch": _wer(batch, truth),
    }


def _wer(words: Sequence[Word], truth: Truth) -> float | None:
    from workbench.evaluate.speech import Score, edits

    total = Score()
    for speaker in {word.speaker for word in words}:
        own = [word for word in words if word.speaker == speaker]
        own.sort(key=lambda word: word.span.start)
        text = " ".join(word.text for word in own)
        total += edits(text, [turn for turn in truth.turns if turn.speaker == speaker])
    return round(total.edits / total.words, 4) if total.words else None
