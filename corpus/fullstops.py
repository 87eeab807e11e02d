"""Text in, its sentences as spaCy finds them, where full stops alone tell; else nothing.

Most text is so plain, and to load spaCy takes as long as all the rest of an answer. What is said
here of spaCy is of its English tokens and its sentencizer: it ends a sentence after each token that
is a full stop, and the marks that follow it.
"""

import re
from itertools import pairwise

_END = re.compile(
    r"""
    (?:
        (?:                                           # none of the words that keep a full stop:
            (?<![^\s("“*/-]) (?!(?:co|vs)[.]) [a-z]{2,}  # whole, in small letters
          | (?<![A-Za-z]) (?!Messrs|Calif) [A-Za-z]{5,}
          | (?<![A-Z]) [A-Z]{2,}s?
          | \d [a-z]{0,3}
          | [%)"”]
          | (?<=[A-Za-z]) ['’]s
        )
        (?: (?<=[a-z\d%)"”]) | (?<=[A-Z][A-Z]) ) [.]  # what a full stop is parted from
      | [A-Za-z\d] [!?]
    )
    [)"”*]*
    (?: (?=\s*\Z) | (?=\s+[A-Za-z\d$]) | [ ] ["“(*]+ (?=[A-Za-z\d$]) )
    """,
    re.ASCII | re.VERBOSE,
)
# After a unit that is taken for an abbreviation: "draws 23 kW. The", "at $2/h. A run"; and after a
# name that ends in a number: "a B200. The". Other scripts have no capitals to begin with.
_UNIT = r"(?:[kMGTmnpµ]?[AJVWms]|dB|[KhdCF]|\w+/s)"
AFTER_UNIT = re.compile(
    rf"(?:\d(?:[A-Za-z]{{0,2}}|\s{_UNIT})|[\w)]/[A-Za-zµ]{{1,4}})\."
    r"(?=\s+(?:[A-Z][a-z]|[AI]\s+[\w$€£]|[\u0370-\uffff]))"
)
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)", re.ASCII)
_MARK = re.compile(r"[.!?]")
_LATIN = re.compile(r"[\s!-\u02ff\u2010-\u2027\u2030-\u203a\u2070-\u22ff]*")  # no other marks


def plain_sentences(text: str) -> list[tuple[int, int]] | None:
    """Where sentences start and end, white space included; None where spaCy must be asked.

    >>> plain_sentences("It costs $2.5. Why?")
    [(0, 14), (14, 19)]
    >>> plain_sentences("It is made by Acme Inc. in Lund.")
    """
    ends = [found.end() for found in _END.finditer(text)]
    marks = len(_MARK.findall(text))
    if len(ends) + len(_DECIMAL.findall(text)) != marks or not _LATIN.fullmatch(text):
        return None
    return list(pairwise(dict.fromkeys([0, *ends, len(text)])))
