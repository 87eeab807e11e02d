"""Text to tokens with their offsets and parts of speech, and to sentences.

spaCy's blank English pipeline cuts the tokens, TextBlob's PatternTagger (its lexicon comes with the
package) tags them, and a few rules put right what that tagger gets wrong in technical prose.
"""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.bounds import is_readable, pieces
from corpus.fullstops import AFTER_UNIT
from corpus.hiding import without
from kg.language.grammar import word_list

# NLTK, which TextBlob loads, would load these for classifiers and statistics that nobody asks for.
with without("sklearn", "scipy"):
    from textblob import en as textblob
with without("torch"):
    from spacy.lang.en import English
    from spacy.language import Language
    from spacy.util import compile_infix_regex

BE = frozenset({"be", "am", "is", "are", "was", "were", "been", "being", "'s", "'re", "’s", "’re"})
GRADED = frozenset({"JJR", "RBR"})  # tags of comparatives
HAVE = frozenset({"have", "has", "had", "'ve", "’ve"})
DO = frozenset({"do", "does", "did"})
_MODALS = word_list("modals")
_DASHES = frozenset({"—", "–", "--", "•", "…", "→", "|"})
_NOT = frozenset({"not", "n't", "n’t"})
_PRONOUNS = word_list("pronouns")
_SUBORDINATORS = word_list("subordinators")
SAYING = word_list("saying")
_FINITE = frozenset({"MD", "VBZ", "VBD", "VBP"})
_BREAKS = frozenset({";", ":", "—", "–", "--", "(", ")", "."})
CONJUNCTIONS = frozenset({"and", "or", "but", "yet", "nor"})
_NUMBER = re.compile(r"[~≈<>+-]?[$€£]?\d[\d.,]*\+?(?:[-–]\d[\d.,]*\+?)?[%xXkKmMbB]?\+?")
# Up to a blank line, or to the "[...]" and "###" with which search results join their snippets.
_JOINT = r"(?:\s#{1,6}\s|\[\s?(?:\.\.\.|…)\s?\]|\n\s*\n)"
_PARAGRAPH = re.compile(rf"\S(?:(?!{_JOINT}).)*", re.DOTALL)
_LEADING = re.compile(r"(?:[\s•*#|>·▪◦–—-]|\[\s?(?:\.\.\.|…)\s?\])+")
# Verbs of the trade of which the tagger's lexicon knows the noun alone.
_ALSO_VERBS = word_list("also_verbs")
_OBJECTIVE = frozenset({"us", "me", "them", "him"})
_IRREGULAR = word_list("irregular")
PAST_ONLY = word_list("past_only")
_MANY = word_list("many")
_OBJECTS = frozenset({"DT", "CD", "PRP$", "NNS", "JJ"})
_BEFORE_SUM = frozenset({"$", "about", "around", "up"})
_NEARLY = frozenset({"about", "around", "over", "under", "between", "up"})
_PLURAL = word_list("plural")
_ROUND = word_list("scales")
_HARDLY_VERBS = word_list("hardly_verbs")
_CHANGING = word_list("change")
_CAUSATIVE = word_list("causative")
_MULTIPLYING = word_list("multiplying")
_HEDGING = word_list("hedging")
_ACTING = word_list("acting")
_NAMING = word_list("naming")
_EVERYWHERE = word_list("everywhere")
_ALSO_PAST = word_list("also_past")
_ALIKE = word_list("alike")
_ALIKE_PARTICIPLES = word_list("alike_participles")
_RELATIVE = word_list("relative_pronouns")
_FORMED = frozenset({"co", "fine", "over", "pre", "re", "self", "under"})  # "co-designs"
_NOUNS = word_list("always_nouns")
_CLOSED: Mapping[str, str] = {
    **dict.fromkeys(_MODALS, "MD"),
    **dict.fromkeys(_NOT, "RB"),
    **dict.fromkeys(_DASHES, ":"),
    **dict.fromkeys(_NOUNS, "NN"),
    "according": "IN",
    **dict.fromkeys(("is", "has", "does", "'re", "’re", "are", "have", "'ve", "do"), "VBZ"),
    **dict.fromkeys(("was", "were", "had", "did"), "VBD"),
    **dict.fromkeys(("(", "["), "("),
    **dict.fromkeys((")", "]"), ")"),
}
# "memory-bound" stays an adjective even where it is a name; "k-means" does not.
_ADJECTIVAL = ("-bound", "-based", "-driven", "-heavy", "-intensive", "-efficient", "-only", "ed")
_BEFORE_PARTICIPLE = frozenset({"DT", "JJ", "PRP$", "POS", "VBG", "IN", "VB", "RB", ""})
_AFTER_VERB = frozenset(
    {"DT", "CD", "JJ", "JJR", "RB", "RBR", "PRP$", "PRP", "IN", "$", "TO", "VBG", "WRB", "RP"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text.

    Attributes:
        text: The characters at `start` to `end`.
        start: Offset in the text that was analysed.
        end: Offset after its last character.
        tag: Penn Treebank part of speech.
        named: Whether it is one of several words of a name, and so hardly a verb.
    """

    text: str
    start: int
    end: int
    tag: str
    named: bool = False

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_noun(self) -> bool:
        """Whether it can be the head of a noun phrase."""
        return self.tag.startswith("NN")

    @property
    def is_verb(self) -> bool:
        """Whether it is a verb in any form."""
        return self.tag.startswith("VB") or self.tag == "MD"

    @property
    def is_finite(self) -> bool:
        """Whether it can be the first word of a clause's verb group."""
        return self.tag in _FINITE


@cache
def _language() -> Language:
    language = English()
    # "GPU-to-GPU" and "32-512+" stay whole: the hyphen is taken out of the infixes.
    hyphen = ("-|–|—|--", "[+\\-\\*^]")
    rules = [str(rule) for rule in language.Defaults.infixes or ()]
    infixes = [rule for rule in rules if not any(mark in rule for mark in hyphen)]
    splits = compile_infix_regex([*infixes, r"—|–(?!\d)|--+"])
    language.tokenizer.infix_finditer = splits.finditer  # type: ignore[union-attr]  # spaCy types it as any callable
    language.add_pipe("sentencizer")
    return language


@cache
def _lexicon() -> Mapping[str, str]:
    """The tagger's words; TextBlob leaves the files for the garbage collector to close."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        textblob.tag("word", tokenize=False)
    found: Mapping[str, str] = textblob.lexicon
    return found


def _tag(text: str) -> list[tuple[str, str]]:
    _lexicon()
    found: list[tuple[str, str]] = textblob.tag(text, tokenize=False)
    return found


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of each sentence; white space around it left out. A blank line always ends one.

    One that is longer than any that people write is left out: no claims are read off it.

    >>> [s for s in sentences("It runs. Does it scale?")]
    [(0, 8), (9, 23)]
    """
    found = []
    for paragraph in _PARAGRAPH.finditer(text):
        for first, last in _sentences(text, *paragraph.span()):
            lead = _LEADING.match(text, first, last)
            start = lead.end() if lead else first
            end = start + len(text[start:last].rstrip().removesuffix("(").rstrip())
            if start < end and is_readable(text[start:end]):
                found.append((start, end))
    return found


def _sentences(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Offsets of what spaCy takes for sentences, each cut where a name with a figure ends one."""
    for place, stop in pieces(text, first, last):
        piece = text[place:stop]
        for sentence in _language()(piece).sents:
            start = sentence.start_char
            for mark in AFTER_UNIT.finditer(piece, start, sentence.end_char):
                yield place + start, place + mark.end()
                start = mark.end()
            yield place + start, place + sentence.end_char


def tokens(text: str, names: Sequence[tuple[int, int]] = ()) -> list[Token]:
    """The tokens of one sentence; those within `names` (concepts, quantities) are nouns.

    >>> [(t.text, t.tag) for t in tokens("Inference scales with use.")]
    [('Inference', 'NN'), ('scales', 'VBZ'), ('with', 'IN'), ('use', 'NN'), ('.', '.')]
    """
    cut = [(t.text, t.idx) for t in _language().make_doc(text) if not t.is_space]
    tags = _tags([word for word, _ in cut])
    raw = [
        Token(word, start, start + len(word), tag)
        for (word, start), tag in zip(cut, tags, strict=True)
    ]
    return _corrected(_named(raw, names))


def _tags(words: list[str]) -> list[str]:
    tagged = _tag(" ".join(words))
    if [word for word, _ in tagged] != words:
        # A word with white space or the tagger's own separators in it shifts the others.
        tagged = [(word, (_tag(word) or [(word, "NN")])[0][1]) for word in words]
    return [tag for _, tag in tagged]


def _named(raw: list[Token], names: Sequence[tuple[int, int]]) -> list[Token]:
    marked = []
    for i, token in enumerate(raw):
        inside = any(start <= token.start and token.end <= end for start, end in names)
        closed = token.tag in {
            "IN",
            "CC",
            "CD",
            "DT",
            "TO",
            "POS",
            "PRP",
            "PRP$",
            ",",
            "(",
            ")",
            "$",
        }
        several = inside and (token.start, token.end) not in names
        if (
            not several
            and token.tag == "VBG"
            and token.lower not in _NOUNS
            and _at(raw, i + 1).tag in _OBJECTS
        ):
            inside = False  # "serving millions of users" is a verb, though "serving" is a name
        verb = token.tag in {"VB", "VBP", "VBZ", "VBD"} and not several
        verb = verb or (token.tag == "VBN" and token.lower in _MULTIPLYING)
        passive = token.tag == "VBN" and i > 0 and raw[i - 1].lower in BE and not several
        verb = verb or (passive and not _at(raw, i + 1).is_noun)  # "is quantized"
        verb = verb or (token.tag == "JJ" and token.lower.endswith(_ADJECTIVAL))
        tag = token.tag if token.is_noun or closed or verb or not inside else "NN"
        marked.append(replace(token, tag=tag, named=several))
    return marked


def _corrected(raw: list[Token]) -> list[Token]:
    fixed = list(raw)
    for i, token in enumerate(fixed):
        fixed[i] = replace(token, tag=_closed_class(fixed, i) or token.tag)
    for i, token in enumerate(fixed):
        fixed[i] = replace(token, tag=_by_neighbours(fixed, i) or token.tag)
    for start, end in _segments(fixed):
        _find_verb(fixed, start, end)
    return fixed


def _closed_class(row: list[Token], i: int) -> str | None:
    """The tag of a word that has but one, whatever the tagger took it for."""
    word = row[i].lower
    if word in {"'s", "’s"}:
        return _apostrophe(row, i)
    if row[i].text == "May" and i and _at(row, i + 1).text[:1].isdigit():
        return "NNP"  # the month
    if i and (after := _after_word(row, i)):
        return after
    if word in _CLOSED:
        return _CLOSED[word]
    return "CD" if _NUMBER.fullmatch(word) else _compound(row, i) or _by_shape(row[i])


def _after_word(row: list[Token], i: int) -> str | None:
    """The tag of "have" after "to", and of the "s" of seconds after a number or stroke."""
    word, before = row[i].lower, row[i - 1]
    if word in DO | {"have"} and before.tag == "TO":
        return "VB"
    return "NN" if word == "s" and (before.tag == "CD" or before.text == "/") else None


def _compound(row: list[Token], i: int) -> str | None:
    """A compound verb with its object: "co-designs the TPU", "which fine-tunes a model"."""
    first, _, last = row[i].lower.partition("-")
    after = _at(row, i + 1)
    formed = first in _FORMED and last.endswith("s") and can_be_verb(last)
    opens = after.tag in {"DT", "PRP$"} and after.lower not in {"that", "this"}
    return "VBZ" if formed and opens and i else None


def _by_shape(token: Token) -> str | None:
    word = token.text
    if word.isupper() and len(word) > 1 and word.isalpha() and token.is_verb:
        return "NNP"
    if "-" in word[1:-1] and (token.is_finite or token.tag in {"VB", "VBN"}):
        return "JJ"
    if word.endswith("ing") and token.tag == "NNP":
        return str(_lexicon().get(word.lower(), "NNP"))
    return None


def _apostrophe(row: list[Token], i: int) -> str:
    """'s is "is" after a pronoun, else a possessive."""
    before = row[i - 1].lower if i else ""
    return "VBZ" if before in {*_PRONOUNS, "here", "what", "where", "how", "who"} else "POS"


def _by_neighbours(row: list[Token], i: int) -> str | None:
    token, before = row[i], _at(row, i - 1)
    if before.tag == "TO" and token.tag == "VBP":
        return "VB"
    if before.tag == "MD" or (before.tag == "RB" and _at(row, i - 2).tag == "MD"):
        return _after_modal(token)
    if _reports(row, i):
        return "VBZ"
    if token.tag == "NNS" and _governs(row, i):
        return "VBZ"
    return "VBP" if token.tag == "NN" and _is_of_relative(row, i) else _other_form(row, i)


def _is_of_relative(row: list[Token], i: int) -> bool:
    """Whether a noun is the verb of "GPUs that our clients | reserve for serving are busy"."""
    if _at(row, i - 1).tag != "NNS" or not can_be_verb(row[i].lower):
        return False
    relative = next((k for k in range(i - 2, 0, -1) if row[k].lower in {"that", "which"}), 0)
    if not relative or not _at(row, relative - 1).is_noun:
        return False
    if any(t.is_verb or t.text in {",", ";"} for t in row[relative:i]):
        return False
    after = next((t for t in row[i + 1 :] if _divides(t) or t.is_finite), None)
    return after is not None and after.is_finite and after.lower in BE | HAVE


def _other_form(row: list[Token], i: int) -> str | None:
    """The tag of a word by its neighbours, where it is neither a modal's nor a verb of saying."""
    token = row[i]
    longer = token.lower == "no" and _at(row, i + 1).lower == "longer"
    unchanging = "RB" if longer else _all_alike(row, i)
    if unchanging or token.tag in {"VBZ", "VBP", "VB"}:
        return unchanging or _finite_or_noun(row, i)
    return _participial(row, i) or _head(row, i) or _participle(row, i) or _infinitive(row, i)


def _participial(row: list[Token], i: int) -> str | None:
    """A past form as a participle or as a past tense, by what stands before it."""
    token, before = row[i], _at(row, i - 1)
    if token.tag == "VBN" and before.lower in _ACTING:
        return "VBD"  # "we measured"
    if token.tag == "VBD" and (_is_reduced(row, i) or _is_added(row, i)):
        return "VBN"
    return None


def _is_reduced(row: list[Token], i: int) -> bool:
    """Whether a form like "spent" only narrows its noun: "the compute spent on it has grown"."""
    dated = row[i].lower == "ended" and _at(row, i + 1).tag in {"CD", "NNP"}
    if not _at(row, i - 1).is_noun or not (dated or _at(row, i + 1).tag in {"IN", "TO"}):
        return False
    rest = row[i + 1 :]
    end = next((k for k, t in enumerate(rest) if t.text in _BREAKS or _divides(t)), len(rest))
    opened = any(t.is_finite or t.tag in {"WDT", "WP"} for t in _stretch(row, i))
    follows = (k for k, t in enumerate(rest[:end], i + 1) if t.is_finite or t.lower in _ALIKE)
    return not opened and any(
        row[k].lower in BE | HAVE or _at(row, _amount_after(row, k)).tag in {"CD", "$"}
        for k in follows
    )


def _is_added(row: list[Token], i: int) -> bool:
    """Whether a form is no past tense in ", held down by it" or "preferred and rejected"."""
    before, after = _at(row, i - 1), _at(row, i + 1)
    if before.text == ",":
        return "by" in {after.lower, _at(row, i + 2).lower} or _is_inserted(row, i)
    paired = before.lower in {"and", "or"} and _at(row, i - 2).tag in {"VBN", "JJ"}
    return paired and after.is_noun


def _is_inserted(row: list[Token], i: int) -> bool:
    """Whether a form opens words between commas that a verb follows: ", announced in May, has"."""
    named = _at(row, i - 2).is_noun and not any(t.is_verb for t in row[: i - 1])
    comma = next((k for k in range(i + 1, len(row)) if row[k].text == ","), 0)
    placed = _at(row, i + 1).tag in {"IN", "TO"}
    return named and placed and comma > 0 and _at(row, comma + 1).is_verb


def _divides(token: Token) -> bool:
    return token.text == "," or token.lower in CONJUNCTIONS | _SUBORDINATORS


def _stretch(row: list[Token], i: int) -> list[Token]:
    """What stands before a word since the last mark or conjunction."""
    start = next((k + 1 for k in range(i - 1, -1, -1) if _divides(row[k])), 0)
    return row[start:i]


def _governs(row: list[Token], i: int) -> bool:
    """Whether a word in -s has a subject before and an object after: "training demands the"."""
    token, before, after = row[i], _at(row, i - 1), _at(row, i + 1)
    sums = after.text == "$" or after.lower in _MANY
    if token.text[:1].isupper() or not can_be_verb(token.lower) or (token.named and not sums):
        return False
    if before.lower == "and":
        follows = (
            sums or after.lower == "nothing" or (after.is_noun and _is_verb_first(token.lower))
        )
        return follows and any(t.tag == "VBZ" and t.lower not in BE | HAVE for t in row[: i - 1])
    single = before.tag in {"NN", "NNP", ")"} and before.lower not in _PLURAL
    single = single or (before.tag == "CD" and sums and not before.text.isdigit())  # "a 70B costs"
    if not single or any(t.is_finite for t in _stretch(row, i)):
        return False
    moved = after.is_noun and _at(row, i + 2).lower == "from"  # "moves cost from A to B"
    moved = moved and any(t.tag == "TO" for t in row[i + 3 :])
    adverb = after.tag == "RB" and after.lower.endswith("ly") and _at(row, i + 2).tag == "IN"
    return sums or after.tag == "DT" or adverb or moved


def _is_verb_first(word: str) -> bool:
    """Whether the lexicon knows a form, or its base, as a verb before all."""
    return any(str(_lexicon().get(w, "")).startswith("VB") for w in (word, word.removesuffix("s")))


def _head(row: list[Token], i: int) -> str | None:
    """A compound between a determiner and a verb is a noun: "a fine-tune takes"."""
    token, before, after = row[i], _at(row, i - 1), _at(row, i + 1)
    if token.tag != "JJ" or before.tag not in {"DT", "PRP$"} or "-" not in token.text:
        return None
    verb = after.tag.startswith(("VB", "MD", "PRP")) or can_be_verb(after.lower)
    return "NN" if verb and not _at(row, i + 2).is_noun else None


def _participle(row: list[Token], i: int) -> str | None:
    """A form in -ed before a noun is no past tense; "spread" after "is" is no noun."""
    token, before, after = row[i], _at(row, i - 1), _at(row, i + 1)
    if token.tag == "VBD" and (after.is_noun or after.tag == "JJ") and token.lower.endswith("ed"):
        return "VBN" if before.tag in _BEFORE_PARTICIPLE else None
    if before.lower in BE and token.lower in _ALIKE_PARTICIPLES:
        return "VBN"
    if token.lower in _ALIKE:
        return _unchanging(row, i)
    if token.tag == "NNS" and after.lower in _OBJECTIVE and can_be_verb(token.lower):
        return "VBZ"  # "a run takes us a night"
    joined = before.lower == "and" and (after.tag == "CD" or after.text == "$")
    past = token.tag == "VBN" and joined and any(t.tag == "VBD" for t in row[:i])
    return "VBD" if past else None  # "took 7 hours and used 14 kWh"


def _all_alike(row: list[Token], i: int) -> str | None:
    """The tag of a verb whose past is as its base: "the survey put it at $3", ", run by Acme,"."""
    word, before, after = row[i].lower, _at(row, i - 1), _at(row, i + 1)
    if word in _ALSO_PAST and before.text == "," and after.lower == "by":
        return "VBN"
    past = word == "put" and _states_sum(row, i)
    return "VBD" if past or (word in _ALIKE and _changes(row, i)) else None


def _states_sum(row: list[Token], i: int) -> bool:
    """Whether "put" is what a noun did before "at": "the survey put the cost at $3"."""
    before = _at(row, i - 1).is_noun and not any(t.is_finite for t in _stretch(row, i))
    at = next((k for k in range(i + 1, len(row)) if row[k].lower == "at"), None)
    return before and at is not None and _at(row, _amount_after(row, at)).tag in {"CD", "$"}


def _unchanging(row: list[Token], i: int) -> str | None:
    """The tag of a verb like "cost", whose forms are all alike."""
    before = _at(row, i - 1)
    if before.lower in HAVE:
        return "VBN"
    if _at(row, _amount_after(row, i)).tag not in {"$", "CD"} and not _changes(row, i):
        return None
    named = before.is_noun or before.tag == "CD" or before.lower.endswith("self")
    return "VBD" if named else None


def _amount_after(row: list[Token], i: int) -> int:
    """Where what follows a word begins without what weakens it: "an estimated $930"."""
    j = i + 1
    while _at(row, j).lower in _HEDGING - {"at"} or (_at(row, j + 1).lower in {"least", "most"}):
        j += 1 + (_at(row, j).lower == "up" and _at(row, j + 1).lower == "to")
    return j


def _infinitive(row: list[Token], i: int) -> str | None:
    token, after = row[i], _at(row, i + 1)
    if _at(row, i - 1).tag == "TO" and token.tag in {"NN", "VBD"} and can_be_verb(token.lower):
        held = after.tag in {"IN", "NN", "CC", "POS"} and token.lower not in _CHANGING
        return None if held else "VB"  # "to fall below", not "to use of"
    return None


def _finite_or_noun(row: list[Token], i: int) -> str | None:
    """Put right the tag of what the tagger took for a present tense."""
    token, before, after = row[i], _at(row, i - 1), _at(row, i + 1)
    singular = token.tag == "VBZ"
    if token.lower in BE | HAVE | DO:
        return None
    if (
        singular
        and not i
        and after.lower.endswith("ed")
        and any(t.is_finite or t.lower in _ALIKE for t in row[2:])
    ):
        return "NNS"  # "Prompts cached in memory cost"
    modified = before.tag in {"DT", "JJ", "POS", "PRP$", "JJR"} and before.lower not in _PLURAL
    modified = modified or (singular and before.lower in _ROUND)  # "500 million queries a day"
    modified = modified and not (before.lower == "first" and _at(row, i - 2).is_noun)
    subject = after.lower in BE or (singular and (after.tag == "MD" or _ends_list(row, i)))
    subject = subject or (singular and _is_plural_noun(row, i)) or _is_object(row, i)
    if modified or subject:
        return "NNS" if singular else "NN"
    if token.tag == "VB" and (_agrees(row, i) or before.lower in _RELATIVE):
        return "VBP"
    return None


def _is_plural_noun(row: list[Token], i: int) -> bool:
    """Whether a noun's plural was taken for a verb: "a few boards", "for frontier models since"."""
    token, before, after = row[i], _at(row, i - 1), _at(row, i + 1)
    if _is_verb_first(token.lower):
        agrees = after.tag in {"VB", "VBP"} and before.tag in {"NNP", "JJ", ""}
        return agrees and after.lower not in BE | HAVE  # "Long prompts eat the compute"
    if token.lower in _HARDLY_VERBS and can_be_verb(after.lower) and not after.lower.endswith("s"):
        return True  # "reasoning models move compute"
    few = any(t.lower in {"few", "several", "many"} for t in row[max(0, i - 4) : i])
    within = _at(row, i - 2).tag == "IN" and _at(row, i - 2).lower not in _SUBORDINATORS
    compound = before.is_noun and within and after.tag == "IN" and after.lower not in _NEARLY
    ending = after.tag == "NNS" and can_be_verb(after.lower)  # "class models costs over $1"
    ending = ending and before.tag in {"JJ", "NN"} and _at(row, i + 2).tag in {"IN", "$"}
    return few or compound or ending


def _is_object(row: list[Token], i: int) -> bool:
    """Whether a verb stands right before, so that this is its object: "moves cost from"."""
    before = _at(row, i - 1)
    verb = before.tag in {"VBZ", "VB"} and before.lower not in BE | HAVE | SAYING
    return verb and not _is_verb_first(row[i].lower)


def _ends_list(row: list[Token], i: int) -> bool:
    """Whether the word is the last of "costs and hardware needs." rather than a verb."""
    last = _at(row, i + 1).text in {"", "."} and _at(row, i - 1).is_noun
    return last and _at(row, i - 2).lower == "and" and _at(row, i - 3).is_noun


def _agrees(row: list[Token], i: int) -> bool:
    """Whether a base form stands after a plural subject of its own."""
    j = i - 1
    while j > 0 and (row[j].tag == "RB" or row[j].lower in {"no", "longer"}):
        j -= 1
    before = _at(row, j)
    named = before.tag == "NNP" and before.lower.endswith("s")
    if before.tag in {"WDT", "WP"} or before.lower == "i":
        return True
    plural = named or before.tag in {"NNS", "NNPS", "WDT", "WP"} or before.lower in _PLURAL
    if not plural and (before.is_noun or before.tag == ")"):
        return _many_before(row[: j + 1])
    return plural and not any(t.lower in _CAUSATIVE for t in row[max(0, j - 5) : j])


def _many_before(subject: list[Token]) -> bool:
    """Whether a sentence's first words speak of several: "A and B", "Researchers analysing C"."""
    mark = next((k for k in range(len(subject) - 1, -1, -1) if subject[k].text in _BREAKS), -1)
    subject = subject[mark + 1 :]
    if not subject or any(t.is_finite for t in subject):
        return False
    if any(t.lower == "and" for t in subject):
        return subject[0].tag not in {"IN", "VBG"}
    head = next((t for t in subject if t.tag not in {"DT", "JJ", "CD", "RB"}), None)
    return head is not None and head.tag in {"NNS", "NNPS"} and any(t.tag == "VBG" for t in subject)


def can_be_verb(word: str) -> bool:
    """Whether the lexicon knows any form of the word as a verb."""
    base = word
    if word.endswith("s"):
        base = word[:-2] if word.endswith(("sses", "shes", "ches", "xes")) else word[:-1]
        base = word[:-1] if word[:-1] in _ALSO_VERBS else base
    if base in _ALSO_VERBS or base.endswith(("ize", "ise", "ify", "ifie", "izes")):
        return True
    stem = base.removesuffix("e")
    forms = (base, stem + "ing", stem + "ed", stem + stem[-1:] + "ing")
    return any(str(_lexicon().get(form, "")).startswith("VB") for form in forms)


def _after_modal(token: Token) -> str | None:
    if token.tag.startswith("NN") or token.tag in {"VBZ", "VBP", "VBD", "VBN", "JJ"}:
        return "VB"
    return None


def _at(row: list[Token], i: int) -> Token:
    return row[i] if 0 <= i < len(row) else Token("", 0, 0, "")


def _segments(row: list[Token]) -> list[tuple[int, int]]:
    """Stretches between marks and conjunctions, each of which may hold a verb of its own."""
    cuts = [i for i, t in enumerate(row) if t.text in _BREAKS or t.text == "," or _joins(row, i)]
    # "Intel says Gaudi 3 trains models": a clause of its own follows a verb of saying.
    cuts = sorted({*cuts, *(i for i, t in enumerate(row) if t.lower in SAYING and t.is_finite)})
    starts = [0, *(i + 1 for i in cuts)]
    return [(a, b) for a, b in zip(starts, [*cuts, len(row)], strict=True) if a < b]


def _joins(row: list[Token], i: int) -> bool:
    word = row[i].lower
    return word in CONJUNCTIONS or (word in _SUBORDINATORS and row[i].tag != "DT")


def _find_verb(row: list[Token], start: int, end: int) -> None:
    """Give a stretch that seems to have no verb the one that its shape calls for."""
    if any(row[i].is_finite for i in range(start, end)):
        return
    present = [i for i in range(start, end) if _may_be_verb(row, i, start)]
    past = [i for i in range(start, end) if _past(row, i, start)]
    past = past or [i for i in range(start, end) if _acts(row, i, (start, end))]
    if present:
        # "models costs over $1": the one that a noun does not follow is the likelier verb.
        i = next((i for i in present if not _at(row, i + 1).is_noun), present[0])
        row[i] = replace(row[i], tag="VBZ" if row[i].lower.endswith("s") else "VBP")
    elif past:
        row[past[0]] = replace(row[past[0]], tag="VBD")


def _may_be_verb(row: list[Token], i: int, start: int) -> bool:
    token, before, after = row[i], _at(row, i - 1), _at(row, i + 1)
    if not _is_candidate(token, after):
        return False
    singular = token.lower.endswith("s") and not token.lower.endswith("ss")
    if before.lower in ({"it", "this", "that"} if singular else {"they", "we", "these"}):
        return True
    if not can_be_verb(token.lower) or after.lower == "of":
        return False
    if i > start:
        follows = after.tag in _AFTER_VERB or after.is_noun or _closes(row, i, start)
        paired = after.lower == "and" and _at(row, i + 2).tag in {"VB", "VBP"}
        follows = follows or (paired and not token.lower.endswith("s"))
        plural = token.lower.endswith("s") and _is_plural_noun(row, i)
        return follows and not plural and _fits_subject(row, i, start)
    return _shares_subject(row, i)


def _is_candidate(token: Token, after: Token) -> bool:
    """Whether a word that was taken for a noun could be a verb at all."""
    if token.tag not in {"NN", "NNS", "VB", "JJ"} or token.lower in _NOUNS:
        return False
    if token.text[:1].isupper() or not token.text.isalpha():
        return False
    return not token.named or after.tag in {"$", "CD", "DT"} or after.lower in {"up", "down"}


def _shares_subject(row: list[Token], i: int) -> bool:
    """Whether a word first in its stretch has the subject of the clause before: "and ships"."""
    token, before, after = row[i], _at(row, i - 1), _at(row, i + 1)
    if after.tag not in _AFTER_VERB and after.lower not in _MANY:
        return False
    if not token.lower.endswith("s"):
        return before.lower in {"and", "or"} and _is_second_verb(row, i)
    if before.text == "," and not any(t.is_finite for t in row):
        return True  # "LoRA, a method, trains ..."
    joined = before.lower in {"and", "but", ",", "or"} and any(t.is_finite for t in row[:i])
    return before.lower in _RELATIVE or joined


def _is_second_verb(row: list[Token], i: int) -> bool:
    """Whether a base form goes on from a verb before: "can load A and", "need A and finish"."""
    if any(t.tag == "MD" for t in row[:i]):
        return True
    plural = any(t.tag == "VBP" for t in row[:i]) and not any(t.tag == "TO" for t in row[:i])
    return plural and row[i].tag == "VB" and _is_verb_first(row[i].lower)


def _closes(row: list[Token], i: int, start: int) -> bool:
    """Whether the word ends a clause that a conjunction opened: "As adoption scales, ..."."""
    opened = _at(row, start - 1).lower in _SUBORDINATORS
    return opened and _at(row, i + 1).text in {",", ".", ""}


def _fits_subject(row: list[Token], i: int, start: int) -> bool:
    """A form in -s goes with a singular, a base form with a plural."""
    token, j = row[i], i - 1
    while j > 0 and (row[j].tag in {"RB", '"', "''", "``"} or row[j].lower in {"no", "longer"}):
        j -= 1
    before = row[j]
    if token.lower.endswith("s"):
        counted = before.tag == "CD" and not before.named and not before.text[-1:].isupper()
        counted = counted or before.lower in _ROUND  # "500 million queries"
        tags = {"NN", "NNP", "PRP", ")", "VBG", "CD"}
        singular = (before.tag in tags and not counted) or (
            row[start].lower.endswith("ing") or (before.is_noun and _singular_head(row[start:i]))
        )
        return singular and before.lower not in _PLURAL
    giving = _at(row, i + 1).lower == "for" and _at(row, _amount_after(row, i + 1)).tag == "CD"
    return _agrees(row, i) or ((token.tag == "VB" or giving) and _plural_head(row[start:i]))


def _plural_head(subject: list[Token]) -> bool:
    """Whether the noun before the first preposition is a plural."""
    at = next((i for i, t in enumerate(subject) if t.tag == "IN" and i), len(subject))
    return at < len(subject) and subject[at - 1].tag in {"NNS", "NNPS"}


def _singular_head(subject: list[Token]) -> bool:
    """Whether the noun before the first "of" is no plural: "the training of models costs"."""
    at = next((i for i, t in enumerate(subject) if t.lower == "of" and i), 0)
    return at > 0 and subject[at - 1].tag in {"NN", "VBG"}


def _reports(row: list[Token], i: int) -> bool:
    """Whether a noun in -s is a verb of saying: a name before it, a clause after it."""
    token, before, after = row[i], _at(row, i - 1), _at(row, i + 1)
    return (
        token.lower in SAYING
        and token.tag in {"NNS", "NN", "VBZ", "VBP"}
        and (before.is_noun or before.tag in {"PRP", ")"} or before.lower in {"this", "that"})
        and after.tag in {"DT", "JJ", "VBN", "NN", "NNS", "NNP", "CD", "IN", "WDT", "PRP$"}
        and any(t.is_finite or t.tag == "VBN" for t in row[i + 1 :])
    )


def _past(row: list[Token], i: int, start: int) -> bool:
    """Whether a form in -ed is a past tense: a noun is its subject, and no other verb is near."""
    subject, after = row[start:i], _at(row, i + 1)
    irregular = row[i].lower in _IRREGULAR and after.lower in _BEFORE_SUM
    held = row[i].lower in _IRREGULAR and _takes_object(row, i)  # "the run kept 64 GPUs busy"
    if row[i].tag != "VBN" or not (row[i].lower.endswith("ed") or irregular or held):
        return False
    if not any(t.is_noun for t in subject) or not after.text:
        return False
    acts = (_takes_object(row, i) or _changes(row, i)) and _has_object(row, i, subject)
    return acts or _stands_alone(row, i, start)


def _changes(row: list[Token], i: int) -> bool:
    """Whether what changes follows, and by how much: "batching raised throughput by up to 4x"."""
    if not row[i - 1].is_noun or not _at(row, i + 1).is_noun:
        return False
    j = i + 1
    while _at(row, j).is_noun or _at(row, j).tag == "JJ":
        j += 1
    return _at(row, j).lower in {"by", "from", "to"} and _at(row, _amount_after(row, j)).tag in {
        "CD",
        "$",
    }


def _acts(row: list[Token], i: int, stretch: tuple[int, int]) -> bool:
    """Whether a form is what a gerund did: "switching to batches raised throughput"."""
    (start, end), token, after = stretch, row[i], _at(row, i + 1)
    if i == start:
        return _resumes(row, i)
    formed = token.lower.endswith("ed") or token.lower in _IRREGULAR
    if token.tag != "VBN" or not formed or token.lower in _NAMING or _leads_on(row, end):
        return False
    gerund = row[start].lower.endswith("ing") and i > start + 1
    return gerund and row[i - 1].is_noun and (after.is_noun or after.tag in {"DT", "PRP$", "JJ"})


def _resumes(row: list[Token], i: int) -> bool:
    """Whether a form goes on after words between commas: "Acme, a start-up, raised $5 million"."""
    amount = _at(row, _amount_after(row, i))
    summed = amount.text == "$" or amount.text[:1].isdigit()
    commas = [k for k in range(i) if row[k].text == ","]
    inserted = len(commas) > 1 and commas[-1] == i - 1 and _at(row, commas[0] - 1).is_noun
    lone = not any(t.is_finite for t in row) and not any(t.tag == "CC" for t in row[: i - 1])
    lone = lone and row[-1].text in {".", "!"}
    return row[i].tag == "VBN" and summed and inserted and lone


def _leads_on(row: list[Token], end: int) -> bool:
    """Whether the clause that a stretch only leads in to is yet to come, after its comma."""
    after = _at(row, end + 1)
    comma = _at(row, end).text == "," and not _divides(after) and after.tag not in {"WDT", "WP"}
    return comma and any(t.is_finite for t in row[end + 1 :])


def _takes_object(row: list[Token], i: int) -> bool:
    """Whether an object follows a form in -ed and a noun stands before: "centres used some"."""
    amount = _at(row, _amount_after(row, i)).tag in {"CD", "$"}
    opens = amount or _at(row, i + 1).tag in {"DT", "CD", "$", "PRP$"}
    named = row[i - 1].is_noun or (row[i - 1].lower in _EVERYWHERE and _at(row, i - 2).is_noun)
    return opens and named and row[i - 1].tag != "NNPS"


def _has_object(row: list[Token], i: int, subject: list[Token]) -> bool:
    verbs = any(t.is_verb for t in subject[1:]) or (subject[0].is_verb and subject[0].tag != "VBG")
    return (row[i].lower.endswith("ed") or row[i].lower in _IRREGULAR) and not verbs


def _stands_alone(row: list[Token], i: int, start: int) -> bool:
    """Whether a form is the only verb there can be, by what stands around it."""
    subject, after = row[start:i], _at(row, i + 1)
    irregular = row[i].lower in _IRREGULAR and after.lower in _BEFORE_SUM
    opens = all(t.tag in {"NNP", "DT"} for t in subject) or _at(row, i - 2).tag == "DT"
    if row[i - 1].tag == "NNP" and opens:
        return True  # "Acme raised prices", "In the lab the X1 served requests"
    named = after.tag == "NNP" or after.text[:1].isupper()
    if (after.is_noun and not named) or any(t.tag in {"IN", "TO"} or t.is_verb for t in subject):
        return False
    return irregular or all(t.lower in SAYING for t in row if t.is_finite)
