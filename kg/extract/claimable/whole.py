"""Whether the words of an object say something by themselves.

What points at another sentence ("checks them all", "as many GPUs", "60 % of the market") says, read
alone, more or less than it does where it stands.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from kg.claim import Text
from kg.language.grammar import any_of, word_list
from kg.language.syntax import BE

_PAIR = 2
_EMPTY = word_list("empty")
_SUPPOSING = word_list("supposing")
_EMBEDDING = word_list("embedding") | word_list("vague") | {"from", "of", "to", "with"}
_RELATIVE = word_list("relative")
_HELD = frozenset({"it", "them"})
_SPANS = word_list("spans")
_UNFINISHED = word_list("in_relation")
_TAKEN_UP = (
    *([of, it] for of in ("of", "about") for it in ("that", "this", "it", "them", "these")),
    *(["as", far] for far in ("soon", "long", "far")),
    *([take, "part"] for take in ("take", "took", "takes")),
)
_INNER = word_list("subordinators") | word_list("embedding") | {"and", "or", "but"}
_PLACING = frozenset({"at", "by", "for", "from", "in", "into", "on", "to", "with"})
_VAGUE = word_list("vague")
_COUNTING = word_list("counting")
_REFERRED = word_list("referred")
_ONES = frozenset({"one", "ones"})
_CAUSING = word_list("causative") | word_list("leaving")
_LEADING = frozenset({"a", "an", "as", "from", "of", "than", "the", "to"})
_COMPARED = (
    # "stresses hardware in a specific way": in which?
    re.compile(
        rf"\bin (?:(?:an?|one|some) )?(?:{any_of('unsaid')}) "
        r"(?:manner|way)s?\W*$"
    ),
    re.compile(r"\bas (?:many|much)\b(?!.* as\b)"),
    re.compile(r"\bno such\b"),
    re.compile(r"\bso (?:many|much)\b(?!.* (?:as|that)\b)"),
    re.compile(r"\bsteps? further\b(?!.* than\b)"),
    # "was worth a factor of two": of what? Not "fell from $9 to $3, a factor of three".
    re.compile(r"^\D*(?<!by )\ba factor of \w+$"),
    re.compile(r"\beven (?:more|less|fewer)\b(?: (?:in|at|on|by|for)\b|$)"),
    re.compile(r"\b(?:half|third|(?:two|three) (?:thirds|quarters))(?: (?:in|by) \d{4})?$"),
)
_ANNOUNCED = word_list("divisions") | {"kinds", "parts"}
_TELLING = frozenset({"behind", "between", "by", "for", "in", "of", "that", "to", "which", "who"})
_DEICTIC = word_list("whereabouts")
_NUMBERS = word_list("small_numbers")
_SIDED = word_list("sided")
_STAGED = frozenset({"phases", "stages"})  # which two, a table's cell leaves no doubt of
_CLOSING = word_list("embedding") | word_list("modals") | _PLACING | BE | {"", "and", "or", "both"}
_LIKENING = frozenset({"as", "like", "than"})


def is_whole(value: Text) -> bool:
    """Whether words say something by themselves: not "one another", "the better tool there"."""
    words = value.text.lower().split()
    if value.text.count('"') % _PAIR or words[-1] in _LEADING:
        return False  # a quotation, or a phrase, that begins or ends elsewhere
    if _takes_up(words) or _points_out(words) or _lacks_standard(value.text):
        return False
    if words[0] in {"and", "or", "but"} or _is_bare_number(value.text):
        return False  # "delivers 11,800", "and shipped to the device"
    # "three things", "two phases in its life"
    counted = len(words) == _PAIR and words[0] in _COUNTING and words[1] in _VAGUE
    listed = words[0] in _COUNTING and words[1:2] and words[1] in _ANNOUNCED
    if listed and not {":", "-"} & {*value.text} and len(words) > _PAIR:
        return False
    told = " ".join(words).strip(" .,") not in _EMPTY and not counted
    opened = words[0] in _SUPPOSING or words[0] in {"other", "'s", "\u2019s"}
    return told and not opened and words[-1].strip(".,") not in _DEICTIC


def is_settled(words: str) -> bool:
    """Whether the words of a case name nothing that only another sentence tells: "those three"."""
    plain = [w.strip(".,;").lower() for w in words.split()]
    return not any(_is_left_open(plain, i) or _stands_in(plain, i) for i in range(len(plain)))


def _is_bare_number(text: str) -> bool:
    """Whether a verb is followed by no more than a number, of they do not say what."""
    words = text.split()
    plain = words[-1].strip(".,").replace(",", "").replace(".", "")
    return len(words) == _PAIR and text[0].islower() and plain.isdigit()


def _takes_up(words: Sequence[str]) -> bool:
    """As "use it in production", "join as soon", "ten percent of that" do."""
    held = words[1:2] and words[1].strip(".,") in _HELD and words[0] not in _EMBEDDING
    taken = any(a == "of" and b in {"that,", "this,"} for a, b in pairwise(words))
    return bool(held) or taken or words[-2:] in _TAKEN_UP


def _lacks_standard(text: str) -> bool:
    """Whether it compares with what only another sentence names: "as many", "even more"."""
    line = " ".join(text.lower().split())
    if line.split()[-1].strip(".,") in _UNFINISHED and line.split()[-2:-1] == ["in"]:
        return True  # "expands in proportion": to what?
    return any(pattern.search(line) for pattern in _COMPARED)


def _points_out(words: Sequence[str]) -> bool:
    """Whether it names what was named before: "checks them all", "from replacing the large one"."""
    plain = [w.strip(".,;") for w in words]
    if plain[-1] in _ONES and "the" in plain[-3:-1]:
        return True
    if plain[-1] in _ONES and plain[-2:-1] and plain[-2] in _LIKENING:
        return True  # "is planned like one"
    inner = (i for i, w in enumerate(plain) if i and (w in _INNER or _follows_mark(words, i)))
    places = range(len(plain))[: next(inner, None)]
    if any(_is_left_open(plain, i) for i in places):
        return True
    if any(_refers(plain, i) for i in (*places, len(plain) - 1) if i):
        return True  # "60 % of the market", "from one job to the other"
    that = any(_is_that_one(plain, i) for i in range(len(places) + 1))
    return that or any(_is_outside(plain, i) for i in places)


def _is_left_open(plain: Sequence[str], i: int) -> bool:
    """Whether a number or "both" stands for things named before: "the two", "both directions"."""
    after = plain[i + 1] if i + 1 < len(plain) else ""
    if plain[i] == "both":
        return (after in _SIDED and (i > 0 or after not in _STAGED)) or not after
    numbered = plain[i] in _NUMBERS and i > 0 and plain[i - 1] in {"the", "these", "those"}
    return numbered and after in _CLOSING


def _stands_in(plain: Sequence[str], i: int) -> bool:
    """Whether a word points at what another sentence names: "those three", "these limits"."""
    after = plain[i + 1] if i + 1 < len(plain) else ""
    return plain[i] in {"those", "these"} and bool(after) and after not in _RELATIVE | _PLACING


def _refers(plain: Sequence[str], i: int) -> bool:
    """Whether "the figure" or "the other" stands for what was spoken of before."""
    if plain[i - 1] != "the" or plain.count(plain[i]) > 1:
        return False
    after = plain[i + 1] if i + 1 < len(plain) else ""
    if plain[i] in {"former", "latter"}:
        return True
    if plain[i] == "other":
        return not after or after in _PLACING | {"and", "or"}
    return plain[i] in _REFERRED and after not in _TELLING


def _is_that_one(plain: Sequence[str], i: int) -> bool:
    """Whether "that" stands with a noun for what was told before: "runs at that scale"."""
    after = plain[i + 1 : i + 2]
    held = plain[i : i + 1] == ["that"] and i > 0 and plain[i - 1] in _PLACING - {"in"}
    return held and bool(after)


def _follows_mark(words: Sequence[str], i: int) -> bool:
    return i > 0 and words[i - 1].endswith((",", ":", ";"))


def _is_outside(words: Sequence[str], i: int) -> bool:
    """Whether a word stands for a thing that is not among the words before it."""
    if not i:
        return False
    before, after = words[i - 1], words[i + 1 : i + 2]
    if words[i] in {"those", "these"}:
        return bool(after) and after[0] not in _RELATIVE  # "those experiences"
    if words[i] == "this":
        return bool(after) and after[0].strip(".,;") not in _SPANS  # "reflects this shift"
    if words[i] not in _HELD or (before in _CAUSING and after != ["all"]):
        return False  # "makes it cheap"
    return before in _PLACING or words[i] == "them" or not {"a", "an"} & {*words[:i]}
