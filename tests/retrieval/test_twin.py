"""The twin gives what the model gives, and where it cannot, the model does the work."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.packaged import packaged_documents
from retrieval import embed, twin
from retrieval.embed import TokenVectors, Vectors, load_encoder
from retrieval.transformer import SentenceEncoder, load_transformer
from retrieval.twin import ALIKE, FILES, MADE_OF, SKIMMED, TwinEncoder, make_twin, open_twin

CLOSE = 1e-5
ODD = (
    "",
    " ",
    "\n\tGPU\n",
    "naïve “quotes” 🎯",
    "a" * 300,
    "word " * 400,
    "\x00\x1f",
    "4×H100–2.50",
)

# Loads the encoder, and says which it is and whether torch had to be loaded for it.
FRESH = """
import sys
from retrieval.embed import TokenVectors, Vectors, load_encoder
print(type(load_encoder()).__name__, "torch" in sys.modules)
"""


def texts() -> list[str]:
    """Real sentences of all lengths, and odd ones."""
    lines = [line for file in packaged_documents() for line in file.read_text("utf-8").split("\n")]
    found = [line for line in lines if line.strip()]
    return [*found[:: len(found) // 60], *ODD]


@pytest.fixture(scope="module")
def model() -> SentenceEncoder:
    """The model itself."""
    return load_transformer()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which another process has made a twin."""
    home = tmp_path_factory.mktemp("home")
    assert fresh(home) == "TwinEncoder True\n"
    return home


@pytest.fixture
def cache(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that cache, in force for the test; the folder of its twin."""
    shutil.copytree(made, tmp_path / "copy")
    monkeypatch.setattr(twin, "user_cache_path", lambda *_, **__: tmp_path / "copy" / "phasebook")
    folder = twin._folder()
    assert (folder / MADE_OF).is_file()
    return folder


def fresh(home: Path) -> str:
    """What a new process prints that has this home and nothing else; it must be silent."""
    places = ("HOME", "XDG_CACHE_HOME")
    done = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-W", "error", "-c", FRESH],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **dict.fromkeys(places, str(home))},
    )
    assert done.stderr == ""
    return done.stdout


def test_it_is_kept_and_nothing_else_is_left_behind(made: Path) -> None:
    """Later processes load no torch; no library writes down or reports anything of its own."""
    assert fresh(made) == "TwinEncoder False\n"
    assert [path.name for path in made.iterdir()] == ["phasebook"]
    (folder,) = (made / "phasebook" / "twins").iterdir()
    assert {path.name for path in folder.iterdir()} == {*FILES, SKIMMED, MADE_OF}


def test_its_vectors_are_the_models(encoder: TwinEncoder, model: SentenceEncoder) -> None:
    """Of sentences and of tokens, whose places are the very same."""
    assert isinstance(encoder, TwinEncoder)
    asked = texts()
    np.testing.assert_allclose(encoder.encode(asked), model.encode(asked), atol=CLOSE)
    for ours, theirs in zip(encoder.tokens(asked), model.tokens(asked), strict=True):
        assert ours.spans == theirs.spans
        np.testing.assert_allclose(ours.vectors, theirs.vectors, atol=CLOSE)


def test_bytes_are_the_same_alone_together_and_from_many_threads(encoder: TwinEncoder) -> None:
    """Whatever a text is read with."""
    asked = texts()
    alone = {text: encoder._read([text])[0] for text in asked}
    shuffled = [asked[place * 31 % len(asked)] for place in range(300)]
    for size in range(1, 10):
        some = shuffled[size * 7 : size * 8]
        assert encoder.encode(some).tobytes() == b"".join(alone[t][0].tobytes() for t in some)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda text: encoder.tokens([text])[0], shuffled))
    for text, tokens in zip(shuffled, found, strict=True):
        assert tokens.vectors.tobytes() == alone[text][1].vectors.tobytes()


def test_what_is_skimmed_is_nearly_the_same(encoder: TwinEncoder) -> None:
    """Each token's vector; and the same bytes whatever a text is read with."""
    hasty = embed.hasty(encoder)
    assert hasty is not encoder
    asked = texts()
    together = hasty.tokens(asked)
    for text, ours, theirs in zip(asked, together, encoder.tokens(asked), strict=True):
        assert ours.spans == theirs.spans
        assert (ours.vectors * theirs.vectors).sum(axis=1).min(initial=1.0) > ALIKE - 0.05
        assert hasty.tokens([text])[0].vectors.tobytes() == ours.vectors.tobytes()


def test_without_it_the_twin_reads_what_is_to_be_ranked(cache: Path) -> None:
    """Where the file is damaged, or gone."""
    file = cache / SKIMMED
    file.write_bytes(file.read_bytes()[:-1])
    damaged = open_twin()
    assert damaged is not None
    assert embed.hasty(damaged) is damaged
    file.unlink()
    gone = open_twin()
    assert gone is not None
    assert embed.hasty(gone) is gone


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_noticed(cache: Path, name: str) -> None:
    """One bit anywhere, or a missing end."""
    assert open_twin() is not None
    whole = (cache / name).read_bytes()
    (cache / name).write_bytes(whole[:-1])
    assert open_twin() is None
    middle = len(whole) // 2
    (cache / name).write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    assert open_twin() is None
    (cache / name).unlink()
    assert open_twin() is None


@pytest.mark.parametrize("said", ["", "[]", '{"digests": {}, "more": 1}', '{"digests": {}}'])
def test_a_twin_that_is_not_described_is_not_used(cache: Path, said: str) -> None:
    """Nor one of which the description is damaged."""
    (cache / MADE_OF).write_text(said)
    assert open_twin() is None


def test_a_damaged_one_is_made_again(cache: Path, model: SentenceEncoder) -> None:
    """In its place, whole."""
    (cache / FILES[1]).write_bytes(b"damaged")
    again = make_twin(model)
    assert again is not None
    np.testing.assert_allclose(again.encode(["GPU"]), model.encode(["GPU"]), atol=CLOSE)
    assert {path.name for path in cache.iterdir()} == {*FILES, SKIMMED, MADE_OF}
    assert [path.name for path in cache.parent.iterdir()] == [cache.name]


class Unlike(SentenceEncoder):
    """A model whose export is another's: it exports well, but tells other vectors."""

    def __init__(self, model: SentenceEncoder, cache: Path) -> None:
        self._theirs, self._cache, self.exports = model, cache, 0
        self.name, self.dimension = model.name, model.dimension

    def export(self, model: Path, tokenizer: Path) -> int:
        """The files of the twin that was made, with half the tokens."""
        self.exports += 1
        for name in FILES:
            shutil.copy(self._cache / name, model.parent / name)
        assert tokenizer.is_file()
        return 4

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the model."""
        return self._theirs.encode(texts)

    def tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """As the model."""
        return self._theirs.tokens(texts)


def test_one_that_does_not_agree_is_refused_for_good(cache: Path, model: SentenceEncoder) -> None:
    """The same libraries are not asked again; the model does the work."""
    kept = cache.with_name("kept")
    shutil.copytree(cache, kept)
    (cache / MADE_OF).unlink()
    unlike = Unlike(model, kept)
    assert make_twin(unlike) is None
    assert make_twin(unlike) is None
    assert open_twin() is None
    assert unlike.exports == 1
    assert "UnlikeError" in (cache / MADE_OF).read_text()


def test_without_onnxruntime_the_model_does_the_work(
    model: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And without a place to keep a twin, too; nothing is said."""
    monkeypatch.setattr(embed, "load_transformer", lambda: model)
    monkeypatch.setattr(twin, "find_spec", lambda _: None)
    assert load_encoder() is model


def test_where_nothing_can_be_kept_the_model_does_the_work(
    model: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file stands where the folder would be."""
    (tmp_path / "phasebook").write_text("in the way")
    monkeypatch.setattr(twin, "user_cache_path", lambda *_, **__: tmp_path / "phasebook")
    monkeypatch.setattr(embed, "load_transformer", lambda: model)
    assert load_encoder() is model


def test_another_model_has_no_twin(model: SentenceEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read by sentence-transformers, as ever."""
    monkeypatch.setattr(embed, "load_transformer", {"another": model}.__getitem__)
    assert load_encoder("another") is model
