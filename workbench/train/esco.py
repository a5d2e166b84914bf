"""Rebuilds the model that links what postings say to ESCO.

From `data`: the labels of ESCO 1.1.0, and two tables of sentences with labels on which the few
numbers are fitted. Addresses come from the table of ESCO 1.1.1 and, where a label is not in it,
from esco_addresses.tsv (ESCO 1.2.0). esco_names.tsv has what postings call a skill in other words
than ESCO, and what they say that is none.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from interview.engines.concepts import Concepts, Settings
from interview.engines.embeddings import MiniLM
from interview.engines.esco import SHIPPED, Esco, normalised, rows
from interview.engines.mentions import plain, words
from workbench.evaluate import esco_linking as linking
from workbench.train.trained import Trained

LABELS = "esco_1.1.0_labels_en.txt"
TABLES = {"tech": "esco_tech_validation.csv", "house": "esco_house_validation.csv"}
NAMES = Path(__file__).with_name("esco_names.tsv")
ADDRESSES = Path(__file__).with_name("esco_addresses.tsv")
NO_SKILL = "-"
WIDTH = 256  # of MiniLM's 384
LEVELS = 127  # of an int8
UNFITTED = Settings(whole=0.5, words=0.1, rank=(0, 1), phrase=(0, 1, 1), sure=0.8)

Floats = NDArray[np.float32]
Table = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """`vectors` are those of the concepts' labels, then of the names."""

    concepts: Table
    names: Table
    vectors: Floats
    projection: NDArray[np.float16]


def train(data: Path, into: Path) -> Trained:
    draft = drafted(data)
    settings = fitted(data, draft)
    write(into, draft, settings)
    if into.resolve() != SHIPPED.resolve():
        (into / "card.md").write_bytes((SHIPPED / "card.md").read_bytes())
    metrics = measured(data, into) | unnamed(data, draft, settings)
    inputs = [data / LABELS, *(data / table for table in TABLES.values()), NAMES, ADDRESSES]
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in inputs}
    seen = [sums[table] for table in TABLES.values()]
    about = {"figures": metrics, "data_sha256": sums, "seen": seen}
    (into / "figures.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    params = {"width": WIDTH, "names": len(draft.names), **_flat(settings)}
    return Trained("esco", into, params, metrics, artifacts(data, into))


def drafted(data: Path) -> Draft:
    lines = (data / LABELS).read_text(encoding="utf-8").split("\n")
    concepts = addressed([line.strip() for line in lines if line.strip()])
    names = table(NAMES)
    embedder = MiniLM()
    labels = embedder.embed([plain(label) for label, _ in concepts])
    _, _, directions = np.linalg.svd(labels, full_matrices=False)
    vectors = np.concatenate([labels, embedder.embed([name for name, _ in names])])
    projection = np.ascontiguousarray(directions[:WIDTH].T, np.float16)
    return Draft(concepts, names, vectors, projection)


def addressed(labels: Sequence[str]) -> Table:
    """With their keys; what has none in either version is left out."""
    keys = dict(table(ADDRESSES))
    keys |= {_bare(label): key for key, label, preferred in rows() if preferred}
    found = [(label, keys.get(_bare(label)) or keys.get(label)) for label in labels]
    return [(label, key) for label, key in found if key]


def _bare(label: str) -> str:
    return normalised(label.replace(",", ""))  # the list of labels has no commas


def table(path: Path) -> Table:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(first, second) for first, _, second in (line.partition("\t") for line in lines)]


def write(
    into: Path, draft: Draft, settings: Settings, without: frozenset[str] = frozenset()
) -> None:
    """The model's files; `without`: names to leave out."""
    into.mkdir(parents=True, exist_ok=True)
    places = {label: place for place, (label, _) in enumerate(draft.concepts)} | {NO_SKILL: -1}
    kept = [place for place, (name, _) in enumerate(draft.names) if name not in without]
    rows_of = [*range(len(draft.concepts)), *(len(draft.concepts) + place for place in kept)]
    vectors = draft.vectors[rows_of] @ draft.projection.astype(np.float32)
    scaled = vectors * (LEVELS / np.abs(vectors).max(axis=1, keepdims=True))
    others = np.array([places[draft.names[place][1]] for place in kept], np.int32)
    tensors = {"names": np.rint(scaled).astype(np.int8), "others": others}
    save_file(tensors | {"projection": draft.projection}, into / "vectors.safetensors")
    lines = [f"{label}\t{key}\n" for label, key in draft.concepts]
    (into / "concepts.tsv").write_text("".join(lines), encoding="utf-8")
    text = json.dumps(asdict(settings), indent=1) + "\n"
    (into / "settings.json").write_text(text, encoding="utf-8")


def fitted(data: Path, draft: Draft) -> Settings:
    """Scores to probabilities, without the names that stand in the very sentences.

    With them the scores of these sentences would be higher than those of sentences to come.
    """
    with TemporaryDirectory() as folder:
        write(Path(folder), draft, UNFITTED, _standing(data, draft.names))
        concepts = Concepts(Path(folder), MiniLM())
        tables = [linking.read(data / name) for name in TABLES.values()]
        ranked = [_ranked(concepts, rows_of) for rows_of in tables]
        meant = [_meant(concepts, rows_of) for rows_of in tables]
    (constant, score), (base, cosine, lead) = _line(ranked), _line(meant)
    return replace(UNFITTED, rank=(constant, score), phrase=(base, cosine, lead))


Examples = tuple[Floats, NDArray[np.bool_]]
"""Features, and whether it is so."""


def _ranked(concepts: Concepts, rows_of: linking.Rows) -> Examples:
    """The best labels of each sentence, also of those that have none."""
    gold = {row["sentence"]: set[str]() for row in rows_of} | linking.labelled(rows_of)
    scores, right = [], []
    for sentence, true in gold.items():
        of = concepts.scores(sentence)
        best = np.argsort(-of, kind="stable")[:20]
        scores.append(of[best])
        right += [concepts.labels[place][0] in true for place in best]
    return np.concatenate(scores)[:, None], np.array(right)


def _meant(concepts: Concepts, rows_of: linking.Rows) -> Examples:
    """Each marked phrase with its nearest concept."""
    gold = linking.phrases(rows_of)
    found = [concepts.features(phrase) for phrase in gold]
    right = [
        concepts.labels[place][0] in true
        for (_, place), true in zip(found, gold.values(), strict=True)
    ]
    return np.stack([features for features, _ in found]), np.array(right)


def _line(examples: Sequence[Examples]) -> tuple[float, ...]:
    features, right = (np.concatenate(part) for part in zip(*examples, strict=True))
    model = LogisticRegression(C=100.0).fit(features, right)
    return tuple(round(float(x), 4) for x in (*model.intercept_, *model.coef_[0]))


def _standing(data: Path, names: Table) -> frozenset[str]:
    """Names that stand word for word in a sentence of the tables."""
    sentences = [row["sentence"] for name in TABLES.values() for row in linking.read(data / name)]
    running = " | ".join(" ".join(words(sentence)) for sentence in dict.fromkeys(sentences))
    return frozenset(name for name, _ in names if f" {' '.join(words(name))} " in f" {running} ")


def measured(data: Path, folder: Path) -> dict[str, float]:
    taxonomy = Esco(folder)
    metrics: dict[str, float] = {}
    for name, file in TABLES.items():
        rows_of = linking.read(data / file)
        gold = linking.labelled(rows_of)
        shares = linking.recall_precision(linking.ranked(gold, taxonomy), gold.values(), 5)
        low, high = linking.interval(shares)
        metrics |= {f"rp5_{name}": float(np.mean(shares))}
        metrics |= {f"rp5_{name}_low": low, f"rp5_{name}_high": high}
        of_phrases = linking.linked(rows_of, taxonomy)
        metrics |= {f"link_{key}_{name}": of_phrases[key] for key in ("precision", "recall")}
    return metrics


def unnamed(data: Path, draft: Draft, settings: Settings) -> dict[str, float]:
    """The same without the names that stand in the sentences: a lower bound for other files."""
    with TemporaryDirectory() as folder:
        write(Path(folder), draft, settings, _standing(data, draft.names))
        figures = measured(data, Path(folder))
    return {f"{key}_unnamed": value for key, value in figures.items()}


def artifacts(data: Path, folder: Path) -> dict[str, bytes]:
    tables = [linking.labelled(linking.read(data / file)) for file in TABLES.values()]
    return linking.artifacts({**tables[0], **tables[1]}, Esco(folder))


def _flat(settings: Settings) -> Mapping[str, str | float]:
    return {
        key: value if isinstance(value, float) else json.dumps(value)
        for key, value in asdict(settings).items()
    }
