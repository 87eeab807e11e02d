"""Text whose lines were broken at a width reads as it did before."""

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from corpus.structure import read_blocks
from tests.corpus.shapes import plain

NOTE = """\
Running Costs Overtake

Summary

The yearly bill of the twelve operators whom we follow grew from $3 million to $11 million, of \
which serving took 61%, and should come to $17 million.

A single rack holds 72 accelerators and draws 132 kW once all of them are at work. It is cooled \
by water, and the floor below it has to carry 1.6 tonnes.

Risks

- Cheaper cards. If an hour of rental falls below $1.20, we think that most of what the smaller \
makers can offer today is gone.
- Export rules, which may close about 18% of the market that their sellers count upon for the \
next two years.

Conclusion

We keep our rating, since neither the price of power nor that of memory moved in the quarter, \
and the next generation of cards is still a year away from sale.
"""


def blocks(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """The kind, words and path of each block."""
    document = plain(text)
    return [
        (b.kind, " ".join(b.span.of(document.text).split()), b.path) for b in read_blocks(document)
    ]


@given(st.integers(min_value=60, max_value=110), st.sampled_from(["", "  ", "    "]))
def test_a_note_reads_alike_at_any_width(width: int, indent: str) -> None:
    """Its entries' further lines are indented, or are not."""
    lines = [
        textwrap.fill(
            line,
            width,
            break_on_hyphens=False,
            subsequent_indent=indent if line.startswith("-") else "",
        )
        for line in NOTE.splitlines()
    ]
    assert blocks("\n".join(lines)) == blocks(NOTE)


def test_a_line_that_ends_where_the_others_do_is_no_heading() -> None:
    """Though no blank line stands after most lines, and it is not long."""
    said = [kind for kind, *_ in blocks(NOTE)]
    assert said.count("heading") == 4
    assert said.count("list_item") == 2


SENTENCE = (
    "They do not keep spare cards in the hall, and nobody is sure of what old ones cost; a card "
    "that fails is sent back to its maker."
)
TAILS = st.sampled_from(["", "\n- Nothing else is kept there.\n"])
BREAKS = ["not", "in", "and", "of", "that", "to", "is sure of", "in the"]


@given(st.sampled_from(BREAKS), st.sampled_from(["", "- ", "2) ", "A: "]), TAILS)
def test_a_sentence_broken_amid_a_phrase_is_one_block(word: str, marker: str, after: str) -> None:
    """However short or long its lines are: the half after "not" would say the contrary."""
    broken = SENTENCE.replace(f" {word} ", f" {word}\n", 1)
    text = f"Spare parts\n\n{marker}{broken}\n{after}"
    whole = [words for _, words, _ in blocks(text)]
    assert SENTENCE in whole, whole


def test_short_lines_that_are_whole_are_not_joined() -> None:
    """A list without bullets, and a key over its value, stay what they are."""
    text = "Goals\n\nLower cost\nless waiting\nfewer cards\n"
    assert len(blocks(text)) == 4
