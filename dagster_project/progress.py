"""What a run does, told an asset at a time."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence

import dagster as dg
from dagster import DagsterEventType as Kind
from dagster._core.log_manager import get_log_record_metadata
from dagster_shared.error import SerializableErrorInfo

Say = Callable[[Mapping[str, object]], None]
INTERRUPTS = ("KeyboardInterrupt", "DagsterExecutionInterruptedError")


class Progress:
    """Follows a run's events and says {"asset", "state", "seconds", "note"} of each asset.

    `state` is started (also for a note on the way), done, skipped or failed; `error` is the first
    thing that went wrong, empty as long as nothing did.
    """

    def __init__(self, steps: Mapping[str, Sequence[str]], say: Say) -> None:
        """`steps` are the assets that each step makes, in the order in which it makes them."""
        self._waiting = {step: list(assets) for step, assets in steps.items()}
        self._say, self._since = say, 0.0
        self.error = ""

    def logger(self) -> dg.LoggerDefinition:
        """Makes what an asset logs a note."""
        return dg.LoggerDefinition(lambda _: _Notes(self._note))

    def follow(self, event: dg.DagsterEvent) -> None:
        step = event.step_key or ""
        match event.event_type:
            case Kind.STEP_START:
                self._start(step)
            case Kind.ASSET_MATERIALIZATION:
                self._made(step, event.materialization)
            case Kind.STEP_FAILURE:
                self._fail(self._now(step), _message(event))
            case Kind.ASSET_CHECK_EVALUATION:
                self._check(event.asset_check_evaluation_data)
            case Kind.RUN_FAILURE if not self.error:
                self.error = _innermost(event.job_failure_data.error)
            case Kind.RUN_CANCELED if not self.error:
                self.error = "interrupted"

    def finish(self) -> None:
        """What the run did not come to was skipped."""
        why = {} if self.error else {"note": "not made in a session like this"}
        for assets in self._waiting.values():
            for asset in list(assets):
                self._end(asset, "skipped", **why)

    def _now(self, step: str) -> str:
        """The asset that a step is at."""
        return next(iter(self._waiting.get(step, ())), step)

    def _start(self, step: str) -> None:
        self._since = time.monotonic()
        if self._waiting.get(step):
            self._tell(self._now(step), "started")

    def _made(self, step: str, made: dg.AssetMaterialization) -> None:
        summary = made.metadata.get("summary")
        note = str(summary.value) if summary else ""
        seconds = time.monotonic() - self._since
        self._end(made.asset_key.to_user_string(), "done", seconds=seconds, note=note)
        self._start(step)

    def _check(self, check: dg.AssetCheckEvaluation) -> None:
        if check.passed:
            return
        asset, broken = check.asset_key.to_user_string(), check.metadata["where"].value
        note = f"{check.check_name.replace('_', ' ')}: not so at {broken}"
        if check.severity == dg.AssetCheckSeverity.ERROR:
            self._fail(asset, note)
        else:
            self._tell(asset, "done", note=note)

    def _fail(self, asset: str, note: str) -> None:
        self.error = self.error or f"{asset}: {note}"
        self._end(asset, "failed", note=note)

    def _end(self, asset: str, state: str, **more: object) -> None:
        for assets in self._waiting.values():
            if asset in assets:
                assets.remove(asset)
        self._tell(asset, state, **more)

    def _note(self, step: str, text: str) -> None:
        if self._waiting.get(step):
            self._tell(self._now(step), "started", note=text)

    def _tell(self, asset: str, state: str, **more: object) -> None:
        self._say({"asset": asset, "state": state, **more})


class _Notes(logging.Logger):
    """Hands on what an asset says, not what Dagster has to say about it."""

    def __init__(self, note: Callable[[str, str], None]) -> None:
        super().__init__("interview", logging.INFO)
        self._hand_on = note

    def handle(self, record: logging.LogRecord) -> None:
        about = get_log_record_metadata(record)
        own = record.levelno == logging.INFO and not about["dagster_event"]
        if own and about["step_key"]:
            self._hand_on(about["step_key"], about["orig_message"])


def _message(event: dg.DagsterEvent) -> str:
    """One line: the failure's own words, or what caused it in the end."""
    failure = event.step_failure_data
    if failure.user_failure_data and failure.user_failure_data.description:
        return failure.user_failure_data.description
    return _innermost(failure.error)


def _innermost(error: SerializableErrorInfo | None) -> str:
    while error and error.cause:
        error = error.cause
    if error is None:
        return "failed"
    return "interrupted" if error.cls_name in INTERRUPTS else error.message.strip().split("\n")[0]
