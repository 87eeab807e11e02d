"""Who a document is by, by its title and the lines at its top."""

import pytest

from corpus.document import Document
from kg.extract.subject.masthead import author_of, firm_behind
from kg.extract.subject.voice import firm_of


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Sums\n\n22 June 2026, by Ann Roe\n\nText.", "Ann Roe"),
        ("**Author:** A. Roe, Acme platform group\n\nText.", "A. Roe"),
        (
            "*Ann Roe and Bo Lund, Platform, Acme Cloud. Posted 11 March 2026.*",
            "Ann Roe and Bo Lund",
        ),
        ("Reviewed: 3 October 2025. Written by Ann Roe, who once sold GPUs.", "Ann Roe"),
        ("Acme Labs Notes - by Ann Roe | 2 July 2025", "Ann Roe"),
    ],
)
def test_an_author_is_named_in_many_ways(text: str, author: str) -> None:
    """At the beginning of a line, after a mark, after a date, or as a signature."""
    assert author_of(Document("doc", "Doc", text)) == author


@pytest.mark.parametrize(
    ("title", "text", "firm"),
    [
        ("Prices | Acme Cloud", "# Prices", "Acme Cloud"),
        ("GPU pricing | NordCloud", "# GPU pricing", "NordCloud"),
        ("BRAM & POLE RESEARCH", "BRAM & POLE RESEARCH\n6 May 2025", "Bram & Pole Research"),
        ("Acme Silicon", "Acme Silicon\nZ1 card: frequently asked questions", "Acme Silicon"),
        ("Sums", "# Sums\n\n**Acme Research** · Oslo · 20 October 2025", "Acme Research"),
        ("Sums", "# Sums\n\nAcme Cloud product team. Last updated: 2 July 2025", "Acme Cloud"),
        (
            "Sums",
            "# Sums\n\nCentre for Data and Energy (CDE), Oslo, May 2026",
            "Centre for Data and Energy",
        ),
        ("How to halve a bill", "# How to halve a bill\n\nWe all pay.", None),
        ("Acme Cloud, third quarter: call notes", "# Acme Cloud, third quarter: call notes", None),
    ],
)
def test_the_firm_behind_a_document_is_named_at_its_top(
    title: str, text: str, firm: str | None
) -> None:
    """In the title, in a line of its own, or in one that gives the date; never in prose."""
    assert firm_behind(Document("doc", title, text)) == firm


def test_who_writes_for_an_institute_says_what_it_says() -> None:
    """A report is quoted by the name of the institute that publishes it."""
    text = "ACME RESEARCH\nAnalyst: Ann Roe\n6 November 2025"
    assert author_of(Document("doc", "ACME RESEARCH", text)) == "Acme Research"


def test_an_author_writes_for_the_firm_behind_the_document() -> None:
    """A speaker in it does not, whom it need not employ."""
    text = "By Ann Roe, 3 May 2025\n\nBo Lund: We have three halls."
    document = Document("doc", "Our halls | Acme Cloud", text)
    assert firm_of(document, "Ann Roe") == "Acme Cloud"
    assert firm_of(document, "Bo Lund") is None


def test_a_professor_is_of_the_university_and_not_of_the_subject() -> None:
    """The firm stands last, after what somebody does there."""
    text = "Marek Roe, professor of computer architecture, Oslo University of Technology"
    assert firm_of(Document("doc", "Talk", text), "ROE") == "Oslo University of Technology"
