"""The models by which turns are understood."""

from interview.engines import linking, questions
from interview.ports import Understanding


def load() -> Understanding:
    return Understanding(
        questions.load(questions.SHIPPED, "interview-questions@shipped"),
        linking.load(linking.SHIPPED, "interview-linking@shipped"),
    )
