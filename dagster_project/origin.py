"""What a run that is made here carries: where its job is found again, and who executes it."""

import os
import socket
import sys

from dagster._core.code_pointer import ModuleCodePointer
from dagster._core.origin import JobPythonOrigin, RepositoryPythonOrigin
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from dagster_project.settings import LOCATION

MODULE = "dagster_project.definitions"
PARTITION = "dagster/partition"
PROCESS = "interview/process"


def remote_origin(job: str) -> RemoteJobOrigin:
    """Where the web UI finds the job again; only the location's name must be right for that."""
    target = LoadableTargetOrigin(executable_path=sys.executable, module_name=MODULE)
    location = ManagedGrpcPythonEnvCodeLocationOrigin(target, LOCATION)
    return RemoteJobOrigin(RemoteRepositoryOrigin(location, "__repository__"), job)


def code_origin(job: str) -> JobPythonOrigin:
    """Where a process that executes the run finds the job, on any machine with this package."""
    pointer = ModuleCodePointer(MODULE, "defs")
    return JobPythonOrigin(job, RepositoryPythonOrigin(sys.executable, pointer))


def this_process() -> str:
    return process(os.getpid())


def process(number: int) -> str:
    """A process of this machine."""
    return f"{socket.gethostname()}:{number}"


def is_gone(name: str) -> bool:
    """Whether a process of this machine is no more; of another machine's nothing is known."""
    host, _, number = name.rpartition(":")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # another user's
    return False
