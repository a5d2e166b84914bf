"""Reads a posting's file in a process of its own, which a bad file may stop but nothing else.

Run as a module it is that process: a file comes in, its text or what is wrong with it goes out.
"""

import asyncio
import resource
import sys

from interview.errors import BadInput
from interview.posting.files import text_of

_SECONDS = 20
_PATIENCE = 40.0
_MEMORY = 1_000_000_000
_WRONG = 2
_FAILED = "this file cannot be read: open it in the program it was made with and paste its text"


async def read(data: bytes) -> str:
    """The text of a file; BadInput for one that cannot be read in time."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        told, _ = await asyncio.wait_for(child.communicate(data), _PATIENCE)
    except TimeoutError as error:
        child.kill()
        await child.wait()
        raise BadInput(_FAILED) from error
    if child.returncode:
        raise BadInput(told.decode() if child.returncode == _WRONG else _FAILED)
    return told.decode()


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        told, code = text_of(sys.stdin.buffer.read(), "this file"), 0
    except BadInput as error:
        told, code = str(error), _WRONG
    sys.stdout.buffer.write(told.encode())
    return code


if __name__ == "__main__":
    sys.exit(main())
