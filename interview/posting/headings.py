"""The headings that postings use, by what stands below them."""

import re
from typing import Literal

from interview.posting.patterns import any_of

Section = Literal["must", "nice", "soft", "duties", "other"]
LONGEST = 60  # characters of a heading

# The first that fits the whole of a line counts.
FORMS: tuple[tuple[Section, re.Pattern[str]], ...] = (
    (
        "nice",
        any_of(
            r"nice[- ]to[- ]haves?",
            r"(?:preferred|desirable|desired|additional|optional|bonus)(?: \w+){0,2}(?: for)?",
            r"(?:it(?:'s| is) )?an? (?:plus|advantage|bonus)(?: if you have)?",
            r"(?:of )?advantage(?:ous|s)?|plus(?:es)?|ideally(?: you have)?",
            r"(?:good|great|nice|lovely)(?: to have| if you have)",
            r"would be (?:nice|great|a plus)|extra points(?: for)?",
            r"what would (?:help|be nice|set you apart)",
        ),
    ),
    (
        "soft",
        any_of(
            r"soft skills|attributes|qualities|behaviours?",
            r"(?:your )?personal (?:qualities|attributes|skills|characteristics|profile)",
            r"who you are|as a person|what (?:sort|kind|type) of person(?: \w+){0,4}|how you work",
            r"your (?:personality|character|mindset)|what matters to us",
            r"(?:personal|key|core) competenc(?:y|ies)",
        ),
    ),
    (
        "must",
        any_of(
            r"(?:(?:job|key|main|minimum|basic|core|our|the|position|role|essential|technical) )*"
            r"(?:requirements?|qualifications?|skills|criteria|experience|must[- ]haves?)"
            r"(?: (?:and|&) (?:experience|qualifications?|skills|requirements|knowledge))*",
            r"required(?: \w+){0,3}|essential(?:s| \w+)?(?: \w+)?|mandatory(?: \w+)?",
            r"what you(?:'ll| will| should| must)? (?:need|bring|have)(?: to \w+)?",
            r"wh(?:at|om?) (?:we are|we're) (?:looking for|after|seeking)",
            r"(?:what )?we (?:require|need|expect|ask(?: for)?|look for|want)",
            r"about you|is this you|(?:your |candidate )?profile|person specification",
            r"(?:the |our )?ideal candidate|your (?:qualifications|strengths)",
            r"(?:your|relevant|skills and|knowledge and) (?:skills|background|experience)",
            r"you(?:'ll| will)? (?:should |must )?(?:have|bring|need)|to succeed(?: \w+){0,4}",
            r"knowledge,? skills and (?:abilities|experience)",
            r"what makes you a (?:good |great )?fit|without (?:these|this|them)(?: \w+){0,5}",
        ),
    ),
    (
        "duties",
        any_of(
            r"(?:(?:key|main|your|primary|core|the|job|daily) )*"
            r"(?:responsibilities|duties|tasks)(?: (?:and|&) (?:responsibilities|duties))?",
            r"(?:what|how) you(?:'ll| will)? (?:do|be doing|work on|own)",
            r"(?:about )?(?:the|your|this) (?:role|job|position|mission|opportunity|day|challenge)",
            r"(?:job |role |position )?(?:description|purpose|summary|overview)",
            r"(?:your )?day[- ]to[- ]day|your (?:impact|area of responsibility)",
            r"what (?:the job|this role|the role) (?:is|involves|entails)(?: about)?",
            r"in this role(?: you)?",
        ),
    ),
    (
        "other",
        any_of(
            r"about (?:the )?\w+",
            r"who we are|why .*|interested|location|working hours|start date|good to know",
            r"(?:our |the |your )?"
            r"(?:company|story|offer|team|benefits|perks|mission|values|package)"
            r"(?: (?:and|&) (?:benefits|perks|salary))*",
            r"(?:what )?we(?:'ll| will| can)? (?:offer|provide|give you)(?: you)?",
            r"what(?:'s| is) in it for you|(?:what you(?:'ll)? get )?in return|rewards?",
            r"(?:salary|compensation|pay|remuneration)(?: (?:and|&) \w+)?",
            r"how to apply|apply(?: now)?|application(?: process)?|contact(?: us)?|next steps",
            r"equal opportunit\w+.*|diversity.*",
            r"what you(?:'ll| will| can)? (?:get|earn|receive|expect)(?: in return| from us)?",
        ),
    ),
)


# What decides where no form fits but a list follows.
GUESSES: tuple[tuple[Section, re.Pattern[str]], ...] = (
    ("other", any_of(r"\b(?:offer|benefits?|perks?|in it for you|get|give you|enjoy|reward)\b")),
    ("duties", any_of(r"\b(?:do|doing|responsib\w+|tasks?|duties|role|day|job|will work)\b")),
    ("nice", any_of(r"\b(?:nice|bonus|plus|prefer\w*|desir\w*|advantage\w*|ideal\w*)\b")),
    (
        "must",
        any_of(
            r"\b(?:need|bring|require\w*|look|looking|love|have|skills?|experience|qualif\w+"
            r"|you|your|who|essential|knowledge|must)\b"
        ),
    ),
)


def guess(line: str) -> Section | None:
    """What a line that introduces a list opens, by its words."""
    return section(line) or next((kind for kind, form in GUESSES if form.search(line)), None)


def section(line: str) -> Section | None:
    """What the line opens, if it is a heading."""
    plain = " ".join(re.sub(r"[^\w\s'&/-]", "", line).split())
    if not plain or len(plain) > LONGEST:
        return None
    return next((kind for kind, form in FORMS if form.fullmatch(plain)), None)
