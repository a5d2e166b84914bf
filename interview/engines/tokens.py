"""Whisper's tokenizer as it was trained: the published file lacks the first of its merges.

Without it no word that begins with t is one token (" thank" becomes " " and "thank"), which the
model has never seen. What it writes itself is read rightly either way.
"""

import json

from tokenizers import Tokenizer

FIRST = ["Ġ", "t"]  # a space and a t; whoever made the file took it for a heading


def mended(tokenizer: Tokenizer) -> Tokenizer:
    """With the merge, unless it is there or is none of this tokenizer's."""
    told = json.loads(tokenizer.to_str())
    model = told["model"]
    merges = [pair.split() if isinstance(pair, str) else pair for pair in model["merges"]]
    if FIRST in merges or "".join(FIRST) not in model["vocab"]:
        return tokenizer
    model["merges"] = [FIRST, *merges]
    return Tokenizer.from_str(json.dumps(told))
