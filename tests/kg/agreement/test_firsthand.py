"""A publisher's word on its own product is known for what it is."""

import pytest

from corpus.document import Document, Span
from kg.agreement.firsthand import self_reported
from kg.claim import Claim, Text
from kg.ontology import default_ontology

ONTOLOGY = default_ontology()


@pytest.mark.parametrize(
    ("subject", "title", "publisher", "own"),
    [
        ("hw-h100", "H100 overview", "NVIDIA", True),
        ("hw-h100", "The H100 | NVIDIA Technical Blog", None, True),
        ("org-nvidia", "Results", "NVIDIA Newsroom", True),
        ("hw-tpu-v5e", "Pricing", "Google Cloud", True),
        ("hw-h100", "H100 overview", "AMD", False),
        ("hw-h100", "NVIDIA H100 under test", "A Magazine", False),
        ("phase-training", "What training is", "NVIDIA", False),
        ("hw-h100", "Accelerators", None, False),
    ],
)
def test_self_reported(subject: str, title: str, publisher: str | None, own: bool) -> None:  # noqa: FBT001 - a case's outcome
    """The publisher, or the outlet that ends a title, is the maker of what is spoken of."""
    claim = Claim(ONTOLOGY.concepts[subject], "states", Text("x"), Span("d", 0, 1), "hand")
    assert self_reported(claim, Document("d", title, "x", publisher=publisher), ONTOLOGY) is own
