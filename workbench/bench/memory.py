"""How much memory this program has taken."""

import platform
import resource
from pathlib import Path


def peak_rss_mb() -> float:
    """Of this program alone: on Linux `ru_maxrss` begins with that of the one that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        unit = 1 if platform.system() == "Darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
