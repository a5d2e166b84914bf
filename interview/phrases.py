"""What a short stretch of words does in a conversation, whoever says it.

All functions take text as it was recognised, with or without punctuation and capitals.
"""

import re
from functools import lru_cache

_NOD = (
    r"mhm|mm|hmm|mm-hmm|uh-huh|huh|ah|oh|wow|yeah|right|okay|ok|i see|great|good|nice|cool"
    r"|interesting|got it|all right|alright|really"
)
_BACK_CHANNEL = re.compile(rf"(?:(?:{_NOD}|yes|yep|no|sure|exactly|of course|true)(?: |$))+(?<! )")
_FILLER = re.compile(
    rf"(?:(?:{_NOD}|uh|um|well|so|o_k|let me (?:think|see)|(?:that's )?(?:a )?good question)"
    r"(?: |$))+(?<! )"
)
_YES_OR_NO = re.compile(
    r"(?:(?:uh|um|oh|well|so|and) )*(?:yes|yeah|yep|yup|no|nope|nah|right|exactly|correct|sure"
    r"|absolutely|definitely|of course|not really|i do|i did|i have|i am|i was)\b"
)
_INVITATION = re.compile(
    r"\bquestions? (?:do you have |that you have )?(?:for|to|from) (?:me|us|you)\b"
    r"|\b(?:any|some|other) (?:other |more )?questions\b|\b(?:like|want) to (?:ask|know)\b"
    r"|\bask (?:me|us)\b"
)
_ANAPHORA = re.compile(r"\b(?:that|those|these|it|them|there|then|this)\b")
_GO_ON = re.compile(
    r"(?:(?:sorry|okay|ok|o_k|right|i see|good to know|thanks|thank you|anyway|but|so|and|please"
    r"|no) )*(?:(?:do |please )*(?:go on|carry on|continue|go ahead)|you were saying)"
    r"(?: (?:please|with that|with what you were saying))*"
)
_CUT_IN = re.compile(
    r"\b(?:cut in|cut you off|interrupt|jump in|stop you|just quickly|quick question)\b"
)
_TAKEN_UP = re.compile(
    r"(?:(?:oh|ah|um|uh|so|and|well|yes|yeah|okay|sorry|but) )*"
    r"(?:(?:to )?(?:come|coming|go|going) )?"
    r"(?:back to|and|about|as for|regarding|on|for|the|your|that)\b"
)
_RESUMED = re.compile(
    r"(?:(?:oh|ah|um|uh|so|well|yes|yeah|okay|sorry|but) )*"
    r"(?:and|anyway|as for|as i said|(?:to )?(?:come|coming|go|going|get|getting) back to)\b"
)
_COMMON = re.compile(
    r"about|after|again|also|any\w+|because|been|before|being|could|does|done|during|each|every\w*"
    r"|from|give|going|have|having|here|into|just|know|like|made|make|many|maybe|more|most|much|need"
    r"|only|other|over|really|said|same|should|some\w*|such|sure|take|tell|than|that|their|them|then"
    r"|there|these|they|things?|think|this|those|through|time|very|walk|want|were|what|when|where"
    r"|which|while|will|with|would|years?|you\w+|work|worked|working"
)
STEM = 6
"""Letters of a word that are compared: "estimate" and "estimating" mean the same thing."""


@lru_cache(maxsize=4096)  # the turns and sentences of an hour
def plain(text: str) -> str:
    """The words alone in lower case, one space between them."""
    return " ".join(
        re.findall(r"[a-z0-9_]+(?:['-][a-z0-9]+)*", text.lower().replace("\u2019", "'"))
    )


def is_back_channel(text: str) -> bool:
    """Whether it may be said just to show that one listens."""
    return _BACK_CHANNEL.fullmatch(plain(text)) is not None


def is_filler(text: str) -> bool:
    """Whether nothing is said: neither yes nor no nor anything else."""
    return _FILLER.fullmatch(plain(text)) is not None


def begins_with_yes_or_no(text: str) -> bool:
    return _YES_OR_NO.match(plain(text)) is not None


def invites_questions(text: str) -> bool:
    return _INVITATION.search(plain(text)) is not None


def invites_to_go_on(text: str) -> bool:
    """Whether nothing is asked but that the other goes on with what he was saying."""
    return _GO_ON.fullmatch(plain(text)) is not None


def cuts_in(text: str) -> bool:
    """Whether it says of itself that it interrupts."""
    return _CUT_IN.search(plain(text)) is not None


def names_a_topic(text: str) -> bool:
    """Whether it may begin by naming what it is about: "oh, and the exam"."""
    return _TAKEN_UP.match(plain(text)) is not None


def resumes(text: str) -> bool:
    """Whether it goes on with something said before: "and", "coming back to"."""
    return _RESUMED.match(plain(text)) is not None


def points_back(text: str) -> bool:
    """Whether a pronoun stands for something said before."""
    return _ANAPHORA.search(plain(text)) is not None


def content(text: str) -> set[str]:
    """The stems of the words that say what is talked about."""
    return {w[:STEM] for w in plain(text).split() if len(w) > 3 and not _COMMON.fullmatch(w)}
