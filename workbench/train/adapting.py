"""Training a low-rank adapter (LoRA) of MiniLM together with what reads its states.

Needs the research extra: torch, transformers and peft. What is learnt is added to the weights when
`interview.engines.minilm.Encoder` converts them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from safetensors.numpy import save_file

from interview.engines.minilm import source
from interview.errors import EngineUnavailable

if TYPE_CHECKING:
    import torch

Example = TypeVar("Example")

MATRICES = ["query", "key", "value", "dense"]  # of attention and of the feed-forward layers


@dataclass(frozen=True, slots=True)
class Schedule:
    """AdamW with a linear warm-up and decay; `rate` is the highest learning rate."""

    epochs: float = 3.0
    batch: int = 32
    rate: float = 5e-4
    warm_up: float = 0.1
    decay: float = 0.01
    clip: float = 1.0
    seed: int = 0


class Adapting:
    """MiniLM with an adapter under training."""

    def __init__(
        self, rank: int = 16, alpha: int = 32, *, dropout: float = 0.05, seed: int = 0
    ) -> None:
        try:
            import peft
            import torch
            import transformers
        except ImportError as error:
            raise EngineUnavailable(
                "training an adapter needs torch, transformers and peft: make the research "
                "environment (make test-research) and train there"
            ) from error
        torch.set_num_threads(1)
        torch.manual_seed(seed)
        base = transformers.AutoModel.from_pretrained(str(source()), add_pooling_layer=False)
        settings = peft.LoraConfig(
            r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules=MATRICES
        )
        self.model = peft.get_peft_model(base, settings)
        self._scale = alpha / rank

    def states(self, pieces: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        """States of shape (texts, longest, width), and the mask of real pieces.

        All pieces have the first token type, also those of a second text: the encoder that runs
        later knows no other.
        """
        import torch

        longest = max(map(len, pieces))
        ids = torch.tensor([[*one, *[0] * (longest - len(one))] for one in pieces])
        mask = torch.tensor([[1] * len(one) + [0] * (longest - len(one)) for one in pieces])
        return self.model(input_ids=ids, attention_mask=mask).last_hidden_state, mask

    def save(self, path: Path) -> None:
        """The adapter alone, in half precision."""
        learnt = {
            name.replace(".default.", "."): value.detach().numpy().astype(np.float16)
            for name, value in self.model.named_parameters()
            if ".lora_" in name
        }
        save_file(learnt, path, metadata={"scale": str(self._scale)})


def fit(
    modules: Sequence[torch.nn.Module],
    examples: Sequence[Example],
    loss: Callable[[Sequence[Example]], torch.Tensor],
    schedule: Schedule,
    length: Callable[[Example], int],
) -> Iterator[tuple[int, float]]:
    """Trains in place; after each hundred steps their number and the mean loss since.

    Batches hold examples of about the same `length`, so that little is padded.
    """
    import torch

    parameters = [p for module in modules for p in module.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=schedule.rate, weight_decay=schedule.decay)
    batches = list(_batches(examples, schedule, length))
    slope = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: _rate(step / len(batches), schedule.warm_up)
    )
    for module in modules:
        module.train()
    losses = []
    for step, batch in enumerate(batches, 1):
        value = loss(batch)
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(parameters, schedule.clip)
        optimiser.step()
        slope.step()
        losses.append(float(value.detach()))
        if step % 100 == 0 or step == len(batches):
            yield step, float(np.mean(losses))
            losses = []
    for module in modules:
        module.eval()


def _rate(done: float, warm_up: float) -> float:
    return min(done / warm_up, (1 - done) / (1 - warm_up)) if warm_up else 1 - done


def _batches(
    examples: Sequence[Example], schedule: Schedule, length: Callable[[Example], int]
) -> Iterator[list[Example]]:
    """Shuffled anew each epoch; the last may be cut short."""
    rng = np.random.default_rng(schedule.seed)
    left = round(schedule.epochs * len(examples) / schedule.batch)
    while left > 0:
        order = [examples[k] for k in rng.permutation(len(examples))]
        pools = _cut(order, 50 * schedule.batch)
        epoch = [
            batch for pool in pools for batch in _cut(sorted(pool, key=length), schedule.batch)
        ]
        for k in rng.permutation(len(epoch))[:left]:
            yield epoch[k]
        left -= len(epoch)


def _cut(items: Sequence[Example], size: int) -> list[list[Example]]:
    return [list(items[k : k + size]) for k in range(0, len(items), size)]
