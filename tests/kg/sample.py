"""Short documents written for the tests, and what a careful reader takes from them."""

from decimal import Decimal

from corpus.document import Document, Span
from kg.claim import Claim, Object, Quantity, Text
from kg.ontology import default_ontology

ONTOLOGY = default_ontology()
CONCEPTS = ONTOLOGY.concepts

SHEET = Document(
    "sheet",
    "Accelerator sheet",
    'The H100 carries 80 GB of memory and is built by NVIDIA.\nBuyers call it "the \\"\n'
    'workhorse" of training. Training runs use batches of 32-512+ samples.\f\n'
    "Serving is billed at $0.002 per request. Inference runs on the H100.",
    publisher="Acme Press",
)
REVIEW = Document(
    "review 2024",
    "Accelerator review",
    "We measured about 84 GB on the H100 in 2024. Some Analyst says inference may run on the "
    "TPU v5e, not on the H100. Serving latency is under 100 ms. Training teaches a model.",
    markup="markdown",
)
NOTE = Document("note", "A note", "The H100 has 94 GB. Inference is served from TPU v5e pods.")
DOCUMENTS = (SHEET, REVIEW, NOTE)


def number(text: str, low: str | None, high: str | None, unit: str | None = None) -> Quantity:
    """A quantity with its bounds as decimals."""
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return Quantity(text, bounds[0], bounds[1], unit)


def span(document: Document, words: str) -> Span:
    """Where the words stand first."""
    start = document.text.index(words)
    return Span(document.id, start, start + len(words))


def claim(subject: str, predicate: str, value: Object, source: Span) -> Claim:
    """A claim as an extractor would make it, about a concept of the ontology."""
    return Claim(CONCEPTS[subject], predicate, value, source, "hand")


H100, TPU, NVIDIA = CONCEPTS["hw-h100"], CONCEPTS["hw-tpu-v5e"], CONCEPTS["org-nvidia"]
TRAINING, INFERENCE = CONCEPTS["phase-training"], CONCEPTS["phase-inference"]

CLAIMS = (
    claim(
        "hw-h100",
        "memoryCapacity",
        number("80 GB", "80", "80", "GB"),
        span(SHEET, "The H100 carries 80 GB of memory"),
    ),
    claim("hw-h100", "madeBy", NVIDIA, span(SHEET, "is built by NVIDIA")),
    claim("hw-h100", "usedFor", TRAINING, span(SHEET, '"the \\"\nworkhorse" of training')),
    Claim(
        TRAINING,
        "batchSize",
        number("32-512+ samples", "32", None, "sample"),
        span(SHEET, "Training runs use batches of 32-512+ samples.\f"),
        "hand",
        phase="phase-training",
    ),
    Claim(
        INFERENCE,
        "price",
        number("$0.002 per request", "0.0020", "0.0020", "USD/request"),
        span(SHEET, "Serving is billed at $0.002 per request"),
        "hand",
        phase="phase-inference",
    ),
    claim("phase-inference", "runsOn", H100, span(SHEET, "Inference runs on the H100")),
    Claim(
        H100,
        "memoryCapacity",
        Quantity("about 84 GB", Decimal(84), Decimal(84), "GB", "about"),
        span(REVIEW, "about 84 GB on the H100 in 2024"),
        "hand",
    ),
    Claim(
        INFERENCE,
        "runsOn",
        TPU,
        span(REVIEW, "inference may run on the TPU v5e"),
        "hand",
        phase="phase-inference",
        hedge="may",
        attribution="Some Analyst",
        time="2024",
    ),
    Claim(INFERENCE, "runsOn", H100, span(REVIEW, "not on the H100"), "hand", negated=True),
    Claim(
        INFERENCE,
        "latency",
        Quantity("under 100 ms", None, Decimal(100), "ms", "under"),
        span(REVIEW, "Serving latency is under 100 ms"),
        "hand",
        phase="phase-inference",
    ),
    claim("phase-training", "definition", Text("teaches a model"), span(REVIEW, "teaches a model")),
    claim("hw-h100", "memoryCapacity", number("94 GB", "94", "94", "GB"), span(NOTE, "94 GB")),
    claim("phase-inference", "runsOn", TPU, span(NOTE, "Inference is served from TPU v5e pods")),
)
