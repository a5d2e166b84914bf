"""Materialises a session's partition in this process, as a run that the web UI shows and repeats.

    python -m dagster_project.run SESSION [--select a,b+ | --rescore MODEL]

prints a JSON object a line: {"asset", "state", "seconds", "note", "cpu_seconds"}, the last of the
whole process so far, and after a failure a last {"error"}. Exit 0 only if everything succeeded, 2
where nothing could be tried.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run_iterator
from dagster._utils.interrupts import setup_interrupt_handlers

from assets import corrections
from assets.media import register
from dagster_project.definitions import defs
from dagster_project.instance import home
from dagster_project.origin import PARTITION, PROCESS, is_gone, remote_origin, this_process
from dagster_project.progress import Progress, Say
from dagster_project.settings import JOB, RESCORE, data_root
from interview.errors import BadInput, InterviewError
from interview.store import Store

WRONG_USE = 2


class RunFailed(InterviewError):
    """A run did not make all that was asked for."""


def materialise(
    repository: dg.RepositoryDefinition,
    instance: dg.DagsterInstance,
    session: str,
    select: str | None,
    say: Say,
) -> None:
    """Raises RunFailed, with the first thing that went wrong."""
    _execute(repository, instance, Asked(session, JOB, _selected(repository, select)), say)


def rescore(
    repository: dg.RepositoryDefinition,
    instance: dg.DagsterInstance,
    session: str,
    model: str,
    say: Say,
) -> None:
    """Has the session scored by the model NAME@VERSION too. Raises RunFailed."""
    config = {"ops": {"rescoring": {"config": {"model": model}}}}
    asked = Asked(session, RESCORE, {dg.AssetKey("rescoring")}, config)
    _execute(repository, instance, asked, say)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run of a job is to make."""

    session: str
    job: str
    assets: Set[dg.AssetKey]
    config: Mapping[str, object] = field(default_factory=dict)


def _execute(
    repository: dg.RepositoryDefinition, instance: dg.DagsterInstance, asked: Asked, say: Say
) -> None:
    progress = Progress(_steps(repository, asked.assets), say)
    job = repository.get_job(asked.job).with_logger_defs({"console": progress.logger()})
    run = instance.create_run_for_job(
        job,
        run_config={"loggers": {"console": {}}, **asked.config},
        asset_selection=asked.assets,
        tags={PARTITION: asked.session, PROCESS: this_process()},
        remote_job_origin=remote_origin(asked.job),
    )
    for event in execute_run_iterator(InMemoryJob(job), run, instance):
        progress.follow(event)
    progress.finish()
    if progress.error:
        raise RunFailed(progress.error)


def _steps(repository: dg.RepositoryDefinition, selected: Set[dg.AssetKey]) -> dict[str, list[str]]:
    """The assets of each step in the order in which they follow from each other."""
    steps: dict[str, list[str]] = {}
    for key in repository.asset_graph.toposorted_asset_keys:
        if key in selected:
            step = repository.asset_graph.get(key).assets_def.op.name
            steps.setdefault(step, []).append(key.to_user_string())
    return steps


def bury(instance: dg.DagsterInstance) -> None:
    """Ends the runs whose process was killed: Dagster would show them as running for ever."""
    unfinished = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])
    for run in instance.get_runs(unfinished):
        ours = run.parent_run_id is None  # a repetition has the tags of what it repeats
        if ours and is_gone(run.tags.get(PROCESS, "")):
            instance.report_run_failed(run, "its process is gone")


def _selected(repository: dg.RepositoryDefinition, select: str | None) -> set[dg.AssetKey]:
    graph = repository.asset_graph
    makeable = set(graph.executable_asset_keys) - {dg.AssetKey("rescoring")}
    if select is None:
        return makeable
    names = sorted(key.to_user_string() for key in makeable)
    parts = [part.strip() for part in select.split(",")]
    try:
        wanted = dg.AssetSelection.from_string(_selection(parts)).resolve(graph)
    except dg.DagsterError as error:
        raise BadInput(f"cannot select {select!r}: name some of {', '.join(names)}") from error
    known = {*names, "media", "corrections"}
    if not {part.strip("+0123456789") for part in parts if ":" not in part} <= known:
        raise BadInput(f"cannot select all of {select!r}: name some of {', '.join(names)}")
    if not wanted & makeable:
        raise BadInput(f"nothing in {select!r} can be made here: name some of {', '.join(names)}")
    return makeable & wanted


def _selection(parts: Sequence[str]) -> str:
    """In the syntax of the web UI, where a plus behind a name adds all that follows from it."""
    return " or ".join(p if ":" in p else re.sub("[a-z_]+", r'key:"\g<0>"', p) for p in parts)


def _say(line: Mapping[str, object]) -> None:
    told = {**line, "cpu_seconds": time.process_time()}
    print(json.dumps(told), flush=True)  # noqa: T201  # what this program is for


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("dagster_project.run", description="Materialise a session.")
    parser.add_argument("session")
    parser.add_argument("--select", help="assets, for example words,profile+")
    parser.add_argument("--rescore", metavar="MODEL", help="score it by this version too")
    asked = parser.parse_args(arguments)
    setup_interrupt_handlers()
    try:
        home()
        with dg.DagsterInstance.get() as instance:
            bury(instance)
            register(instance, Store(data_root()), asked.session)
            corrections.report(instance, Store(data_root()), asked.session)
            repository = defs().get_repository_def()
            if asked.rescore:
                rescore(repository, instance, asked.session, asked.rescore, _say)
            else:
                materialise(repository, instance, asked.session, asked.select, _say)
    except (InterviewError, KeyboardInterrupt) as error:
        _say({"error": str(error) or "interrupted"})
        return WRONG_USE if isinstance(error, BadInput) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
