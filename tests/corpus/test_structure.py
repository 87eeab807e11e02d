"""What each shape of text becomes."""

import pytest

from corpus.document import Kind
from corpus.structure import read_blocks
from tests.corpus.shapes import labelled, markdown, needs_seeds, plain, said, seed


def paths(text: str, *, marked: bool = False) -> dict[str, tuple[str, ...]]:
    """The path of each block of a text, by its words."""
    document = markdown(text) if marked else plain(text)
    return {block.span.of(text): block.path for block in read_blocks(document)}


def marks(text: str) -> dict[str, bool]:
    """Whether each block of a text is boilerplate, by its words."""
    return {block.span.of(text): block.boilerplate for block in read_blocks(plain(text))}


def test_short_lines_above_text_are_headings() -> None:
    """Groups of them nest; the next group takes their place."""
    text = (
        "Two Phases\n\nA tagline that is short\n\nThe first sentence of the prose.\n\n"
        "Costs\n\nAnother sentence of the prose stands here.\n"
    )
    assert paths(text) == {
        "Two Phases": (),
        "A tagline that is short": ("Two Phases",),
        "The first sentence of the prose.": ("Two Phases", "A tagline that is short"),
        "Costs": (),
        "Another sentence of the prose stands here.": ("Costs",),
    }


def test_headings_of_one_wording_are_siblings() -> None:
    """Below the heading that both stand under."""
    text = (
        "Hardware\n\nTraining-Optimized Chips\n\nThey move much data at once.\n\n"
        "Inference-Optimized Chips\n\nThey answer without a delay."
    )
    assert paths(text)["They answer without a delay."] == ("Hardware", "Inference-Optimized Chips")


def test_numbered_headings_are_siblings() -> None:
    """And the title at the top stands above short lines that are no headings, such as a byline."""
    text = (
        "How Models Are Made\nBy Some Author\nSkip to content\n\nStages\n1. Pre-training\n"
        "The model reads raw text for weeks.\n2. Fine-tuning\nThe model is adapted to a task."
    )
    assert paths(text)["The model is adapted to a task."][-2:] == ("Stages", "Fine-tuning")
    assert paths(text)["How Models Are Made"] == ()


def test_questions_of_a_section_stay_in_it() -> None:
    """An answer's first label is its question, also in texts without blank lines."""
    text = (
        "Common Questions\nIs it cheap?\nNo, it takes many chips and much power to do so.\n"
        "Why is it done?\nBecause a model has to learn before it can be used by people."
    )
    answer = "Because a model has to learn before it can be used by people."
    assert paths(text)[answer] == ("Common Questions", "Why is it done?")
    assert labelled(plain(text), Kind.ANSWER) == [
        ("Is it cheap?", "No, it takes many chips and much power to do so."),
        ("Why is it done?", answer),
    ]


def test_an_answer_is_quoted_with_the_question_directly_above_it() -> None:
    """A further paragraph is quoted alone."""
    document = markdown("## Is it cheap?\n\nNo, it is not.\n\nIt takes chips.")
    first, second = [b for b in read_blocks(document) if b.kind is Kind.ANSWER]
    assert first.whole.of(document.text) == "Is it cheap?\n\nNo, it is not."
    assert second.whole == second.span


@pytest.mark.parametrize(
    "text",
    [
        "Q: Is it cheap?\nA: It is not.",
        "**Is it cheap?** It is not.",
        "- **Is it cheap?** It is not.",
    ],
)
def test_questions_and_answers_in_line(text: str) -> None:
    """Marked by letters, or set in bold."""
    document = plain(text) if text.startswith("Q") else markdown(text)
    assert labelled(document, Kind.ANSWER) == [("Is it cheap?", "It is not.")]


@pytest.mark.parametrize(
    "text",
    [
        "Batch size: 32 samples\n\nData volume: Terabytes",
        "- Batch size: 32 samples\n- Data volume: Terabytes",
        "Batch Size\n\n32 samples in each step\n\nData Volume\n\nTerabytes to petabytes",
        "🎯 Batch size\n\n32 samples\n\n💾 Data volume\n\nTerabytes",
        "Batch Size\n32 samples in one step\nData Volume\nTerabytes and more of it",
        "  • Batch size\n\n    32 samples.\n\n  • Data volume\n\n    Terabytes.",
    ],
)
def test_keys_and_values_of_plain_text(text: str) -> None:
    """On one line, or the value below the key."""
    document = plain(f"Phases\n\nA sentence that stands above.\n\nTraining\n\n{text}\n")
    found = labelled(document, Kind.VALUE)
    assert [key.lower() for key, _ in found] == ["batch size", "data volume"]
    assert found[0][1].startswith("32 samples")
    assert found[1][1].startswith("Terabytes")
    blocks = [block for block in read_blocks(document) if block.kind is Kind.VALUE]
    assert all(block.path == ("Training",) for block in blocks)
    assert all(block.whole.covers(block.labels[0]) for block in blocks)


def test_keys_and_values_of_markdown() -> None:
    """Bold keys with the colon within or after; the marks are in neither."""
    text = "- **Batch size:** 32\n- **Data**: much\n- **Goal** – to learn\n\n**Cost:** high"
    assert labelled(markdown(text), Kind.VALUE) == [
        ("Batch size", "32"),
        ("Data", "much"),
        ("Goal", "to learn"),
        ("Cost", "high"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Training puts one thing first: the throughput of the cluster.",
        "Here is the catch: it runs all day.",
        "See https://example.org/page for more.",
        "Yes, per query: one run is cheap.",
        "It started at 10:30 and went on.",
    ],
)
def test_a_colon_within_a_sentence_makes_no_key(text: str) -> None:
    """Prose stays prose."""
    assert labelled(plain(text), Kind.VALUE) == []
    assert labelled(markdown(text), Kind.VALUE) == []


@pytest.mark.parametrize(
    "text",
    [
        "4 to 5x\n\nGrowth of compute in each year, according to a study.",
        "4 to 5x\nGrowth of compute in each year, according to a study.",
        "### 4 to 5x\n\nGrowth of compute in each year, according to a study.",
        "**4 to 5x:** Growth of compute in each year, according to a study.",
    ],
)
def test_a_big_number_is_the_value_of_its_caption(text: str) -> None:
    """In plain text and in Markdown."""
    document = plain(text) if text[0] == "4" else markdown(text)
    caption = "Growth of compute in each year, according to a study."
    assert labelled(document, Kind.VALUE) == [(caption, "4 to 5x")]


@pytest.mark.parametrize(
    "text",
    [
        "Key Numbers\n$42B\nSpent on chips\n3.5x\nGrowth in a year",
        "Spent on chips\n$42B\nGrowth in a year\n3.5x",
    ],
)
def test_captions_stand_above_numbers_or_below(text: str) -> None:
    """As the lines alternate: a line too many is the heading."""
    assert labelled(plain(f"{text}\n\nA sentence below."), Kind.VALUE) == [
        ("Spent on chips", "$42B"),
        ("Growth in a year", "3.5x"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Timeline\n\n2012\n\nA network wins a contest by far.\n\nMarch 2023\n\nA new model is out.",
        "Timeline\n\n2012: A network wins a contest by far.\n\nMarch 2023 – A new model is out.",
        "Timeline\n  • A network wins a contest by far.\n\n    2012\n\n"
        "  • A new model is out.\n\n    March 2023",
        "# Timeline\n\n- **2012:** A network wins a contest by far.\n"
        "- March 2023: A new model is out.",
        "# Timeline\n\n## 2012\n\nA network wins a contest by far.\n\n"
        "## March 2023\n\nA new model is out.",
    ],
)
def test_timelines(text: str) -> None:
    """Dates before events or after them, as lines, entries of a list or headings."""
    document = markdown(text) if text.startswith("#") else plain(text)
    assert labelled(document, Kind.EVENT) == [
        ("2012", "A network wins a contest by far."),
        ("March 2023", "A new model is out."),
    ]


def test_lists_keep_their_lead_in() -> None:
    """Bullets and numbers are in no span; the line that leads in is the label."""
    for text in (
        "Three things count:\n\n- speed\n- cost\n",
        "Three things count:\n\n1. speed\n2. cost\n",
    ):
        assert labelled(markdown(text), Kind.LIST_ITEM) == [
            ("Three things count:", "speed"),
            ("Three things count:", "cost"),
        ]
        assert labelled(plain(text), Kind.LIST_ITEM) == labelled(markdown(text), Kind.LIST_ITEM)
    assert said(plain("Points\n\n  • Speed counts.\n  2) Cost counts."), Kind.LIST_ITEM) == [
        "Speed counts.",
        "Cost counts.",
    ]


def test_wrapped_lines_are_one_paragraph() -> None:
    """Lines that break where the next word does not fit belong together; others do not."""
    wrapped = (
        "Training is the phase in which a model learns from much data, and\n"
        "which takes weeks. Inference is the phase in which it is put to use,\n"
        "for as long as anyone asks."
    )
    assert said(plain(wrapped)) == [wrapped]
    lines = (
        "A caption of the picture above\nThe operators watch both phases, since both need chips."
    )
    assert len(said(plain(lines))) == 2


def test_statements_without_text_below_are_kept_as_paragraphs() -> None:
    """Many short lines in a row, as captions that lost their numbers, are no headings."""
    lines = [f"Statement number {word} of a page" for word in ("one", "two", "three", "four")]
    text = "A sentence above them.\n" + "\n".join(lines) + "\nWhat is next?\nA sentence below them."
    assert said(plain(text), Kind.PARAGRAPH) == ["A sentence above them.", *lines]


def test_search_results_keep_title_and_words() -> None:
    """The title is in the path of what stands below it."""
    text = (
        "Web Results\n  • Two phases compared at length: what to know first - Some Site\n\n"
        "    Training comes first. [...] Inference comes later and costs more over time."
    )
    title = "Two phases compared at length: what to know first - Some Site"
    words = "Training comes first. [...] Inference comes later and costs more over time."
    assert paths(text)[words] == ("Web Results", title)


def test_front_matter_and_comments_are_no_blocks() -> None:
    """What remains is what a reader sees; code is kept."""
    text = (
        "---\ntitle: T\n---\n# A **bold** head #\n\n<!-- note -->\n\n"
        "> Quoted words.\n\n```\ncode 1\n```\n"
    )
    assert said(markdown(text)) == ["A **bold** head", "Quoted words.", "code 1"]
    assert paths(text, marked=True)["Quoted words."] == ("A bold head",)


@pytest.mark.parametrize(
    "text",
    [
        "All content is for informational purposes only.",
        "This is not investment advice.",
        "© 2025 Some Company. All rights reserved.",
        "Subscribe to our newsletter for more.",
        "Explore our platform to see how it works.",
        "Book a free demo today.",
        "We use cookies. Read our privacy policy.",
        "Savings are not guaranteed.",
        "Skip to content",
        "Ready to cut your costs?",
    ],
)
def test_boilerplate_is_marked(text: str) -> None:
    """Disclaimers, legal lines, calls to action, navigation."""
    assert marks(f"Training takes weeks of work.\n\n{text}\n\nInference takes milliseconds.") == {
        "Training takes weeks of work.": False,
        text: True,
        "Inference takes milliseconds.": False,
    }


def test_sections_of_boilerplate_are_marked_as_a_whole() -> None:
    """A heading by what is below it, and what is below a heading by the heading."""
    text = (
        "Disclaimer\n\nChips may fail at any time.\n\n"
        "Is this advice?\n\nNo, this is not tax advice."
    )
    assert all(marks(text).values())


@pytest.mark.parametrize(
    "text",
    [
        "Quantization does not guarantee faster inference on every chip.",
        "Users sign contracts with cloud providers for reserved capacity.",
        "A model is not a lookup table, and training is not a single pass.",
        "The team contacted chip makers to ask about yields.",
    ],
)
def test_facts_are_no_boilerplate(text: str) -> None:
    """Also where they share a word with it."""
    assert marks(text) == {text: False}


@needs_seeds
def test_attributes_and_timeline_of_a_source() -> None:
    """Eighteen attributes in one list, three dates above it, two events with their dates."""
    document = seed(4)
    values = labelled(document, Kind.VALUE)
    listed = [
        block
        for block in read_blocks(document)
        if block.kind is Kind.VALUE and block.path[-1] == "Extracted Attributes"
    ]
    assert len(listed) == 18
    assert ("Training Market Dominance", "Nvidia (historically).") in values
    assert [key for key, _ in values[:3]] == [
        "First Mentioned",
        "Last Updated",
        "Research Retrieved",
    ]
    assert [date for date, _ in labelled(document, Kind.EVENT)] == ["2012", "Ongoing"]


@needs_seeds
def test_keys_and_values_of_a_source() -> None:
    """Five for each phase, under its headings, and the pairs of lines further down."""
    document = seed(3)
    keys = ["Purpose", "Frequency", "Data Volume", "Compute Needs", "Time Scale"]
    for path in (("AI Training", "Learning Phase"), ("AI Inference", "Application Phase")):
        found = [b for b in read_blocks(document) if b.kind is Kind.VALUE and b.path == path]
        assert [block.labels[0].of(document.text) for block in found] == keys
    values = labelled(document, Kind.VALUE)
    assert ("Inference Cost (Annual)", "$18M") in values
    assert ("Training", "Happens once, costs millions upfront") in values
    assert ("Quantization Support", "Efficient INT8/INT4 operations") in values


@needs_seeds
@pytest.mark.parametrize(("number", "count"), [(0, 5), (1, 4)])
def test_questions_of_the_sources(number: int, count: int) -> None:
    """Each frequently asked question has its answer."""
    document = seed(number)
    asked = [
        labels[0]
        for block, labels in zip(
            (b for b in read_blocks(document) if b.kind is Kind.ANSWER),
            labelled(document, Kind.ANSWER),
            strict=True,
        )
        if block.path[0] == "Frequently Asked Questions"
    ]
    assert len(asked) == count
    assert all(question.endswith("?") for question in asked)


@needs_seeds
def test_boilerplate_and_figures_of_a_source() -> None:
    """The seller's paragraphs are marked, no others; big numbers have their captions."""
    document = seed(2)
    blocks = read_blocks(document)
    marked = [b.span.of(document.text)[:24] for b in blocks if b.boilerplate]
    assert marked == [
        "Golden Core Mining helps",
        "Owning hardware does not",
        "From reading to owning",
        "Want hardware that serve",
        "Talk through what owning",
        "Operational benefits are",
        "Legal disclaimer. Golden",
    ]
    figures = {value: key[:16] for key, value in labelled(document, Kind.VALUE)}
    assert figures["4 to 5x"] == "Annual growth in"
    assert figures["~50%"] == "Surge in AI-focu"


def test_keys_below_an_entry_belong_to_what_it_names() -> None:
    """As the data of each device of a nested list; below prose they do not."""
    text = "# Devices\n\n* Acme X1\n  * Memory: 8 GB\n* It has two parts.\n  * Price: $9\n"
    found = paths(text, marked=True)
    assert found["8 GB"] == ("Devices", "Acme X1")
    assert found["$9"] == ("Devices",)


def test_lines_of_terms_are_keys_with_values() -> None:
    """Even where what a term is begins small and ends like a sentence."""
    text = "## Terms\n\nTTFT: time to first token.\nMFU: the share of a peak that is used.\n"
    blocks = {b.span.of(text): b for b in read_blocks(markdown(text))}
    assert blocks["the share of a peak that is used."].kind is Kind.VALUE
    assert blocks["time to first token."].labels[0].of(text) == "TTFT"


def test_a_colon_below_a_name_tells_what_it_is() -> None:
    """As in Markdown's lists of definitions."""
    text = "Acme X1\n: 8 GB of memory,\n  2 W.\n"
    (block,) = read_blocks(markdown(text))
    assert block.kind is Kind.VALUE
    assert block.labels[0].of(text) == "Acme X1"
    assert block.span.of(text) == "8 GB of memory,\n  2 W."


def test_sentences_in_bold_type_are_no_headings() -> None:
    """What stands below a headline tells as much as the text; a short line in bold is a heading."""
    dek = "**Inference took about half of all AI compute last year.**"
    text = f"# News\n\n{dek}\n\n**Costs**\n\nIt rose.\n"
    kinds = {b.span.of(text): b.kind for b in read_blocks(markdown(text))}
    assert kinds[dek] is Kind.PARAGRAPH
    assert kinds["Costs"] is Kind.HEADING


@pytest.mark.parametrize(
    "line",
    [
        "TRAINING TAKES THE LEAD AGAIN: WHAT WE EXPECT",
        "We combine three sources: (1) data; (2) notes.",
    ],
)
def test_headlines_and_sentences_with_a_colon_are_no_keys(line: str) -> None:
    """A line in capitals, or one that says what we do, has a colon for another reason."""
    text = f"REPORT\n\n{line}\n\nPower is scarce in the north of the country this year.\n"
    assert not any(b.kind is Kind.VALUE for b in read_blocks(plain(text)))
