"""Who said what to whom: sentences, turns, question/answer pairs."""

import dagster as dg

from assets.partitions import SESSIONS
from interview import pairing, script
from interview.model import QAPair, Sentence, Turn, Word


@dg.asset(
    partitions_def=SESSIONS,
    group_name="conversation",
    kinds={"parquet"},
    code_version=script.VERSION,
)
def sentences(words: list[Word]) -> list[Sentence]:
    """The words of each speaker, divided where pause, punctuation and voice end a sentence."""
    return script.sentences(words)


@dg.asset(
    partitions_def=SESSIONS,
    group_name="conversation",
    kinds={"parquet"},
    code_version=script.VERSION,
)
def turns(sentences: list[Sentence]) -> list[Turn]:
    """The script: both speakers' sentences as turns, with overlaps and back-channels marked."""
    return script.turns(sentences)


@dg.asset(
    partitions_def=SESSIONS,
    group_name="conversation",
    kinds={"parquet"},
    code_version=pairing.VERSION,
)
def pairs(turns: list[Turn]) -> list[QAPair]:
    """Questions and every turn that answers them, with the confidence of each link."""
    return pairing.pairs(turns)
