"""Names that the ontology does not know, typed by the words around them.

Takes a text and the spans already spoken for, gives names of products, makers and models with their
type: "Zenith Z9 accelerator", "startup Acme", "Acme Labs", "BarNet-5, a model". A capital letter
alone is no evidence: the word must be shaped like a product or stand beside a word that types it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.bounds import MAX_NAME, MAX_SENTENCE
from kg.claim import MADE, MAKERS, NAMED, Concept
from kg.language.english import is_english
from kg.language.grammar import any_of, word_list
from kg.language.slug import slug

Found = tuple[int, int, Concept]

PREFIXES: Mapping[str, str] = {
    "phase": "phase",
    "hardware": "hw",
    "vendor": "org",
    "organization": "org",
    "model": "model",
    "technique": "tech",
    "metric": "metric",
    "cost": "cost",
    "other": "topic",
}
_TOKEN = re.compile(r"[A-Za-z]\w*(?:[.-][A-Z0-9]\w*)*|\d+(?:\.\d+)?(?![\w%])")
_SHAPE = re.compile(r"[A-Za-z].*\d|[a-z]+[A-Z]|[A-Z][a-z]+[A-Z]|[A-Z]{2,}[a-z]+[A-Z]?")
_SIZED = re.compile(r"[-_](?:\d{1,2}x)?\d{1,4}(?:\.\d+)?[BT]$")  # "Veyra-70B": so many parameters
_PART = re.compile(r"[A-Z][a-z]+")
_DIGIT = re.compile(r"\d")
_NO_NAME = re.compile(
    r"(?:[QH][1-4]|FY\d*|CY\d*|[SPT]\d|p\d\d|CO2|COVID-\d+|(?:FP|INT|BF|TF|MX|UINT|E)\d+\w*|[Vv]\d[\d.]*"
    rf"|{any_of('no_names', 'months', 'weekdays')}|[A-Za-z]+['’]\w+)$"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]['\"”’)]?\s+|\n\s*|[•*|>#\u2022-]\s+|[(\"“]|\d[.)]\s+)$")
_POSSESSIVE = re.compile(r"['’]s?\s+")
_APPOSITION = re.compile(
    r"\s?(?:,|\(|\bis\b|\bwas\b|—|–)\s+(?:an?|one of the)\s+(?P<what>(?:[\w-]+\s?){1,6})"
)
_TAKEN_UP = re.compile(  # "X-2 in May. It is a dense model"
    r"[^.!?\n]{0,40}[.!?]\s+It(?:['’]s| is)\s+an?\s+(?P<what>(?:[\w-]+\s?){1,6})"
)
_CALLED = re.compile(rf"(?:\s(?:{any_of('called')}))?\s*[\"“]?$")
_MADE_BY = re.compile(rf"\b(?:{any_of('made')}) by\s+$", re.IGNORECASE)
_LISTED = re.compile(r"(?:,\s+(?:and\s+|or\s+)?|\s+(?:and|or|vs\.?|versus)\s+|/)")
_LINE = re.compile(r"[^\n]*")
_FIRMS = word_list("firm_endings")
_MAX_RUN = 4
_ENDS = (". ", "\n", "? ", "! ")  # of a sentence
_MAX_BETWEEN = 2
_MIN_WEAK = 3
_TITLE_SHARE = 0.6
_MIN_TITLE = 3
_PRODUCTS = ("hardware", "model", "technique", "metric", "other")


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring words that may be a name."""

    start: int
    end: int
    words: tuple[str, ...]
    opens: bool

    @property
    def shaped(self) -> bool:
        return any(_is_shaped(word) for word in self.words)

    @property
    def rare(self) -> bool:
        return any(not is_english(word) for word in self.words if word[0].isalpha())


class UnseenNames:
    """Finds names by the ontology's type words and maker verbs."""

    def __init__(self, type_words: Mapping[str, Sequence[str]], verbs: Sequence[str]) -> None:
        common = {k: [w for w in ws if not w.istitle()] for k, ws in type_words.items()}
        self._types = {w.lower(): k for k in sorted(common, reverse=True) for w in common[k]}
        self._suffixes = {
            w.strip("."): k
            for k in sorted(MAKERS, reverse=True)
            for w in type_words.get(k, ())
            if w[:1].isupper()
        }
        nouns = "|".join(re.escape(w) for w in sorted(self._types, key=lambda w: (-len(w), w)))
        between = rf"(?:[a-z][\w-]*\s+|AI\s+){{0,{_MAX_BETWEEN}}}?"
        self._after = re.compile(rf"\s+{between}({nouns})(?![\w])", re.IGNORECASE)
        self._before = re.compile(rf"\b({nouns})$", re.IGNORECASE)
        self._noun = re.compile(rf"\b({nouns})\b", re.IGNORECASE)
        said = "|".join(re.escape(v) for v in sorted(verbs, key=lambda v: (-len(v), v)))
        self._news = re.compile(rf"\b(?:{said})\s+(?:the\s+|its\s+|a\s+)?(?:new\s+)?$")
        self._verb = re.compile(
            rf"\s+(?:has\s+|also\s+|recently\s+|reportedly\s+|\w+ly\s+)?(?:{said})\b"
        )

    def find(self, text: str, known: Sequence[Found]) -> list[Found]:
        """Names outside the known mentions, in order."""
        found = []
        for run in map(self._without_type_word, _runs(text, known)):
            kind = self._type(text, run, known)
            if kind:
                found.append((run.start, run.end, concept_of(text[run.start : run.end], kind)))
        return found

    def _without_type_word(self, run: _Run) -> _Run:
        """The name after its type: "Chipmaker Qubix" names Qubix."""
        first, *rest = run.words
        if not rest or first.lower() not in self._types or _is_shaped(first):
            return run
        return _Run(run.start + len(first) + 1, run.end, tuple(rest), opens=False)

    def _type(self, text: str, run: _Run, known: Sequence[Found]) -> str | None:
        """The type that the strongest evidence gives; None where there is none."""
        if _in_title(text, run) and not (run.shaped and run.rare):
            return None
        before, after = text[max(0, run.start - 60) : run.start], text[run.end : run.end + 80]
        return (
            ("vendor" if _MADE_BY.search(before) and not run.shaped else None)
            or ("model" if run.rare and _SIZED.search(run.words[-1]) else None)
            or self._by_neighbour(run, before, after)
            or self._by_suffix(run, after)
            or self._by_maker(text, run, after)
            or self._by_list(text, run, known)
            or self._by_shape(text, run, before)
        )

    def _by_neighbour(self, run: _Run, before: str, after: str) -> str | None:
        """As in "startup Acme", "Z9 accelerator", "Acme, a chip startup"."""
        ahead = before[: len(before) - len(_tail(before))].rstrip()
        match = self._before.search(ahead)
        if match and not run.opens and (run.rare or run.shaped or match[1].islower()):
            return self._types[match[1].lower()]
        if apposition := _APPOSITION.match(after):
            nouns = self._noun.findall(apposition["what"])
            if nouns and (run.rare or run.shaped or not run.opens):
                return self._types[nouns[-1].lower()]
        match = self._after.match(after)
        kind = self._types[match[1].lower()] if match else ""
        named = run.shaped or (run.rare and not run.opens)
        return kind if kind in _PRODUCTS and named else None

    def _by_suffix(self, run: _Run, after: str) -> str | None:
        """As in "Acme Labs" or "Qubix Technologies"; of ordinary words only where it acts."""
        kind = self._suffixes.get(run.words[-1].strip("."))
        if kind is None or len(run.words) == 1:
            return None
        rare = any(not is_english(w) for w in run.words[:-1])
        return kind if rare or self._verb.match(after) else None

    def _by_maker(self, text: str, run: _Run, after: str) -> str | None:
        """As in "Acme's chip" or "Acme announced"."""
        if not run.rare or any(map(_DIGIT.search, run.words)):
            return None
        if self._verb.match(after):
            return "vendor"
        owner = _POSSESSIVE.match(after)
        thing = self._after.match(text, run.end + owner.end() - 1) if owner else None
        return "vendor" if thing and self._types[thing[1].lower()] in _PRODUCTS else None

    def _by_list(self, text: str, run: _Run, known: Sequence[Found]) -> str | None:
        """The type of a known neighbour in a list: "NVIDIA, AMD and Foobar"."""
        if not run.rare:
            return None
        place = bisect_left(known, run.start, key=lambda found: found[0])
        for start, end, concept in known[max(0, place - 1) : place + 1]:
            if concept.type not in NAMED:
                continue
            left = end < run.start and _LISTED.fullmatch(text, end, run.start)
            right = run.end < start and _LISTED.fullmatch(text, run.end, start)
            if left or right:
                same_shape = any(map(str.isdigit, concept.label)) <= run.shaped
                return concept.type if same_shape else None
        return None

    def _by_shape(self, text: str, run: _Run, before: str) -> str | None:
        """A product number: by a part of its name ("FooChip"), by its sentence, or what "it" is."""
        numbered = any(_is_shaped(w) and _DIGIT.search(w) for w in run.words)
        if not (numbered and run.rare) or len("".join(run.words)) < _MIN_WEAK:
            return None
        parts = [p for w in run.words for p in _PART.findall(w)] if run.shaped else []
        taken_up = _TAKEN_UP.match(text, run.end)
        later = self._noun.findall(taken_up["what"])[:1] if taken_up else []
        nouns = [*parts, *self._noun.findall(_sentence(text, run)), *later]
        kinds = [self._types.get(n.lower()) for n in nouns]
        default = "other" if self._news.search(before) else None
        return next((k for k in kinds if k in MADE), default)


def concept_of(name: str, kind: str) -> Concept:
    """The concept of an unseen name: its id is the name, normalised.

    >>> concept_of("Zenith Z9", "hardware").id
    'hw-zenith-z9'
    """
    label = " ".join(name.split())
    return Concept(f"{PREFIXES[kind]}-{slug(label)}", label, kind)


def short_forms(names: Mapping[str, Concept]) -> Iterator[tuple[str, Concept]]:
    """What a text may shorten its names to: "Z9" for "Zenith Z9", "Acme" for "Acme Labs"."""
    shortened: dict[str, set[str]] = {}
    for name in names:
        words = name.split()
        if len(words) > 1:
            product = any(map(_DIGIT.search, words))
            short = words[-1] if product else words[0]
            telling = len(short) > 1 and short[0].isalpha() and _NO_NAME.match(short) is None
            if telling and (_is_shaped(short) or not is_english(short)):
                shortened.setdefault(short, set()).add(name)
    for short, full in sorted(shortened.items()):
        concept = names[min(full)]
        if len(full) == 1 and names.get(short, concept).type == concept.type:
            yield short, concept


def _runs(text: str, known: Sequence[Found]) -> list[_Run]:
    """Maximal runs of name-like words outside the known mentions."""
    taken = [False] * len(text)
    for start, end, _ in known:
        taken[start:end] = [True] * (end - start)
    runs: list[_Run] = []
    pending: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        joins = pending and text[pending[-1].end() : match.start()] in (" ", "\u00a0")
        if pending and not (joins and len(pending) < _MAX_RUN):
            runs += _made(text, pending)
            pending = []
        if _may_name(match.group(), first=not pending) and not taken[match.start()]:
            pending.append(match)
        elif pending:
            runs += _made(text, pending)
            pending = []
    return runs + _made(text, pending)


def _made(text: str, matches: list[re.Match[str]]) -> list[_Run]:
    """A run of the words, without an ordinary word that is capital only as it opens a sentence."""
    firm = len(matches) > 1 and matches[-1].group() in _FIRMS
    while not firm and matches and _opens_ordinary(text, matches[0]):
        matches = matches[1:]
    if not matches or _inside_word(text, matches[0].start()):
        return []
    words = tuple(m.group() for m in matches)
    start, end = matches[0].start(), matches[-1].end()
    if end - start > MAX_NAME:
        return []
    return [_Run(start, end, words, _opens(text, start))]


def _may_name(word: str, *, first: bool) -> bool:
    if _NO_NAME.match(word):
        return False
    if word[0].isdigit():
        return not first
    return word[0].isupper() or bool(re.match(r"[a-z]{1,3}-?[A-Z]\w|[a-z]+\d", word) and not first)


def _is_shaped(word: str) -> bool:
    return bool(_SHAPE.match(word)) and word[0].isalpha()


def _opens_ordinary(text: str, match: re.Match[str]) -> bool:
    """Whether a word may be capital only because it opens a sentence."""
    word = match.group()
    return _opens(text, match.start()) and not _is_shaped(word) and is_english(word)


def _opens(text: str, start: int) -> bool:
    return bool(_SENTENCE_START.search(text[max(0, start - 6) : start])) or start == 0


def _inside_word(text: str, start: int) -> bool:
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] in "@#_/.-'’")


def _tail(before: str) -> str:
    match = _CALLED.search(before)
    return match.group() if match else ""


def _sentence(text: str, run: _Run) -> str:
    first, last = max(0, run.start - MAX_SENTENCE), run.end + MAX_SENTENCE
    start = max(text.rfind(mark, first, run.start) for mark in _ENDS)
    ends = [text.find(mark, run.end, last) for mark in _ENDS]
    start = start + 1 if start >= 0 else first
    end = min((e for e in ends if e >= 0), default=min(last, len(text)))
    return text[start:end] if end - start <= MAX_SENTENCE else ""


def _in_title(text: str, run: _Run) -> bool:
    """Whether the line is written In Title Case, so that capitals tell nothing."""
    near = max(0, run.start - MAX_SENTENCE)
    start = text.rfind("\n", near, run.start) + 1 or near
    match = _LINE.match(text, start, run.end + MAX_SENTENCE)
    line = match.group().rstrip() if match else ""
    if len(line) > MAX_SENTENCE:
        return False
    long = [w for w in re.findall(r"[A-Za-z][\w-]*", line) if len(w) > _MIN_TITLE]
    share = sum(w[0].isupper() for w in long) / max(1, len(long))
    needed = 1 if line.endswith((".", "!", "?")) else _TITLE_SHARE
    return len(long) >= _MIN_TITLE and share >= needed
