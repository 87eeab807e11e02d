"""What many tests share: the real model, and an index of the packaged corpus made with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from retrieval.embed import Encoder
    from service.knowledge_base import KnowledgeBase


@pytest.fixture(scope="session")
def encoder() -> "Encoder":
    """The default model."""
    from retrieval.embed import load_encoder  # noqa: PLC0415 - light tests need not load it

    return load_encoder()


@pytest.fixture(scope="session")
def packaged_index(encoder: "Encoder", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an index of the packaged corpus; only to be read."""
    from service.build import build  # noqa: PLC0415 - light tests need not load it

    folder = tmp_path_factory.mktemp("packaged") / "index"
    build((), folder, encoder)
    return folder


@pytest.fixture(scope="session")
def knowledge_base(packaged_index: Path) -> "Iterator[KnowledgeBase]":
    """The packaged corpus, opened for questions."""
    from service.knowledge_base import KnowledgeBase  # noqa: PLC0415 - light tests need not load it

    with KnowledgeBase.open(packaged_index) as kb:
        yield kb
