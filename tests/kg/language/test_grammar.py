"""Each list of English words is somebody's, and says each word once."""

import re
import tomllib
from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kg.language.grammar import any_of, word_list
from tests.readme import PACKAGES, ROOT

FILE = ROOT / "kg" / "language" / "grammar.toml"
LISTS: dict[str, str | list[str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))


def sources() -> list[Path]:
    """The code of the four packages."""
    return [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]


def test_every_list_is_used() -> None:
    """None is left behind when a rule goes, nor misnamed."""
    code = "".join(path.read_text(encoding="utf-8") for path in sources())
    named = set(re.findall(r"['\"](\w+)['\"]", code))
    assert [name for name in LISTS if name not in named] == []


def test_no_list_says_a_word_twice() -> None:
    """A word that is there already is seen to be."""
    lists = {k: found.split() if isinstance(found, str) else found for k, found in LISTS.items()}
    assert [name for name, words in lists.items() if len(words) > len({*words})] == []


def test_no_two_lists_are_the_same() -> None:
    """What two rules go by is named once."""
    assert [
        (one, other) for one, other in combinations(LISTS, 2) if word_list(one) == word_list(other)
    ] == []


@given(st.lists(st.sampled_from(sorted(LISTS)), min_size=1, max_size=3))
def test_a_pattern_finds_every_word_of_its_lists_whole(names: list[str]) -> None:
    """A phrase is found before one that it begins with: "much less" is not "much"."""
    pattern = re.compile(any_of(*names))
    for name in names:
        for word in word_list(name):
            match = pattern.match(word)
            assert match is not None
            assert match.group() == word
