"""How the lexicons of this package are written: alternatives, compared without case."""

import re


def words(*alternatives: str) -> re.Pattern[str]:
    """Any of them as whole words."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.I)


def any_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.I)
