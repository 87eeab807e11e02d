"""Whether a word is ordinary English, by simplemma's dictionary."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def is_english(word: str) -> bool:
    """Whether the word is known in any form.

    >>> is_english("Researchers"), is_english("Cerebras")
    (True, False)
    """
    from simplemma import is_known  # noqa: PLC0415  its dictionary loads on the first use

    return is_known(word.lower(), lang="en", low_memory=True)  # loads faster, and is asked once
