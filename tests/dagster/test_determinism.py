"""What follows the words does not depend on how Python orders its sets."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEDS = ("1", "2", "3", "4")
PROGRAM = """
import json
from hashlib import sha256
from interview import belief, evidence, judgement, pairing, posting, scorer, script
from interview.engines import understanding
from interview.ports import JobContext
from tests.dagster.tones import HashEmbedder, NoSkills
from tests.talk import words

truth = json.load(open("data/demo/truth.json"))
heard = [w for t in truth["turns"] for w in words(t["speaker"], t["text"], t["start"])]
turns = script.turns(script.sentences(sorted(heard, key=lambda word: word.span.start)))
by = understanding.load()
pairs = pairing.pairs(turns, by)
answers = pairing.answers(pairs, turns, by)
job = posting.describe(open("data/demo/job.txt").read(), NoSkills())
embedder = HashEmbedder()
context = JobContext(job, embedder.embed([wanted.quote for wanted in job.requirements]))
scorers = evidence.scorers(embedder)
found = [
    finding
    for at, answer in enumerate(answers)
    for finding in evidence.judge(answer, answers[:at], context, scorers)
]
model = scorer.shipped()
profile = belief.evolve(answers, found, job, model)
made = (turns, pairs, job, found, profile, judgement.verdict(profile, found, job, model))
print([sha256(repr(value).encode()).hexdigest() for value in made])
"""


def test_every_hash_seed_gives_the_same_results() -> None:
    outcomes = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in SEEDS
    }
    assert len(outcomes) == 1
