"""What many tests share: the real model, and an index of the packaged corpus made with it."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.once import made_once

if TYPE_CHECKING:
    from retrieval.embed import Encoder
    from service.evaluation.examine import Trial
    from service.knowledge_base import KnowledgeBase

# No test fails by the clock: on a busy machine any example may take long. The examples are the same
# at each run, so that what fails tells of the change; `make stress` draws others, and more.
hypothesis.settings.register_profile("patient", deadline=None, derandomize=True)
hypothesis.settings.register_profile("exploring", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile("patient")

SCORER = Path(__file__).parents[2] / "shared" / "eval" / "score.py"


@pytest.hookimpl(trylast=True)  # after pytest-randomly
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that need the model: they take long, and short ones fill up the end.

    With several workers, one would else sit idle while another runs the long file that came last.
    """
    long = {i.path for i in items if isinstance(i, pytest.Function) and "encoder" in i.fixturenames}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session", autouse=True)
def _nobodys_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test depends on the settings or keys of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session")
def score() -> ModuleType:
    """The shared scoring script, as a module."""
    if not SCORER.is_file():
        pytest.skip("the shared scorer is not here")
    spec = importlib.util.spec_from_file_location("shared_score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def encoder() -> "Encoder":
    """The default model."""
    from retrieval.embed import load_encoder  # noqa: PLC0415 - light tests need not load it

    return load_encoder()


@pytest.fixture(scope="session")
def packaged_index(encoder: "Encoder", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an index of the packaged corpus; only to be read."""
    from service.indexing.build import build  # noqa: PLC0415 - light tests need not load it

    return made_once(tmp_path_factory, "packaged", lambda folder: build((), folder, encoder))


@pytest.fixture(scope="session")
def knowledge_base(packaged_index: Path) -> "Iterator[KnowledgeBase]":
    """The packaged corpus, opened for questions."""
    from service.knowledge_base import KnowledgeBase  # noqa: PLC0415 - light tests need not load it

    with KnowledgeBase.open(packaged_index) as kb:
        yield kb


@pytest.fixture(scope="session")
def packaged_trials(knowledge_base: "KnowledgeBase") -> "tuple[Trial, ...]":
    """The packaged questions, asked and judged."""
    from service.evaluation.examine import examine  # noqa: PLC0415 - light tests need not load it
    from service.evaluation.item import packaged_items  # noqa: PLC0415 - light tests need not

    return examine(knowledge_base, packaged_items(2_000), 5)
