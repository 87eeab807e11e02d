"""Finds from which support on answers can be trusted: `python -m benchmarks.calibrate`.

The service refuses what carries too little support, so what lies below its thresholds cannot be
seen in its answers. Here they are off, for the packaged and the field questions, and the sequence
of tests goes on to where nothing more is answered.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from rich.console import Console

from corpus.packaged import packaged_documents
from retrieval.embed import Encoder, load_encoder
from service.answer import refusal
from service.commands import render
from service.evaluation.calibrate import CERTAINTY, calibrated
from service.evaluation.examine import examine
from service.evaluation.item import Item, packaged_items, read_items
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase
from service.settings import Settings

FIELD = Path(__file__).parents[1] / "tests" / "field"
RISKS = (0.2, 0.4)


def main() -> None:
    """Calibrate on each set by itself."""
    limit = Settings().max_question_characters
    encoder = load_encoder()
    sets = {
        "packaged": (packaged_documents(), packaged_items(limit)),
        "field": ([FIELD / "documents"], read_items(FIELD / "questions.jsonl", limit)),
    }
    in_force = f"in force: {refusal.MIN_SUPPORT}, or {refusal.MIN_STRANGE} where nothing is named"
    for name, (documents, items) in sets.items():
        Console().rule(f"{name}, {len(items)} questions; {in_force}")
        _calibrate(list(documents), items, encoder)


def _calibrate(documents: list[Path], items: tuple[Item, ...], encoder: Encoder) -> None:
    with TemporaryDirectory() as folder:
        build(documents, Path(folder), encoder)
        with (
            KnowledgeBase.open(Path(folder)) as kb,
            patch.multiple(refusal, MIN_SUPPORT=0.0, MIN_STRANGE=0.0),
        ):
            trials = examine(kb, items, Settings().top_k)
    for risk in RISKS:
        render.calibration(calibrated(trials, risk, CERTAINTY))


if __name__ == "__main__":
    main()
