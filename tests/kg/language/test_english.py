"""Promises of kg/language/english.py: the dictionary's words, wherever it is kept."""

import subprocess
import sys
from pathlib import Path

import pytest
import simplemma
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.packaged import packaged_documents
from kg.language.english import is_english
from retrieval.lexical import WORD

CODE = (
    "from kg.language.english import is_english; print(is_english('Servers'), is_english('Qorvex'))"
)


@pytest.mark.parametrize("word", ["researchers", "Training", "costs", "don't"])
def test_words_in_any_form_are_english(word: str) -> None:
    """Plural, capital and apostrophe make no difference."""
    assert is_english(word)


@given(st.text(min_size=1, max_size=12).filter(str.isprintable))
@example("İ")
def test_it_says_what_simplemma_says(word: str) -> None:
    """Of any text at all."""
    assert is_english(word) == simplemma.is_known(word.lower(), lang="en")


def test_it_says_what_simplemma_says_of_real_words() -> None:
    """Those of the packaged documents."""
    texts = [file.read_text(encoding="utf-8") for file in packaged_documents()]
    words = {word for text in texts for word in WORD.findall(text)}
    assert [w for w in words if is_english(w) != simplemma.is_known(w.lower(), lang="en")] == []


@pytest.mark.parametrize("usable", [True, False])
def test_it_needs_no_place_to_keep_the_dictionary(tmp_path: Path, *, usable: bool) -> None:
    """A cache that cannot be written costs time, no answer, and no word on standard error."""
    cache = tmp_path / "cache"
    if not usable:
        cache.write_text("no folder")
    for _ in range(2):
        run = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", CODE],
            env={"XDG_CACHE_HOME": str(cache), "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout == "True False\n"
        assert run.stderr == ""
    assert cache.is_file() or [place.name for place in cache.rglob("*.dic")] == ["en.dic"]
