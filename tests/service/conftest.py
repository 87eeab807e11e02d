"""A small index of our own, and a real server over it."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from retrieval.embed import Encoder
from service.api.app import create_app
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase
from service.ui.app import install
from tests.service.web import served

PAGES = {
    "chips.md": (
        "# Accelerators\n\nThe NVIDIA H200 has 141 GB of memory. Inference runs on the H200.\n\n"
        "## Cost\n\nAn NVIDIA H100 costs about $30,000.\n"
    ),
    "phases.md": (
        "# Two phases\n\n| Aspect | Training | Inference |\n| --- | --- | --- |\n"
        "| Batch size | 256-512 samples | 1-8 samples |\n\n"
        "## Latency\n\nInference must answer within 200 ms. Training may take weeks.\n"
    ),
}


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two small documents."""
    folder = tmp_path_factory.mktemp("pages")
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small_index(pages: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an index of them; only to be read."""
    folder = tmp_path_factory.mktemp("small") / "index"
    build([pages], folder, encoder)
    return folder


@pytest.fixture(scope="session")
def small(small_index: Path) -> Iterator[KnowledgeBase]:
    """The small index, opened for questions."""
    with KnowledgeBase.open(small_index) as kb:
        yield kb


@pytest.fixture(scope="session")
def client(small: KnowledgeBase) -> Iterator[httpx2.Client]:
    """A client of a real server over the small index."""
    app = create_app(small)
    install(app)
    with served(app) as client:
        yield client
