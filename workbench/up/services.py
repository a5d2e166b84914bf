"""What `workbench up` starts: a service more is an entry more in `services`."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from registry import settings
from workbench.dashboard.access import links
from workbench.up.probes import Probe, answers, daemons_are_healthy

PORTS = {"capture": 8443, "dagster": 3000, "dashboard": 5006, "mlflow": 5000}
"""Of the services that people or programs address."""
DEFINITIONS = "dagster_project.definitions"
LOCATION = "interview-workbench"


@dataclass(frozen=True, slots=True)
class Service:
    """A process; `ready` tells whether it answers, None where its own `word` tells.

    It starts when those that it `needs` are ready. `page` is what a person opens.
    """

    name: str
    command: Sequence[str]
    ready: Probe | None = None
    word: str = ""
    needs: tuple[str, ...] = ()
    page: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


def services(root: Path, ports: Mapping[str, int], folder: Path) -> list[Service]:
    """`folder` is for a socket and the like, of this start alone."""
    mlflow = _mlflow(ports["mlflow"])
    needs = ("daemon", *(each.name for each in mlflow))
    return [
        _capture(root, ports["capture"]),
        *_dagster(ports["dagster"], folder),
        *mlflow,
        _dashboard(root, ports["dashboard"]),
        Service("live", _module("dagster_project.live"), word="watches", needs=needs),
    ]


def _module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]


def _capture(root: Path, port: int) -> Service:
    command = _module("capture_server", "--data", str(root), "--port", str(port))
    return Service("capture", command, answers(f"https://localhost:{port}/"))


def _dashboard(root: Path, port: int) -> Service:
    command = _module("workbench.dashboard", "--data", str(root), "--port", str(port))
    page = " or ".join(f"{link} ({role}s)" for role, link in links(root, port).items())
    return Service("dashboard", command, answers(f"http://localhost:{port}/sign-in"), page=page)


def _dagster(port: int, folder: Path) -> list[Service]:
    """One code server for web pages and daemon, where `dagster dev` starts one for each."""
    code, workspace = folder / "code.sock", folder / "workspace.yaml"
    workspace.write_text(
        f"load_from: [grpc_server: {{socket: {code}, location_name: {LOCATION}}}]\n"
    )
    page = f"http://localhost:{port}"
    serve = ["api", "grpc", "--module-name", DEFINITIONS, "--socket", str(code)]
    return [
        Service(
            "code",
            _module("dagster", *serve, "--location-name", LOCATION),
            word="Started Dagster code server",
        ),
        Service(
            "dagster",
            _module("dagster_webserver", "--workspace", str(workspace), "--port", str(port)),
            answers(f"{page}/server_info"),
            needs=("code",),
            page=page,
        ),
        Service(
            "daemon",
            _module(
                "dagster._daemon", "run", "--workspace", str(workspace), "--log-level", "warning"
            ),
            daemons_are_healthy(page),
            needs=("code", "dagster"),
        ),
    ]


def _mlflow(port: int) -> list[Service]:
    """One process, without the jobs for language models, whose helpers would wait all the time.

    None where runs are tracked by a server elsewhere.
    """
    database = settings.uri()
    if database.startswith("http"):
        return []
    page = f"http://localhost:{port}"
    where = ["--host", "127.0.0.1", "--port", str(port), "--backend-store-uri", database]
    where += ["--default-artifact-root", settings.artifacts()] if settings.artifacts() else []
    quiet = ["--workers", "1", "--no-serve-artifacts", "--uvicorn-opts", "--log-level warning"]
    return [
        Service(
            "mlflow",
            _module("mlflow", "server", *where, *quiet),
            answers(f"{page}/health"),
            page=page,
            environment={"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"},
        )
    ]
