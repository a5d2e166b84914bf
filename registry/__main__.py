"""python -m registry: asks MLflow for the models that standard input names, and copies them.

Standard input is a `Wanted` as JSON. Exit 2 where what is wanted does not exist.
"""

import json
import sys
from pathlib import Path

from interview.errors import BadInput, InterviewError
from interview.offline import keep_offline
from registry.resolved import WRONG_USE, Wanted


def main() -> int:
    keep_offline()
    asked = json.load(sys.stdin)
    wanted = Wanted(**{**asked, "exact": tuple(asked["exact"])})
    from registry.models import Registry

    try:
        Registry(wanted.uri, wanted.artifacts, Path(wanted.shipped)).resolve(wanted)
    except InterviewError as error:
        print(error, file=sys.stderr)  # noqa: T201  # what this program is for
        return WRONG_USE if isinstance(error, BadInput) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
