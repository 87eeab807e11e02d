"""The packaged corpus restates its sources: all of their facts, none of their wording."""

import json
import re
from pathlib import Path

import pytest

from corpus.load import load_file
from corpus.packaged import packaged_documents

QUESTIONS = Path(__file__).parents[2] / "service/evaluation/packaged.jsonl"
SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"
RUN = 10
WORD = re.compile(r"[^\W_]+(?:[.,/-][^\W_]+)*")
NUMBER = re.compile(r"\b\d+(?:[.,:/]\d+)*")
# What opens an item ("2. Why ...") numbers the source and states nothing.
ORDINAL = re.compile(r"(?<![\w.,/$])\d\. ")
# Names written with two capitals or a digit: H100, FP16/BF16, RLHF, MI300X, AlexNet.
NAME = re.compile(r"\b[A-Za-z]*[A-Z][A-Za-z]*[A-Z0-9][A-Z0-9]*[a-z]*\b")
# Cells that the source runs together ("GoalTeach"), words said twice, and a filler in a transcript.
JOINED = frozenset(
    {"GoalTeach", "ParametersBeing", "TraitTrainingInference", "SummarySummary", "ER"}
)

every_document = pytest.mark.parametrize("path", packaged_documents(), ids=lambda path: path.stem)


def front_matter(path: Path) -> dict[str, str]:
    """The keys between the two `---` lines, each on one line."""
    opening, block, _ = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == ""
    return dict(line.split(": ", 1) for line in block.splitlines())


def source_text(path: Path) -> str:
    """The source that a packaged document restates; skips where the sources are not at hand."""
    source = SEEDS / front_matter(path)["source"]
    if not source.is_file():
        pytest.skip("the source documents are not distributed with the repository")
    return source.read_text(encoding="utf-8")


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of ten words, in lower case and without punctuation."""
    words = WORD.findall(text.lower())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def test_one_document_restates_each_source() -> None:
    """No source is left out, and ids are those of the sources."""
    if not SEEDS.is_dir():
        pytest.skip("the source documents are not distributed with the repository")
    assert [path.stem for path in packaged_documents()] == sorted(p.stem for p in SEEDS.iterdir())


@every_document
def test_front_matter_says_what_it_restates(path: Path) -> None:
    """Title, source file and the note that it is a restatement."""
    front = front_matter(path)
    assert front.keys() - {"publisher"} == {"title", "source", "note"}
    assert front["source"] == f"{path.stem}.txt"
    assert "in our own words" in front["note"]
    assert all(front.values())


@every_document
def test_loads_with_its_front_matter(path: Path) -> None:
    """Id, title and publisher come out as the file states them; the text is the file's."""
    document, front = load_file(path), front_matter(path)
    assert document.id == path.stem
    assert document.title == front["title"]
    assert document.publisher == front.get("publisher")
    assert document.text == path.read_text(encoding="utf-8")


@every_document
def test_copies_no_wording(path: Path) -> None:
    """Not ten words in a row are its source's."""
    assert runs(path.read_text(encoding="utf-8")) & runs(source_text(path)) == set()


@every_document
def test_keeps_every_number(path: Path) -> None:
    """Each figure of the source stands in the restatement as the source writes it."""
    text = path.read_text(encoding="utf-8")
    stated = ORDINAL.sub("", source_text(path))
    missing = set(NUMBER.findall(stated)) - set(NUMBER.findall(text))
    assert missing == set()


@every_document
def test_keeps_every_name(path: Path) -> None:
    """Each product, format and abbreviation of the source stands in the restatement."""
    text = path.read_text(encoding="utf-8")
    missing = set(NAME.findall(source_text(path))) - set(NAME.findall(text)) - JOINED
    assert missing == set()


def test_questions_can_be_answered_from_the_documents_they_name() -> None:
    """Each part of a right answer and some evidence stand in every document that must be cited."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in packaged_documents()}
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert len({question["id"] for question in questions}) == len(questions)
    for question in filter(lambda question: question["answerable"], questions):
        named = [texts[document] for document in question["documents"]]
        for group in question["must"]:
            assert matches(group, "\n".join(named)), (question["id"], group)
        for text in named:
            assert matches(question["evidence"], text), question["id"]


def matches(patterns: list[str], text: str) -> bool:
    """Whether one of the patterns is found, as the scorer looks for it."""
    return any(re.search(pattern, text, re.IGNORECASE | re.DOTALL) for pattern in patterns)
