"""What a run does, told an asset at a time."""

import logging
from collections.abc import Callable, Iterable, Mapping

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

    def __init__(self, assets: Iterable[str], say: Say) -> None:
        self._waiting, self._say = dict.fromkeys(assets), say
        self._summaries: dict[str, str] = {}
        self.error = ""

    def logger(self) -> dg.LoggerDefinition:
        """Makes what an asset logs a note."""
        return dg.LoggerDefinition(lambda _: _Notes(self._note))

    def follow(self, event: dg.DagsterEvent) -> None:
        step = event.step_key or ""
        match event.event_type:
            case Kind.STEP_START if step in self._waiting:
                self._tell(step, "started")
            case Kind.ASSET_MATERIALIZATION:
                summary = event.materialization.metadata.get("summary")
                self._summaries[step] = str(summary.value) if summary else ""
            case Kind.STEP_SUCCESS if step in self._waiting:
                seconds = event.step_success_data.duration_ms / 1000
                self._end(step, "done", seconds=seconds, note=self._summaries.get(step, ""))
            case Kind.STEP_FAILURE:
                self._fail(step, _message(event))
            case Kind.ASSET_CHECK_EVALUATION:
                self._check(event.asset_check_evaluation_data)
            case Kind.RUN_FAILURE if not self.error:
                self.error = _innermost(event.job_failure_data.error)
            case Kind.RUN_CANCELED if not self.error:
                self.error = "interrupted"

    def finish(self) -> None:
        """What the run did not come to was skipped."""
        for asset in list(self._waiting):
            self._end(asset, "skipped")

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
        self._waiting.pop(asset, None)
        self._tell(asset, state, **more)

    def _note(self, asset: str, text: str) -> None:
        self._tell(asset, "started", note=text)

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
