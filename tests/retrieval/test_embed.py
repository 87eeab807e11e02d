"""What every part that stores or compares vectors relies on."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelUnusableError
from retrieval.embed import Encoder, default_folder, load_encoder
from retrieval.transformer import WEIGHTS, WEIGHTS_SHA256, check_weights

# The same without the package that carries the model: only the hub's cache is left.
WITHOUT_PACKAGE = """
import socket
def refuse(*_, **__): raise OSError("no network")
socket.socket.connect = socket.getaddrinfo = refuse
from corpus.errors import ModelUnusableError
from retrieval import transformer
transformer.PACKAGE = "no_such_package"
try:
    print(transformer.load_transformer().encode(["text"]).shape)
except ModelUnusableError as error:
    print(error)
"""

TEXTS = (
    "Training happens once.",
    "GPU",
    "Inference runs every time that somebody asks, so its bill grows with every user.",
    "Ünïcode – naïve “quotes” 🎯 and a very-long-hyphenated-word",
)

# Loads the model where every connection fails, and prints the libraries' switches that were set.
OFFLINE = """
import os, socket
def refuse(*_, **__): raise AssertionError("a connection was tried")
socket.socket.connect = socket.getaddrinfo = refuse
from retrieval.embed import load_encoder
from retrieval.transformer import load_transformer
for load in (load_encoder, load_transformer):
    load().encode(["text"])
print([name for name in os.environ if name.startswith(("HF_", "TRANSFORMERS_"))])
"""


def _run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Another interpreter, so that nothing is loaded yet."""
    return subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment},
    )


def test_vectors_have_length_one(encoder: Encoder) -> None:
    """A cosine is an inner product."""
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)


def test_a_texts_bytes_do_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    """However texts are batched, an index has the same bytes."""
    together = encoder.encode(TEXTS)
    for row, text in zip(together, TEXTS, strict=True):
        assert row.tobytes() == encoder.encode(["filler " * 50, text])[1].tobytes()


def test_vectors_are_those_of_sentence_transformers(encoder: Encoder) -> None:
    """An oracle: the library itself, loaded in its own way, agrees."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - heavy

    theirs = SentenceTransformer(str(default_folder()), device="cpu", local_files_only=True)
    expected = theirs.encode(list(TEXTS), normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(encoder.encode(TEXTS), expected, atol=1e-5)


def test_tokens_point_at_the_words_of_the_text(encoder: Encoder) -> None:
    """Each token knows its place; special tokens are left out."""
    text = "Inference costs more."
    tokens = encoder.tokens([text])[0]
    assert [text[start:end] for start, end in tokens.spans] == ["Inference", "costs", "more", "."]
    assert tokens.vectors.shape == (4, encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(tokens.vectors, axis=1), 1.0, rtol=1e-5)


def test_no_text_gives_no_rows(encoder: Encoder) -> None:
    """Nothing in, nothing out."""
    assert encoder.encode([]).shape == (0, encoder.dimension)
    assert encoder.tokens([]) == []
    assert encoder.tokens([""])[0].spans == ()


def test_threads_get_the_same_bytes_as_one(encoder: Encoder) -> None:
    """A server may share the model between threads."""
    texts = [f"{text} {number}" for number in range(8) for text in TEXTS]
    alone = [encoder.encode([text]).tobytes() for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: encoder.encode([text]).tobytes(), texts)) == alone


def test_loading_is_silent_offline_and_leaves_the_environment() -> None:
    """No connection, no output, no switch left behind for others."""
    done = _run(OFFLINE)
    assert (done.stdout, done.stderr, done.returncode) == ("[]\n", "", 0)


def test_without_its_package_the_model_is_read_from_the_hubs_cache(tmp_path: Path) -> None:
    """The same files, wherever they lie."""
    cache = tmp_path / "models--sentence-transformers--all-MiniLM-L6-v2"
    commit = "0" * 40
    (cache / "refs").mkdir(parents=True)
    (cache / "refs" / "main").write_text(commit)
    (cache / "snapshots").mkdir()
    (cache / "snapshots" / commit).symlink_to(default_folder(), target_is_directory=True)
    done = _run(WITHOUT_PACKAGE, HF_HUB_CACHE=str(tmp_path))
    assert (done.stdout, done.stderr) == ("(1, 384)\n", "")


def test_without_package_cache_and_network_the_remedy_is_said(tmp_path: Path) -> None:
    """Nothing but the message: no traceback, no chatter of the libraries."""
    done = _run(WITHOUT_PACKAGE, HF_HUB_CACHE=str(tmp_path))
    assert "all-MiniLM-L6-v2 is neither installed nor to be had from the hub" in done.stdout
    assert "--model" in done.stdout
    assert done.stderr == ""


def test_the_module_itself_loads_no_heavy_library() -> None:
    """A command that needs no model does not wait for torch."""
    code = (
        "import sys, retrieval.embed; print(sorted({'torch', 'transformers'} & set(sys.modules)))"
    )
    done = _run(code)
    assert done.stdout == "[]\n"


def test_other_weights_are_refused_by_name_and_digest(tmp_path: Path) -> None:
    """The message names the file, both digests and the remedy."""
    file = tmp_path / WEIGHTS
    file.write_bytes(b"other weights")
    with pytest.raises(ModelUnusableError) as caught:
        check_weights(file)
    message = str(caught.value)
    assert str(file) in message
    assert WEIGHTS_SHA256 in message
    assert "--model" in caught.value.remedy


def test_missing_weights_are_refused_by_name(tmp_path: Path) -> None:
    """The message names the file that is not there."""
    with pytest.raises(ModelUnusableError, match=WEIGHTS):
        check_weights(tmp_path / WEIGHTS)


def test_a_folder_without_a_model_is_refused_by_name(tmp_path: Path) -> None:
    """The message names the folder."""
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelUnusableError, match="cannot be loaded") as caught:
        load_encoder(str(tmp_path))
    assert str(tmp_path) in caught.value.what
