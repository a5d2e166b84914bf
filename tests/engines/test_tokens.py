"""Whisper's tokenizer reads a text into the tokens that Whisper writes it with."""

import pytest
from tokenizers import Tokenizer

from interview.engines import weights
from interview.engines.tokens import mended


@pytest.fixture(scope="module")
def published() -> Tokenizer:
    return Tokenizer.from_file(str(weights.find() / "tokenizer.json"))


def tokens(tokenizer: Tokenizer, text: str) -> list[str]:
    found: list[str] = tokenizer.encode(text, add_special_tokens=False).tokens
    return found


def test_a_word_with_t_is_one_token(published: Tokenizer) -> None:
    assert tokens(published, " thank") == ["Ġ", "thank"]
    assert tokens(mended(published), " thank") == ["Ġthank"]
    assert tokens(mended(published), " the two today") == ["Ġthe", "Ġtwo", "Ġtoday"]


def test_all_else_stays_as_it_is(published: Tokenizer) -> None:
    text = " Good morning, and what did you do? I like apples."
    assert tokens(mended(published), text) == tokens(published, text)
    again = mended(mended(published))
    assert tokens(again, " thank you") == tokens(mended(published), " thank you")
    ids = published.encode(" To the tents, then.", add_special_tokens=False).ids
    assert mended(published).decode(ids) == published.decode(ids)
