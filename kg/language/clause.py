"""Tokens of a sentence to its clauses: subject, verb group, rest.

A verb group is what ReVerb's constraint allows (V | V P | V W* P, here without the P); between two
verb groups the last conjunction, relative pronoun, dash or semicolon is where one clause ends and
the next begins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from kg.language.grammar import word_list
from kg.language.syntax import BE, CONJUNCTIONS, DO, HAVE, PAST_ONLY, SAYING, Token

_MARKS = frozenset({";", ":", "—", "–", "--"})
_RELATIVE = word_list("relative_pronouns") | {"whom"}
_SUBORDINATORS = word_list("clause_subordinators")
# Conjunctions whose clause stays part of what the clause before says.
_KEPT = word_list("kept")
_PREPOSITIONS = word_list("prepositions")
_PROVIDING = word_list("providing")
_EMBEDDING = word_list("embedding")
_ONLY = frozenset({"just", "only", "even", "simply", "precisely"})
_ONE = frozenset({"is", "was", "has", "does", "'s", "’s"})
_SEVERAL = frozenset({"are", "were", "have", "do", "'re", "’re", "'ve", "’ve"})
_UNCOUNTED = word_list("uncounted")
_DAYS = word_list("days")
_ORDINALS = word_list("ordinals")
_SINCE = word_list("since_when")
_SPANS = word_list("spans")
_EXPLAINING = word_list("explaining")
_IN_RELATION = word_list("in_relation")
_ACTING = word_list("acting")
_LONGEST_NAME = 7
_PARTED = frozenset({"as", "because", "since"})  # after "just": "just as it is"
_SEMI = word_list("semi")
_NOMINAL = frozenset(
    {"DT", "NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "CD", "PRP", "PRP$", "$"}
)
_BARE_VERBS = frozenset({"VB", "VBP", "VBN"})
_INTRODUCING = frozenset({"IN", "RB", "TO", "RBR", "CC", "UH", "WRB"})

Range = tuple[int, int]


class Link(StrEnum):
    """How a clause hangs on the one before it."""

    MAIN = "main"
    SHARED = "shared"  # "... and scales": the subject is the clause's before
    RELATIVE = "relative"  # "..., which ...": the subject is the noun before
    SUBORDINATE = "subordinate"
    PARTICIPLE = "participle"  # "..., creating ..."
    FRAGMENT = "fragment"  # no verb


@dataclass(frozen=True, slots=True)
class Clause:
    """Where in the tokens of a sentence a clause stands.

    Attributes:
        link: How it hangs on what stands before.
        subject: Range of its subject; empty where it has none of its own.
        verb: Range of its verb group; empty in a fragment.
        rest: What stands after the verb group.
        intro: What stands before the subject ("At scale,").
        cue: The conjunction that opens it, lower case.
        tail: End of the clauses that only complete its last words, as "the time | that passes".
    """

    link: Link
    subject: Range
    verb: Range
    rest: Range
    intro: Range
    cue: str = ""
    tail: int = 0

    @property
    def start(self) -> int:
        """First token of all its ranges."""
        return min(a for a, b in (self.intro, self.subject, self.verb, self.rest) if a < b)

    @property
    def end(self) -> int:
        """End of the last token of all its ranges."""
        return max(b for a, b in (self.intro, self.subject, self.verb, self.rest) if a < b)

    @property
    def reach(self) -> int:
        """End of all that it says, with what completes its last words."""
        return max(self.end, self.tail)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where one clause's rest ends and the next clause begins."""

    end: int
    start: int
    link: Link
    cue: str = ""


def asides(row: Sequence[Token]) -> list[Range]:
    """Ranges between brackets, and between a pair of dashes where no verb stands in them."""
    found, opened = [], []
    for i, token in enumerate(row):
        if token.tag == "(":
            opened.append(i)
        elif token.tag == ")" and opened:
            start = opened.pop()
            if not opened:
                found.append((start, i + 1))
    dashes = [i for i, t in enumerate(row) if t.text in {"—", "–", "--"}]
    for a, b in pairwise(dashes):
        if b - a > 1 and not any(t.is_finite for t in row[a:b]):
            found.append((a, b + 1))
            break
    commas = [i for i, t in enumerate(row) if t.text == "," and i]
    told = (inserted(row, i) or described(row, i) for i in commas)
    return sorted({*found, *(part for part in told if part)})


def described(row: Sequence[Token], comma: int) -> Range | None:
    """Where ", founded by two researchers," stands, which tells more of the name before it."""
    first = row[comma + 1] if comma + 1 < len(row) else None
    if first is None or not _is_name(row[comma - 1]):
        return None
    if first.tag == "DT":
        return _called(row, comma)
    if first.tag != "VBN":
        return None
    end = next((i for i in range(comma + 2, len(row)) if row[i].text in {",", *_MARKS}), None)
    if end is None or row[end].text != "," or end + 1 >= len(row):
        return None
    inner = any(t.is_finite or t.tag == "(" for t in row[comma:end])
    after = row[end + 1]
    goes_on = after.is_finite or after.tag in {"WDT", "WP", "RB"}
    return None if inner or not goes_on else (comma, end + 1)


def _called(row: Sequence[Token], comma: int) -> Range | None:
    """Where ", the technique they introduced," stands right after a sentence's first name."""
    end = next((i for i in range(comma + 2, len(row)) if row[i].text in {",", *_MARKS}), None)
    if end is None or row[end].text != "," or end + 1 >= len(row) or not row[end + 1].is_finite:
        return None
    inner = [t for t in row[comma + 1 : end] if t.is_finite]
    theirs = len(inner) == 1 and row[end - 1] is inner[0] and row[end - 2].tag == "PRP"
    opens = not any(t.is_finite or t.text == "," for t in row[:comma])
    return (comma, end + 1) if theirs and opens else None


def _is_name(token: Token) -> bool:
    return token.is_noun or token.tag in {"CD", ")"}


def inserted(row: Sequence[Token], comma: int) -> Range | None:
    """Where ", Acme says," stands, which tells who says the rest of the sentence."""
    for i in range(comma + 2, min(comma + _LONGEST_NAME, len(row))):
        after = row[i + 1].text if i + 1 < len(row) else "."
        named = any(t.text[:1].isupper() for t in row[comma + 1 : i])
        if row[i].lower in SAYING and after in {",", "."} and named:
            return comma, i + 1 + (after == ",")
        if not (row[i].is_noun or row[i].tag in {"DT", "POS", "IN"}):
            return None
    return None


def clauses(row: Sequence[Token]) -> list[Clause]:
    """The clauses of a sentence, in order; one fragment where it has no verb."""
    end = len(row)
    while end and row[end - 1].text in {".", "!", "…"}:
        end -= 1
    if not end:
        return []
    skipped = [range(a, b) for a, b in asides(row)]
    groups = _merged(row, list(_verb_groups(row, end, skipped)))
    if not groups:
        whole = Clause(Link.FRAGMENT, (0, 0), (0, 0), (0, end), (0, 0))
        return _with_tails(row, [whole])
    return _with_tails(row, _divide(row, groups, end, skipped))


def _verb_groups(row: Sequence[Token], end: int, skipped: list[range]) -> Iterator[Range]:
    i = 0
    while i < end:
        inside = next((r.stop for r in skipped if i in r), None)
        if inside is not None:
            i = inside
        elif row[i].is_finite:
            stop = _group_end(row, i, end)
            yield i, stop
            i = stop
        else:
            i += 1


def _group_end(row: Sequence[Token], i: int, end: int) -> int:
    """End of the verb group whose first finite word is at `i`."""
    last, j, verb = i, i + 1, row[i]
    while j < end:
        word = row[j]
        if word.lower in {"not", "n't", "n’t"}:
            last = j
        elif _continues(row, word, verb, last):
            last, verb = j, word
        elif not (word.tag in {"RB", "RBR", "TO"} and _verb_follows(row, j, end, verb)):
            break
        j += 1
    return last + 1


def _continues(row: Sequence[Token], word: Token, verb: Token, last: int) -> bool:
    if word.tag == "VB":
        return verb.tag == "MD" or verb.lower in DO or row[last + 1].tag == "TO"
    if word.tag in {"VBN", "VBD"}:
        return verb.lower in BE | HAVE and word.lower not in PAST_ONLY
    return word.tag == "VBG" and verb.lower in BE


def _verb_follows(row: Sequence[Token], j: int, end: int, before: Token) -> bool:
    """Whether the adverb or "to" at `j` leads to another verb of the same group."""
    while j < end and row[j].tag in {"RB", "RBR"}:
        j += 1
    if j < end and row[j].tag == "TO":
        return before.lower in _SEMI and j + 1 < end and row[j + 1].tag in {"VB", "VBN"}
    past = j < end and row[j].lower in PAST_ONLY
    return j < end and (
        (row[j].tag in {"VBN", "VBG", "VBD"} and before.lower in BE | HAVE and not past)
        or (row[j].tag == "VB" and (before.tag == "MD" or before.lower in DO))
    )


def _merged(row: Sequence[Token], groups: list[Range]) -> list[Range]:
    """Coordinated verbs ("can rival or exceed") count as one group."""
    found: list[Range] = []
    for a, b in groups:
        joined = found and a - found[-1][1] == 1 and row[a - 1].lower in {"and", "or"}
        if joined and (row[found[-1][1] - 1].tag, row[a].tag) != ("VB", "VBZ"):
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return [(a, _coordinate_end(row, b)) for a, b in found]


def _coordinate_end(row: Sequence[Token], b: int) -> int:
    """Take in "or exceed" after "can rival": a bare verb that shares the modal."""
    if b + 1 < len(row) and row[b].lower in {"and", "or"} and row[b - 1].tag in _BARE_VERBS:
        alike = row[b + 1].tag == row[b - 1].tag or {row[b + 1].tag, row[b - 1].tag} == {
            "VB",
            "VBP",
        }
        return b + 2 if alike else b
    return b


def _divide(
    row: Sequence[Token], groups: list[Range], end: int, skipped: list[range]
) -> list[Clause]:
    found: list[Clause] = []
    cut = _first_cut(row, groups[0][0], skipped)
    found += _lead(row, cut)
    start, current, kept = cut, groups[0], False
    for following in groups[1:]:
        between = _cut(row, current[1], following[0], start, skipped)
        if between is None or (kept and between.link is Link.SHARED):
            kept = True  # "until it can see and reason": whose verb the second is, nobody knows
            continue
        found.append(_clause(row, start, current, between.end))
        start, current, kept = between, following, False
    found.append(_clause(row, start, current, end))
    return _completed(row, found)


def _completed(row: Sequence[Token], found: list[Clause]) -> list[Clause]:
    """Let each clause reach over those that complete its last words, from the last on."""
    done: list[Clause] = []
    for clause in reversed(found):
        after = done[-1] if done else None
        tail = 0
        if after is not None and _completes(row, clause, after):
            tail = after.reach
        elif after is not None and (resumed := _resumed(row, after)):
            done[-1] = replace(after, rest=(after.rest[0], resumed), tail=0)
            tail = after.reach
        done.append(replace(clause, tail=tail))
    return done[::-1]


def _completes(row: Sequence[Token], clause: Clause, after: Clause) -> bool:
    """Whether a clause only tells which is meant: "the time | that passes", "in which it runs"."""
    i = clause.end
    joined = row[i - 1].lower in CONJUNCTIONS or (i < len(row) and row[i].text in {",", *_MARKS})
    if i >= len(row) or clause.link is Link.FRAGMENT or joined:
        return False
    stranded = row[i].tag == "IN" and row[i].lower != after.cue and i + 1 < len(row)
    opens = row[i + 1].lower if stranded else row[i].lower
    if opens != after.cue:
        return after.cue == "that" and clause.end == after.start and row[i - 1].lower in SAYING
    if after.cue == "so":
        return False
    if after.cue == "as" and row[i - 1].lower in _IN_RELATION and row[i - 2].lower == "in":
        return True  # "expands in proportion | as adoption grows"
    return after.cue in _RELATIVE | {"where"} or (
        after.cue in _PARTED and row[i - 1].lower in _ONLY
    )


def _resumed(row: Sequence[Token], clause: Clause) -> int | None:
    """Where a clause between commas ends, and the one around it goes on: ", which is X, with"."""
    if clause.cue not in _RELATIVE | {"where", "when"} or clause.tail:
        return None
    if clause.link not in {Link.RELATIVE, Link.SUBORDINATE}:
        return None
    hidden = {i for a, b in asides(row) for i in range(a, b)}
    commas = [i for i in range(*clause.rest) if row[i].text == "," and i not in hidden]
    if not commas or commas[0] + 2 > clause.rest[1]:
        return None
    after = row[commas[0] + 1]
    listed = any(t.lower in {"and", "or"} for t in row[commas[0] + 2 : clause.rest[1]])
    goes_on = after.tag in {"IN", "TO"} or after.lower in {"even", "and", "or"}
    return commas[0] if goes_on and not (listed and after.tag == "VBG") else None


def _lead(row: Sequence[Token], cut: _Cut) -> list[Clause]:
    """What stands before a dash or colon ahead of the first clause: a fragment of its own."""
    if cut.end <= 1 or row[cut.end].text not in _MARKS:
        return []
    return [Clause(Link.FRAGMENT, (0, 0), (0, 0), (0, cut.end), (0, 0))]


def _first_cut(row: Sequence[Token], verb: int, skipped: list[range]) -> _Cut:
    """Where the sentence's first clause begins."""
    marks = [p for p in range(verb) if row[p].text in _MARKS and not any(p in r for r in skipped)]
    if marks:
        return _Cut(marks[-1], marks[-1] + 1, Link.MAIN)
    first = row[0].lower
    intro = next((p for p in range(verb) if row[p].text == ","), None)
    phrase = first in _PREPOSITIONS and intro is not None and row[1].tag in {"DT", "CD", "JJ"}
    for p in range(verb - 1, 0, -1):
        if row[p].lower in _RELATIVE and _relates(row, p):
            link = Link.RELATIVE if _adverbial(row, (p + 1, verb)) else Link.SUBORDINATE
            return _Cut(p, p + 1, link, row[p].lower)
    if first in _SUBORDINATORS and verb > 1 and not phrase:
        return _Cut(0, 1, Link.SUBORDINATE, first)
    return _Cut(0, 1 if first in CONJUNCTIONS and verb > 1 else 0, Link.MAIN)


def _relates(row: Sequence[Token], p: int) -> bool:
    """Whether a pronoun after a noun opens a clause about it, and is no "that" of its own."""
    noun = row[p - 1].is_noun or row[p - 1].text == ","
    stranded = row[p].lower == "which" and p > 1 and row[p - 1].tag == "IN"
    noun = noun or (stranded and row[p - 2].is_noun)  # "in which"
    return noun and row[p].tag != "DT" and not (p == 1 and row[0].text == ",")


def _clause(row: Sequence[Token], cut: _Cut, verb: Range, end: int) -> Clause:
    start = cut.start
    if cut.link in {Link.SHARED, Link.RELATIVE}:
        antecedent = (start, start)
        if cut.link is Link.RELATIVE:
            antecedent = _agreeing(row, _antecedent(row, cut.end), verb[0])
        own = (start, start) if start >= verb[0] or cut.link is Link.SHARED else (start, verb[0])
        subject = antecedent if own[0] == own[1] or _adverbial(row, own) else own
        return Clause(
            cut.link, subject, verb, (verb[1], max(verb[1], end)), (start, start), cut.cue
        )
    intro, subject = _split_intro(row, start, verb[0])
    if subject[1] < verb[0] and subject[0] < subject[1]:
        verb = (subject[1], verb[1])  # "never stops": the adverb belongs to the verb
    return Clause(cut.link, subject, verb, (verb[1], max(verb[1], end)), intro, cut.cue)


def _adverbial(row: Sequence[Token], part: Range) -> bool:
    return all(t.tag in {"RB", "RBR", ","} for t in row[slice(*part)])


def _antecedent(row: Sequence[Token], end: int) -> Range:
    """The noun phrase that a relative pronoun at `end` stands for, with what "of" adds to it."""
    stop = end
    while stop and row[stop - 1].text in {",", ")"}:
        stop = _bracket_start(row, stop - 1) if row[stop - 1].tag == ")" else stop - 1
    start = stop
    while start and (row[start - 1].tag in _NOMINAL | {"POS", "VBN", "VBG"} or _joint(row, start)):
        start -= 1
    while start < stop and row[start].tag in {"CC", ","}:
        start += 1
    return _named_before(row, start) or (start, stop)


def _named_before(row: Sequence[Token], start: int) -> Range | None:
    """The name that a phrase adds to: "the X7" of "the X7, the seventh generation, which"."""
    added = start > 1 and row[start - 1].text == "," and row[start].lower in {"a", "an", "the"}
    if not added or row[start - 2].tag != "NNP":
        return None
    name = _antecedent(row, start - 1)
    begins = name[0] == 0 or row[name[0] - 1].text in {";", ":"}
    return name if begins else None


def _agreeing(row: Sequence[Token], noun: Range, verb: int) -> Range:
    """The antecedent that fits the verb: of "demand for GPUs, which grows" the demand."""
    if not disagree(row, noun, verb):
        return noun
    before = noun[0] - 1
    if before > 0 and row[before].tag == "IN" and row[before - 1].is_noun:
        start = _antecedent(row, before)[0]
        if not disagree(row, (start, before), verb):
            return start, noun[1]
    return noun[1], noun[1]


def disagree(row: Sequence[Token], noun: Range, verb: int) -> bool:
    """Whether a noun phrase and a finite verb differ in number: "the models | is"."""
    word = next((t for t in row[verb:] if t.tag not in {"RB", ","}), None)
    words = row[slice(*noun)]
    if word is None or not words or any(t.lower in {"and", "or"} for t in words):
        return False
    one = word.lower in _ONE or (word.tag == "VBZ" and word.lower not in _SEVERAL)
    several = word.lower in _SEVERAL or word.tag == "VBP"
    of = next((i for i, t in enumerate(words) if t.tag == "IN" and i), len(words))
    head = next((t for t in reversed(words[:of]) if t.is_noun), None)
    if head is None:
        return False
    plural = head.tag in {"NNS", "NNPS"} and head.lower not in _UNCOUNTED
    return (plural and one) or (head.tag == "NN" and several and head.text.islower())


def _bracket_start(row: Sequence[Token], i: int) -> int:
    while i and row[i].tag != "(":
        i -= 1
    return i


def _joint(row: Sequence[Token], start: int) -> bool:
    """Whether the word before `start` joins two nouns of one phrase: "and", "of"."""
    word, before = row[start - 1], row[start - 2] if start > 1 else None
    return word.lower in {"and", "of"} and before is not None and before.is_noun


def _split_intro(row: Sequence[Token], start: int, verb: int) -> tuple[Range, Range]:
    """Take "At scale," or "Per query, yes," off the front of a subject."""
    first = start
    later = next((p for p in range(start + 1, verb - 1) if row[p].lower in _SINCE), None)
    if later is not None and row[later - 1].lower in _SPANS and row[later + 1].tag in _NOMINAL:
        return (start, later + 1), (later + 1, verb)  # "Four months later Gemma 3"
    if row[first].lower in _DAYS and first + 1 < verb and row[first + 1].tag in _NOMINAL:
        first += 1  # "Today a small model beats it"
    first = _after_adverbs(row, first, verb)
    acting = _after_acting(row, first, verb)
    if acting is not None:
        return (start, acting), (acting + 1, verb)
    if first < verb and row[first].tag in _INTRODUCING | {"VBG", "VBN"}:
        commas = [p for p in range(first, verb) if row[p].text == ","]
        gerund = row[first].tag == "VBG" and not commas
        opening = _NOMINAL | {"VBG"} if row[first].tag == "IN" else _NOMINAL
        told = [part for p in commas if (part := inserted(row, p))]
        commas = [p for p in commas if not any(a <= p < b - 1 for a, b in told)]
        after = [p for p in commas if p + 1 < verb and row[p + 1].tag in opening]
        if after and not gerund:
            return (start, after[0]), (after[0] + 1, verb)
        begins = _after_phrase(row, first, verb)
        if begins is not None:
            return (start, begins), (begins, verb)
    while verb > first and row[verb - 1].tag in {"RB", "RBR", ","}:
        verb -= 1
    return (start, first), (first, verb)


def _after_acting(row: Sequence[Token], first: int, verb: int) -> int | None:
    """The comma after which the subject begins: "Serving X at FP8, | one card delivers"."""
    if first + 1 >= verb or not row[first].lower.endswith("ing") or row[verb - 1].text == ",":
        return None
    commas = [p for p in range(first + 1, verb) if row[p].text == ","]
    takes = row[first + 1].tag in _NOMINAL and not row[first + 1].tag.startswith("NNS")
    if len(commas) != 1 or commas[0] - first == 1 or not takes:
        return None
    listed = any(t.tag == "CC" for t in row[commas[0] : verb])
    begins = commas[0] + 1 < verb and row[commas[0] + 1].tag in {"CD", "DT", "PRP", "NNP"}
    return commas[0] if begins and not listed else None


def _after_adverbs(row: Sequence[Token], first: int, verb: int) -> int:
    """Where words begin after "First," and after adverbs."""
    if row[first].lower in _ORDINALS and first + 1 < verb and row[first + 1].text == ",":
        first += 2  # "First, reasoning models"
    while (
        first < verb and row[first].tag in {"RB", "RBR", ",", "CC"} and row[first].lower != "more"
    ):
        first += 1
    return first


def _after_phrase(row: Sequence[Token], first: int, verb: int) -> int | None:
    """Where a subject begins after a phrase that no comma ends: "In January 2024 the price"."""
    if row[first].tag != "IN":
        return None
    if row[verb - 1].lower in _ACTING | {"it"} and row[verb - 2].tag not in {"IN", "CC"}:
        return verb - 1  # "In 2024 we", "Instead of external memory it"
    ends = (p for p in range(verb - 1, first + 1, -1) if row[p].tag in {"DT", "PRP$"})
    return next((p for p in ends if row[p - 1].is_noun or row[p - 1].tag in {"CD", ")"}), None)


def _cut(row: Sequence[Token], a: int, b: int, before: _Cut, skipped: list[range]) -> _Cut | None:
    """Where between two verb groups the clause changes; None where it does not."""
    opening = before.link is Link.SUBORDINATE and before.end == 0
    if a < b and row[a].lower in _EMBEDDING and row[a].lower != "which":
        if row[a].lower == "why" and row[a - 1].lower in BE:
            return _Cut(a, a + 1, Link.MAIN, "why")  # "This is why companies invest": they do
        # "is when a model answers": all of it is what the first verb says, up to "; inference is"
        return _contrast_cut(row, a, b)
    strong = _strong_cut(row, a, b, skipped)
    if strong is not None and not (opening and _joins_nouns(row, a, strong)):
        return strong if strong.cue not in _KEPT else None
    commas = [p for p in range(a, b) if row[p].text == "," and not any(p in r for r in skipped)]
    if commas:
        # "in distinct, intensive phases, ...": a comma after an adjective divides no clauses
        ends = [p for p in commas if row[p - 1].tag != "JJ"] or commas
        p = ends[0] if opening else commas[-1]
        shared = _adverbial(row, (p + 1, b))
        return _Cut(p, p + 1, Link.SHARED if shared else Link.MAIN)
    return _bare_cut(row, a, b, before)


def _joins_nouns(row: Sequence[Token], a: int, cut: _Cut) -> bool:
    """Whether a conjunction joins two subjects after "As A needs B, ...": "a chip or a link"."""
    joins = cut.cue in CONJUNCTIONS and cut.link is Link.MAIN and not _comma(row, cut.start - 1)
    return joins and any(t.text == "," for t in row[a : cut.start])


def _bare_cut(row: Sequence[Token], a: int, b: int, before: _Cut) -> _Cut | None:
    """A change of clause that no mark or conjunction shows."""
    if row[a - 1].lower in SAYING and a < b:
        return _Cut(a, a, Link.MAIN, "that")
    if (
        row[b - 1].tag != "PRP"
        and before.cue in _RELATIVE
        and not any(t.is_finite for t in row[: before.end])
    ):
        return _Cut(b, 0, Link.MAIN)  # "The compute that training needs | is ...": all before it
    return None


def _contrast_cut(row: Sequence[Token], a: int, b: int) -> _Cut | None:
    for p in range(b - 1, a, -1):
        if row[p].text == ";":
            return _Cut(p, p + 1, Link.MAIN)
        if row[p].lower in {"while", "whereas", "but"} and _comma(row, p):
            return _Cut(p - 1, p + 1, Link.SUBORDINATE, row[p].lower)
        own = p + 1 < b and row[p + 1].tag in _NOMINAL and row[b - 1].is_noun
        if row[p].lower == "and" and _comma(row, p) and own:
            return _Cut(p - 1, p + 1, Link.MAIN, "and")
    return None


def _strong_cut(row: Sequence[Token], a: int, b: int, skipped: list[range]) -> _Cut | None:
    weak = None
    for p in range(b - 1, a - 1, -1):
        word = row[p].lower
        if any(p in r for r in skipped):
            continue
        if word in _MARKS:
            return _Cut(p, p + 1, Link.MAIN)
        if word in CONJUNCTIONS:
            found = _conjunction_cut(row, p, a, b)
            if found is not None and (found.link is Link.SHARED or _comma(row, p) or word == "but"):
                return found
            weak = weak or found
        elif word == "that" and row[p + 1].text in {"'s", "’s"}:
            return _Cut(p, p, Link.MAIN)
        elif _opens_clause(row, p, a, b):
            stranded = word in _RELATIVE and row[p - 1].tag == "IN"  # "a task in which ..."
            end = p - 1 if p > a and (row[p - 1].text == "," or stranded) else p
            cue = "if" if row[p - 1].lower in _PROVIDING else word  # "provided that"
            return _Cut(end, p + 1, _link_of(row, p, b), cue)
    return weak


def _comma(row: Sequence[Token], p: int) -> bool:
    return p > 0 and row[p - 1].text == ","


def _conjunction_cut(row: Sequence[Token], p: int, a: int, b: int) -> _Cut | None:
    end = p - 1 if p > a and _comma(row, p) else p
    if _adverbial(row, (p + 1, b)):
        return _Cut(end, p + 1, Link.SHARED)
    if row[p + 1].text == "," and row[b - 1].text == "," and p + 1 < b - 1:
        return _Cut(end, b, Link.SHARED)  # "learns in training and, in inference, applies ..."
    if row[b - 1].tag == "PRP" and p + 1 < b - 1 and row[b - 2].is_noun:
        return None  # "the model and the data it works on": it narrows the data
    opens = row[p + 1].tag in _NOMINAL | {"RB", "WRB", "IN", "VBG"}
    return _Cut(end, p + 1, Link.MAIN, row[p].lower) if opens else None


def _opens_clause(row: Sequence[Token], p: int, a: int, b: int) -> bool:
    token, after = row[p], row[p + 1]
    if token.lower in _RELATIVE:
        return row[p - 1].text not in _MARKS and not (
            token.tag == "DT" and after.is_noun and p != a
        )
    if token.lower in {"how", "why", "what", "than"}:
        return True
    if token.lower not in _SUBORDINATORS or after.lower == "of":
        return False
    if token.lower in {"since", "before", "after", "as", "until", "once"}:
        nominal = (after.tag in _NOMINAL and after.tag != "CD") or after.tag == "VBG"
        return nominal and (p == 0 or row[p - 1].lower not in {"such", "well", "as", "known"})
    return p + 1 < b or token.lower in {"when", "while", "where"}


def _link_of(row: Sequence[Token], p: int, b: int) -> Link:
    word = row[p].lower
    if word in _RELATIVE - {"whom"} and _adverbial(row, (p + 1, b)):
        said = p and (row[p - 1].is_verb or row[p - 1].lower in SAYING)
        return Link.MAIN if said else Link.RELATIVE
    return Link.MAIN if word == "so" else Link.SUBORDINATE


def _with_tails(row: Sequence[Token], found: list[Clause]) -> list[Clause]:
    """Cut ", creating ..." off a clause's rest, as a clause of its own."""
    cut: list[Clause] = []
    for clause in found:
        tail = _tail(row, clause)
        if tail is None:
            cut.append(clause)
            continue
        a, b = clause.rest
        cut.append(replace(clause, rest=(a, tail - 1)))
        cut.append(
            Clause(Link.PARTICIPLE, (tail, tail), (tail, tail + 1), (tail + 1, b), (tail, tail))
        )
    return cut


def _tail(row: Sequence[Token], clause: Clause) -> int | None:
    a, b = clause.rest
    if clause.link is Link.SUBORDINATE and clause.start <= 1:
        return None  # "As prompts repeat, storing their keys ...": a clause of its own
    for i in range(a + 2, b - 1):
        if row[i].lower in _EXPLAINING and row[i - 1].text == ",":
            return None  # "surged, reflecting how ...": it is the surge that does
        if row[i].tag == "VBG" and row[i - 1].text in {",", "—", "–"}:
            if any(t.is_finite for t in row[a : i - 1]):
                return None  # whose, of several verbs, it goes with
            listed = any(t.tag == "VBG" for t in row[a : i - 1])
            named = row[i + 1].is_noun and i + 2 < b and row[i + 2].text == ","
            return None if listed or named or row[i].lower == "including" else i
    return None
