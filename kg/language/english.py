"""Whether a word is ordinary English, by simplemma's dictionary.

The dictionary takes a tenth of a start to unpack, so it is kept as a trie in the user's cache,
which is read as it is.
"""

import shutil
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory
    from simplemma.strategies.dictionary_lookup import DictionaryLookupStrategy

ENGLISH = "en"


@lru_cache(maxsize=20_000)
def is_english(word: str) -> bool:
    """Whether the word is known in any form.

    >>> is_english("Researchers"), is_english("Cerebras")
    (True, False)
    """
    from simplemma.utils import normalize_token  # noqa: PLC0415 - heavy

    if not word.isprintable():  # the trie takes a zero byte for the end of a word
        return False
    return _dictionary().get_lemma(normalize_token(word.lower()), ENGLISH) is not None


@cache
def _dictionary() -> "DictionaryLookupStrategy":
    from simplemma.strategies.dictionary_lookup import (  # noqa: PLC0415 - heavy
        DictionaryLookupStrategy,
    )

    return DictionaryLookupStrategy(_factory(_kept()))


def _factory(folder: Path | None) -> "TrieDictionaryFactory":
    """What gives dictionaries as tries, and keeps them in a folder, where there is one."""
    from simplemma.strategies.dictionaries.trie_dictionary_factory import (  # noqa: PLC0415 - heavy
        TrieDictionaryFactory,
    )

    if folder is None:
        return TrieDictionaryFactory(use_disk_cache=False)
    return TrieDictionaryFactory(disk_cache_dir=str(folder))


def _kept() -> Path | None:
    """The folder with the trie, made where it is not yet; None where it cannot be kept.

    It is put in its place whole: another process may be looking for it.
    """
    made_by = "-".join(f"{name}-{version(name)}" for name in ("simplemma", "marisa-trie"))
    folder = user_cache_path("phasebook", appauthor=False) / "words" / made_by
    if folder.exists():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(mkdtemp(prefix="making-", dir=folder.parent))
    except OSError:
        return None
    _factory(fresh).get_dictionary(ENGLISH)
    try:
        if any(fresh.iterdir()):  # else the disk is full, which simplemma has said
            fresh.rename(folder)
    except OSError:
        pass  # another process was faster
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder if folder.exists() else None
