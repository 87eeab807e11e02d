"""The notebooks of `examples/` run, cell by cell, against a real server; none keeps its output."""

import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import TypedDict
from unittest.mock import patch

import pytest

from service.api.app import create_app
from service.knowledge_base import KnowledgeBase
from tests.readme import README, ROOT
from tests.service.llm.server import model_server, sends
from tests.service.web import served

BOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
SPOKEN = "Training uses batches of 32 or more [1]. Inference is free. It uses one [99]."


class Cell(TypedDict, total=False):
    """A piece of a notebook."""

    cell_type: str
    source: list[str]
    outputs: list[object]
    execution_count: int | None


def cells(book: Path) -> list[Cell]:
    """The pieces of a notebook."""
    found: list[Cell] = json.loads(book.read_text(encoding="utf-8"))["cells"]
    return found


def run(book: Path, folder: Path) -> str:
    """What the cells of a notebook print, run in order in a folder."""
    names: dict[str, object] = {"__name__": "__main__"}
    printed = io.StringIO()
    with chdir(folder), redirect_stdout(printed):
        for number, cell in enumerate(cells(book)):
            if cell["cell_type"] == "code":
                code = compile("".join(cell["source"]), f"{book.name}, cell {number}", "exec")
                exec(code, names)  # noqa: S102 - our own notebooks
    client = names["phasebook"]
    assert hasattr(client, "close")
    client.close()
    return printed.getvalue()


@pytest.fixture(scope="module")
def address(knowledge_base: KnowledgeBase) -> Iterator[str]:
    """Of a real server over the packaged documents."""
    with served(create_app(knowledge_base)) as client:
        yield str(client.base_url)


def test_there_are_notebooks() -> None:
    """Numbered, in the order in which to read them."""
    assert [book.name[0] for book in BOOKS] == ["1", "2", "3"]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_notebook_runs(book: Path, address: str, tmp_path: Path) -> None:
    """As it is, without a language model; each cell that is code says something."""
    kept = {k: v for k, v in os.environ.items() if k != "GRAPHRAG_MODEL"}
    with patch.dict(os.environ, {**kept, "PHASEBOOK_URL": address}, clear=True):
        printed = run(book, tmp_path)
    code = [cell for cell in cells(book) if cell["cell_type"] == "code"]
    assert len(printed.splitlines()) > len(code)


def test_a_language_model_can_word_what_is_found(address: str, tmp_path: Path) -> None:
    """It is sent the evidence; what it says without, or beyond it, is left out."""
    message = {"role": "assistant", "content": SPOKEN}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    reply = {"id": "1", "object": "chat.completion", "created": 0, "model": "tiny"}
    body = json.dumps({**reply, "choices": [choice]}).encode()
    with model_server() as model:
        model.plan = [sends(body, "application/json")]
        settings = {"GRAPHRAG_MODEL": "tiny", "OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "k"}
        with patch.dict(os.environ, {**settings, "PHASEBOOK_URL": address}):
            printed = run(BOOKS[2], tmp_path)
    (request,) = model.requests
    assert "Training uses batches of 32 or more [1]." in printed
    assert "free" not in printed
    assert "[99]" not in printed
    quote = printed.partition("\n[1] ")[2].partition("\n")[0]
    assert quote
    assert quote in json.dumps(request["body"], ensure_ascii=False)


def test_the_readmes_client_runs(address: str, tmp_path: Path) -> None:
    """The Python block that calls the service."""
    blocks = re.findall(
        r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    (block,) = [block for block in blocks if "service.client" in block]
    names: dict[str, object] = {}
    with chdir(tmp_path):
        exec(block.replace("http://127.0.0.1:8000", address), names)  # noqa: S102 - our own README
    assert names["prices"]
    assert (tmp_path / "graph.ttl").stat().st_size > 0


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_notebook_is_kept_without_output(book: Path) -> None:
    """So that changes can be read; and in the format that editors expect."""
    whole = json.loads(book.read_text(encoding="utf-8"))
    assert (whole["nbformat"], whole["nbformat_minor"]) == (4, 5)
    for cell in cells(book):
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
