"""Numbers as people write them: 1,000; 1.5M; 3.8x10^25; two hundred; tens of thousands; half."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal

SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
    "quadrillion": Decimal(10) ** 15,
}
LETTERS = {
    "k": SCALES["thousand"],
    "m": SCALES["million"],
    "mn": SCALES["million"],
    "mm": SCALES["million"],
    "b": SCALES["billion"],
    "bn": SCALES["billion"],
    "t": SCALES["trillion"],
    "tn": SCALES["trillion"],
}
_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL = {word: Decimal(n) for n, word in enumerate(_ONES)} | {
    word: Decimal(10 * n) for n, word in enumerate(_TENS, start=2)
}
VAGUE = {
    "few": (Decimal(2), Decimal(9)),
    "couple": (Decimal(2), Decimal(3)),
    "several": (Decimal(3), Decimal(9)),
    "dozen": (Decimal(12), Decimal(12)),
    "dozens": (Decimal(24), Decimal(99)),
    "tens": (Decimal(10), Decimal(100)),
    "scores": (Decimal(40), Decimal(100)),
}
_PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twentieth": 20,
    "hundredth": 100,
    "thousandth": 1000,
}
FRACTIONS = {
    "half": Decimal(1) / 2,
    **{f"{one} {name}": Decimal(1) / n for name, n in _PARTS.items() for one in ("a", "one")},
    "an eighth": Decimal(1) / 8,
    **{
        f"{_ONES[count]} {name}s": Decimal(count) / n
        for name, n in _PARTS.items()
        for count in range(2, n)
        if count < len(_ONES)
    },
}
MULTIPLES = {
    "twice": Decimal(2),
    "thrice": Decimal(3),
    "double": Decimal(2),
    "doubled": Decimal(2),
    "doubles": Decimal(2),
    "doubling": Decimal(2),
    "triple": Decimal(3),
    "tripled": Decimal(3),
    "triples": Decimal(3),
    "tripling": Decimal(3),
    "quadruple": Decimal(4),
    "quadrupled": Decimal(4),
    "twofold": Decimal(2),
    "threefold": Decimal(3),
    "fourfold": Decimal(4),
    "fivefold": Decimal(5),
    "tenfold": Decimal(10),
    "hundredfold": Decimal(100),
    "halved": Decimal(1) / 2,
    "halves": Decimal(1) / 2,
    "halving": Decimal(1) / 2,
    "an order of magnitude": Decimal(10),
    "one order of magnitude": Decimal(10),
    "two orders of magnitude": Decimal(100),
    "three orders of magnitude": Decimal(1000),
}
_DIGITS_KEPT = 12
_MAX_PLAIN = 30
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_POWER = re.compile(
    rf"(?P<m>{_DIGITS})\s?[x×·*]\s?10\s?(?:\^|\*\*)?\s?(?P<e>\{{?-?\d+\}}?|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)"
    r"|(?<![\w.])10(?:\^(?P<e2>-?\d+)|(?P<e3>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))"
    r"|(?P<m4>\d+(?:\.\d+)?)[eE](?P<e4>[+-]?\d+)(?!\w)"
)
_PLAIN = re.compile(_DIGITS)
_SCALE_WORD = "|".join(SCALES)
_MULTIPLIER = re.compile(
    rf"(?P<word>[\s-]?(?:{_SCALE_WORD})\b(?!s))"
    r"|(?P<letter>\s?(?:bn|mn|mm|tn|[KMBT])(?![\w/²])|(?:bn|mn|tn|K)(?=\s?/\s?[A-Z]))",
    re.IGNORECASE,
)
# After a currency no letter is a unit: "$1.2m/yr", though "3 B/s" are bytes and "5 m/s" metres.
_PRICED = re.compile(r"\s?(?P<letter>bn|mn|mm|tn|[KMBT])(?=\s?/\s?[A-Z\d])", re.IGNORECASE)
_SMALL_WORD = rf"(?:{'|'.join(_TENS)})-(?:{'|'.join(_ONES[1:10])})|" + "|".join(
    sorted(SMALL, key=len, reverse=True)
)
_WORDS = re.compile(
    rf"(?P<fraction>{'|'.join(re.escape(w).replace(chr(92) + ' ', '[ -]') for w in FRACTIONS)})"
    rf"(?:\s+an?\s+(?P<half_scale>{_SCALE_WORD}))?\b"
    rf"|(?P<times>{'|'.join(MULTIPLES)})\b"
    rf"|(?P<of>(?:hundreds|thousands|tens|dozens|scores))\s+of\s+(?P<scales>{_SCALE_WORD})s?\b"
    rf"|(?P<plural>tens|hundreds|thousands|millions|billions|trillions|dozens)\b"
    rf"|(?:an?\s+)?(?P<vague>few|couple\s+of|several|dozen)(?:\s+(?P<vague_scale>{_SCALE_WORD}))?\b"
    rf"|(?P<small>{_SMALL_WORD}|an?(?=\s+(?:{_SCALE_WORD})\b))"
    rf"(?P<small_scales>(?:[\s-]+(?:{_SCALE_WORD})\b)*)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or the interval that a vague one covers.

    Attributes:
        minimum: Lower bound.
        maximum: Upper bound.
        end: Offset after it.
        scale: The multiplier written with it ("million", "M", "of millions"), else 1.
        kind: "digits", "word" ("two"), "vague" ("thousands") or "times" ("half", "twice").
    """

    minimum: Decimal
    maximum: Decimal
    end: int
    scale: Decimal = Decimal(1)
    kind: str = "digits"


def read_number(text: str, start: int, *, priced: bool = False) -> Number | None:
    """The number that starts at `start`, with its multiplier; `priced` after a currency.

    >>> number = read_number("tens of thousands of GPUs", 0)
    >>> number.minimum, number.maximum, number.end
    (Decimal('10000'), Decimal('100000'), 17)
    """
    if text[start : start + 1].isdigit() or text[start : start + 1] == ".":
        return _read_digits(text, start, priced=priced)
    if match := _WORDS.match(text, start):
        return _read_words(match)
    return None


def plain(value: Decimal) -> Decimal:
    """Twelve significant digits, without trailing zeros; an exponent only where it is vast.

    >>> plain(Decimal("2.50E+3")), plain(Decimal(1) / 3)
    (Decimal('2500'), Decimal('0.333333333333'))
    """
    rounded = Context(prec=_DIGITS_KEPT).create_decimal(value).normalize()
    whole = rounded == rounded.to_integral_value() and rounded.adjusted() < _MAX_PLAIN
    return Decimal(int(rounded)) if whole else rounded


def read_multiplier(text: str, start: int, *, priced: bool = False) -> tuple[Decimal, int]:
    """A multiplier after digits: (factor, offset after it); 1 where there is none."""
    if priced and (letter := _PRICED.match(text, start)):
        return LETTERS[letter["letter"].lower()], letter.end()
    match = _MULTIPLIER.match(text, start)
    if match is None:
        return Decimal(1), start
    if match["word"]:
        return SCALES[match["word"].strip(" -\n\t\u00a0").lower()], match.end()
    return LETTERS[match["letter"].strip().lower()], match.end()


def _read_digits(text: str, start: int, *, priced: bool) -> Number | None:
    if power := _POWER.match(text, start):
        mantissa = power["m"] or power["m4"] or "1"
        exponent = next(e for e in power.group("e", "e2", "e3", "e4") if e)
        value = Decimal(mantissa.replace(",", "")).scaleb(
            int(exponent.translate(_SUPERSCRIPT).strip("{}"))
        )
        return Number(value, value, power.end())
    match = _PLAIN.match(text, start)
    if match is None:
        return None
    value = Decimal(match.group().replace(",", ""))
    scale, end = read_multiplier(text, match.end(), priced=priced)
    return Number(value * scale, value * scale, end, scale)


def _read_words(match: re.Match[str]) -> Number:
    end = match.end()
    if name := match["fraction"]:
        value = FRACTIONS[re.sub(r"[\s-]+", " ", name.lower())]
        if scale := match["half_scale"]:
            return Number(value * SCALES[scale.lower()], value * SCALES[scale.lower()], end)
        return Number(value, value, end, kind="times")
    if name := match["times"]:
        value = MULTIPLES[re.sub(r"\s+", " ", name.lower())]
        return Number(value, value, end, kind="times")
    if match["small"]:
        value = _small(match["small"].lower())
        scales = re.findall(r"[a-z]+", match["small_scales"].lower())
        for scale in scales:
            value *= SCALES[scale]
        return Number(value, value, end, kind="vague" if scales else "word")
    return _read_vague(match)


def _small(word: str) -> Decimal:
    if word in ("a", "an"):
        return Decimal(1)
    return sum((SMALL[part] for part in word.split("-")), Decimal(0))


def _read_vague(match: re.Match[str]) -> Number:
    end = match.end()
    if name := match["vague"]:
        low, high = VAGUE[name.split()[0].lower()]
        scale = match["vague_scale"]
        factor = SCALES[scale.lower()] if scale else Decimal(1)
        return Number(low * factor, high * factor, end, kind="vague" if scale else "word")
    if name := match["plural"]:
        low, high = _plural(name.lower())
        return Number(low, high, end, kind="vague")
    low, high = _plural(match["of"].lower())
    factor = SCALES[match["scales"].lower()]
    high = min(high, SCALES["thousand"])
    return Number(low * factor, high * factor, end, factor, kind="vague")


def _plural(word: str) -> tuple[Decimal, Decimal]:
    """From one of a scale to one of the next: "thousands" is 1,000 to a million."""
    if word in VAGUE:
        return VAGUE[word]
    scale = SCALES[word.removesuffix("s")]
    return scale, scale * (10 if word == "hundreds" else 1000)
