"""Promises of service/evaluation/item.py: what a question set says, and what is wrong with one."""

import json
from pathlib import Path

import pytest

from corpus.errors import InvalidInputError
from corpus.packaged import packaged_documents
from service.evaluation.item import KINDS, Item, packaged_items, read_items

LONGEST = 2_000
LINE: dict[str, object] = {"id": "q1", "question": "Why?", "kind": "cause", "answerable": True}


def written(folder: Path, *lines: dict[str, object] | str) -> Path:
    """A question set of these lines."""
    file = folder / "questions.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join(texts), encoding="utf-8")
    return file


def test_a_line_is_read_as_it_is(tmp_path: Path) -> None:
    """Every key of the format; keys beyond it are let be, blank lines skipped."""
    line = LINE | {
        "must": [["a", "b"], ["c"]],
        "must_not": ["d"],
        "documents": ["one"],
        "documents_all": ["two", "three"],
        "evidence": ["e"],
        "note": "of nobody's concern",
    }
    (item,) = read_items(written(tmp_path, "", line, "  "), LONGEST)
    assert (item.id, item.question, item.kind, item.answerable) == ("q1", "Why?", "cause", True)
    assert (item.must, item.must_not, item.evidence) == ((("a", "b"), ("c",)), ("d",), ("e",))
    assert (item.documents, item.documents_all) == (("one",), ("two", "three"))
    assert item.supporting == {"one", "two", "three"}


def test_what_is_not_said_is_not_asked_of_the_answer(tmp_path: Path) -> None:
    """Four keys are enough; a byte order mark and odd line ends within a question do no harm."""
    file = written(tmp_path, LINE | {"question": "Why?"})
    file.write_text("\ufeff" + json.dumps(LINE | {"question": "Why\u2028not?"}, ensure_ascii=False))
    (item,) = read_items(file, LONGEST)
    assert item.question == "Why\u2028not?"
    assert (item.must, item.must_not, item.evidence, item.documents) == ((), (), (), ())


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ([], "no question"),
        (["", " "], "no question"),
        ([LINE, '{"id": '], "line 2"),
        ([LINE, "[1]"], "line 2"),
        (["", {**LINE, "kind": "riddle"}], "line 2 "),
        ([{**LINE, "kind": "riddle"}], "'riddle' is none of definition"),
        ([{"id": "q1", "question": "Why?", "kind": "cause"}], "answerable"),
        ([{**LINE, "answerable": "yes"}], "answerable"),
        ([{**LINE, "kind": "unanswerable"}], "unanswerable"),
        ([{**LINE, "must": ["a"]}], "must: 0"),
        ([{**LINE, "must": [[]]}], "must: 0"),
        ([{**LINE, "evidence": "a"}], "evidence"),
        ([{**LINE, "id": ""}], "id: "),
        ([{**LINE, "must": [["a", "b("]]}], "question 'q1' has a broken pattern, 'b('"),
        ([{**LINE, "must_not": ["["]}], "'['"),
        ([{**LINE, "evidence": ["*"]}], "'*'"),
        ([LINE, {**LINE, "question": "How?"}], "two questions have the id 'q1'"),
        ([{**LINE, "question": " "}], "question 'q1': the question has no words"),
        ([{**LINE, "question": "why " * LONGEST}], "question 'q1': "),
    ],
)
def test_a_broken_set_is_refused(
    tmp_path: Path, lines: list[dict[str, object] | str], named: str
) -> None:
    """One line of what is wrong and where."""
    with pytest.raises(InvalidInputError) as caught:
        read_items(written(tmp_path, *lines), LONGEST)
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """By the file's name."""
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInputError, match=r"questions\.jsonl"):
        read_items(file, LONGEST)


@pytest.mark.parametrize(
    ("one_of", "all_of", "indexed", "lacking"),
    [
        ((), (), {"x"}, ()),
        (("a", "b"), (), {"a"}, ()),
        (("a", "b"), (), {"x"}, ("a", "b")),
        (("a",), ("a", "b"), {"a"}, ("b",)),
        (("x",), ("a", "b"), {"a", "b"}, ()),
    ],
)
def test_documents_it_cannot_do_without(
    one_of: tuple[str, ...], all_of: tuple[str, ...], indexed: set[str], lacking: tuple[str, ...]
) -> None:
    """One of the first, all of the second, as the judge wants them cited."""
    item = Item(
        id="q", question="?", kind="list", answerable=True, documents=one_of, documents_all=all_of
    )
    assert item.lacks(indexed) == lacking


def test_the_packaged_set_is_whole() -> None:
    """Eighty questions or more, of every kind, each with an answer over the packaged documents."""
    items = packaged_items(LONGEST)
    assert len(items) >= 80
    assert {item.kind for item in items} == set(KINDS)
    documents = {path.stem for path in packaged_documents()}
    for item in items:
        assert not item.lacks(documents)
        assert not item.answerable or (item.must and item.evidence and item.documents)
