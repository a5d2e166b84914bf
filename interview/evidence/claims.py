"""How a clause speaks of a skill: denied, with reserve, in theory, or out of practice.

All patterns are of plain words in their one form (`wording`): no contractions, American spelling.
"""

import re

from interview.evidence.speech import FIRST_PERSON_PAST

_DONE = (
    r"(?:used|worked|done|had|set|written|built|managed|led|run|made|tried|been|touched|needed|seen"
    r"|put|taken|given|learned|trained|driven|cooked|taught|studied|handled|got|held|passed)"
)
DENIAL = re.compile(
    r"\b(?:never|not)(?: yet| really| ever| actually| personally| myself)? "
    rf"{_DONE}\b(?!.*\bwithout\b)"
    r"|\b(?:no|not any|not much|hardly any|zero|without any) (?:\w+ )?"
    r"(?:experience|training|idea|knowledge|practice)\b"
    r"|^(?:no|none|nope|never|not (?:yet|as such|at the moment|really))\b"
    r"|(?<!what i )(?<!what we )\bdo not (?:know|have (?:any|a|that|much))\b"
    r"|\b(?:do|can) not (?:use|speak|drive|hold)\b"
)
RESERVE = re.compile(
    r"\b(?:less|little|limited|basic|some|a bit of|not very much|heard of|read (?:a lot )?about"
    r"|watched|would not call myself|not an expert|seen others|still learning|not much more"
    r"|(?:would|'d) (?:like|love) to learn|(?:want|have|keen) to learn|beginner|rusty"
    r"|second man|only (?:once|twice|a few|two)|once or twice)\b"
)
HYPOTHETICAL = re.compile(r"\b(?:i|we|you)(?: would| 'd)\b|\bwould like\b|\bwant to\b")
FLUENCY = re.compile(
    r"\b(?:every (?:day|week|month)|daily|weekly|for everything|most comfortable|best at|always"
    r"|usually|regularly|expert|fluent(?:ly)?|since the beginning|certified|qualified|registered)\b"
)
PRACTICE = re.compile(
    rf"{FIRST_PERSON_PAST.pattern}|\b(?:i|we) (?:\w+ )?(?:use|write|work|keep|check|look"
    r"|lead|manage|run|plan|make|do|give|teach|build|split|enjoy|have|test|ask|isolate|lock)\b"
)
