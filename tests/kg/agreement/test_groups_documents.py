"""What short documents say of the same things is compared as a careful reader would."""

import pytest

from corpus.document import Document
from corpus.structure import read_blocks
from kg.agreement.groups import Agreement, Group, conflicts_about
from kg.claim import Claim
from kg.extraction import Extractor
from kg.ontology import default_ontology

ONTOLOGY = default_ontology()
EXTRACTOR = Extractor(ONTOLOGY)


def read(*texts: str) -> list[Claim]:
    """The claims of texts, each a document: "a", "b", ..."""
    documents = [Document(name, name, text) for name, text in zip("abcdef", texts, strict=False)]
    return [c for d in documents for c in EXTRACTOR.extract(d, read_blocks(d))]


def sides(group: Group) -> list[list[str]]:
    """The documents of each side, in order."""
    return sorted(sorted({c.source.document for c in side}) for side in group.sides)


@pytest.mark.parametrize(
    ("texts", "subject", "predicate"),
    [
        (
            ("The H200 has 141 GB of memory.", "The H200 ships with 96 GB of memory."),
            "hw-h200",
            "memoryCapacity",
        ),
        (
            (
                "For an LLM, training means processing hundreds of billions of tokens.",
                "For an LLM, training means processing trillions of tokens.",
            ),
            "phase-training",
            "dataVolume",
        ),
        (
            ("Inference is cheaper than training.", "Inference is more expensive than training."),
            "phase-inference",
            "price",
        ),
        (
            (
                "Training happens in phases. Pre-training builds knowledge. Fine-tuning adapts it.",
                "There is also a fine-tuning stage that sits between training and inference.",
            ),
            "phase-fine-tuning",
            "partOf",
        ),
        (
            (
                "Chips: H100 (training-optimized), L4 (inference-optimized), B200 (both).",
                "Training requires B200 GPUs.",
            ),
            "hw-b200",
            "suitedTo",
        ),
        (
            (
                "# Phases\n\n| Aspect | Training |\n| --- | --- |\n| Precision | FP32/FP16 |\n",
                "# Phases\n\n| Aspect | Training |\n| --- | --- |\n| Precision | BF16/FP16 |\n",
            ),
            "phase-training",
            "precision",
        ),
    ],
)
def test_a_conflict(texts: tuple[str, str], subject: str, predicate: str) -> None:
    """Numbers apart, opposite orders, lists that do not fit: each document is a side."""
    found = Agreement(read(*texts), ONTOLOGY).conflicts
    assert [(g.key.subject, g.key.predicate, sides(g)) for g in found] == [
        (subject, predicate, [["a"], ["b"]])
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("The H200 has 141 GB of memory.", "The H200 ships with 0.141 TB of memory."),
        ("The H100 has 3.35 TB/s of bandwidth.", "The H100 has 3.4 TB/s of bandwidth."),
        ("Training costs about $100 million.", "Training costs $95 million."),
        ("Training takes weeks or months.", "Training takes 6 weeks."),
        ("The H100 is made by NVIDIA.", "NVIDIA builds the H100."),
        ("The H100 is used for training.", "Training runs on the H100."),
        ("GPUs are used for training.", "GPUs are used for inference. Training requires GPUs."),
        ("Inference is cheaper than training.", "Training is more expensive than inference."),
    ],
)
def test_no_conflict(texts: tuple[str, str]) -> None:
    """Equal in other units, at the precision stated, within "about", or the one in the other."""
    found = Agreement(read(*texts), ONTOLOGY)
    assert not found.conflicts
    assert not found.explained


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (
            (
                "Per query, inference is far cheaper than training.",
                "Over its lifetime, inference is more expensive than training.",
            ),
            "basis",
        ),
        (
            ("Training GPT-4 costs over $100 million.", "Training costs $2 million."),
            "class",
        ),
        (
            ("In 2023, the H100 cost $40,000.", "In 2025, the H100 cost $25,000."),
            "time",
        ),
        (
            ("The H100 draws 700 W at peak.", "The H100 draws 450 W on average."),
            "statistic",
        ),
    ],
)
def test_scope_explains(texts: tuple[str, str], reason: str) -> None:
    """Another year, model, basis or statistic is no conflict, but is shown as what differs."""
    found = Agreement(read(*texts), ONTOLOGY)
    assert not found.conflicts
    assert [(sides(g), reason in g.explained_by) for g in found.explained] == [
        ([["a"], ["b"]], True)
    ]


def test_a_class_of_things_has_many_values() -> None:
    """Two GPUs may well have different memories: the documents do not contradict each other."""
    found = Agreement(read("A GPU has 24 GB of memory.", "A GPU has 80 GB of memory."), ONTOLOGY)
    assert not found.conflicts
    assert [group.explained_by for group in found.explained] == [("member",)]


def test_conflicts_about_some_claims() -> None:
    """A question's own claims are enough to find that they differ."""
    texts = "The H200 has 141 GB of memory.", "The H200 has 96 GB of memory.", "The H100 is fast."
    claims = read(*texts)
    every = Agreement(claims, ONTOLOGY)
    assert conflicts_about(claims, ONTOLOGY) == every.about(claims[:1]) == every.conflicts
    assert not every.about([c for c in claims if c.source.document == "c"])
