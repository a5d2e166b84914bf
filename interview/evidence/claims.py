"""How a sentence speaks of a skill: denied, with reserve, in theory, or out of practice."""

import re

from interview.evidence.speech import FIRST_PERSON_PAST

_DONE = (
    r"(?:used|worked|done|had|set|written|built|managed|led|run|made|tried|been|touched|needed|seen"
    r"|put|taken|given|learnt|learned|trained|driven|cooked|taught|studied|handled|seen)"
)
DENIAL = re.compile(
    r"\b(?:never|not|haven't|hasn't|hadn't|didn't)(?: yet| really| ever| actually| personally)? "
    rf"{_DONE}\b(?!.*\bwithout\b)"
    r"|\b(?:no|not any|not much|hardly any|zero|without any) (?:\w+ )?"
    r"(?:experience|training|idea|knowledge|practice)\b"
    r"|^(?:no|none|nope|never)\b"
    r"|(?<!what i )(?<!what we )\b(?:don't|do not) (?:know|have (?:any|a|that|much))\b"
    r"|\b(?:don't|do not|can't|cannot) (?:use|speak|drive|hold)\b"
)
RESERVE = re.compile(
    r"\b(?:less|little|limited|basic|some|a bit of|not very much|heard of|read about|watched"
    r"|would not call myself|wouldn't call myself|not an expert|seen others|still learning"
    r"|(?:would (?:like|love)|want|have) to learn|beginner|rusty)\b"
)
HYPOTHETICAL = re.compile(r"\b(?:i|we|you)(?: would|'d)\b|\b(?:would like|want) to\b")
FLUENCY = re.compile(
    r"\b(?:every (?:day|week|month)|daily|weekly|for everything|most comfortable|best at|always"
    r"|usually|regularly|expert|fluent(?:ly)?|since the beginning|certified|qualified|registered)\b"
)
PRACTICE = re.compile(
    rf"{FIRST_PERSON_PAST.pattern}|\b(?:i|we) (?:\w+ )?(?:use|write|work|keep|check|look"
    r"|lead|manage|run|plan|make|do|give|teach|build|split|enjoy)\b"
)
CLAUSE = re.compile(r"(?:^| )(?:but|although|though|whereas|while) ")
