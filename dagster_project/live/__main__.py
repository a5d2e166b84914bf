"""python -m dagster_project.live [SESSION|-]: one session's worker, or a worker for each.

The worker `-` loads first and is told its session later, by a line on standard input.
"""

import argparse
import sys

from dagster_project.live import foreman


def main() -> int:
    parser = argparse.ArgumentParser("dagster_project.live", description="Follow live sessions.")
    parser.add_argument("session", nargs="?", help="this one alone; without it, all that are live")
    asked = parser.parse_args()
    if asked.session is None:
        return foreman.run()
    from dagster_project.live import process  # it imports everything

    return process.run(None if asked.session == "-" else asked.session)


if __name__ == "__main__":
    sys.exit(main())
