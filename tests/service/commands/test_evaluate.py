"""The command `eval`: what it prints, and how it exits."""

import json
from pathlib import Path

import pytest

from service.cli import run
from service.settings import PREFIX, Settings

LINES = [
    {
        "id": "memory",
        "question": "How much memory does the H200 have?",
        "kind": "quantity",
        "answerable": True,
        "must": [["141 ?GB"]],
        "documents": ["chips"],
        "evidence": ["141 GB of memory"],
    },
    {
        "id": "price",
        "question": "What does an H100 cost?",
        "kind": "quantity",
        "answerable": True,
        "must": [["40,000"]],
        "documents": ["chips"],
    },
    {
        "id": "rome",
        "question": "Who founded the city of Rome?",
        "kind": "unanswerable",
        "answerable": False,
    },
]
ELSEWHERE = LINES[0] | {"id": "elsewhere", "documents": ["flowers"]}


@pytest.fixture(autouse=True)
def _here(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small index is the one in use, and nothing else is set."""
    for name in (*Settings.model_fields, "config"):
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.setenv("PHASEBOOK_INDEX", str(small_index))


@pytest.fixture
def questions(tmp_path: Path) -> str:
    """Three questions: one answered right, one wrong, one rightly refused."""
    return written(tmp_path, LINES)


def written(folder: Path, lines: list[dict[str, object]]) -> str:
    """The path of a question set."""
    file = folder / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return str(file)


def test_people_can_read_it(capsys: pytest.CaptureFixture[str], questions: str) -> None:
    """By kind, refusals both ways, citations, words, times, and the curve with its area."""
    assert run(["eval", questions]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    rows = [line.split() for line in out.splitlines()]
    assert ["quantity", "1", "2", "50.0%"] in rows
    assert ["unanswerable", "1", "1", "100.0%"] in rows
    assert ["all", "2", "3", "66.7%"] in rows
    assert "refused: 1 of 1 unanswerable, 0 of 2 answerable" in out
    assert "answers that quote the evidence: 1 of 1 (100.0%)" in out
    assert "latency: median" in out
    assert "AURC" in out
    assert "40,000" not in out


def test_failures_are_told_with_their_reasons(
    capsys: pytest.CaptureFixture[str], questions: str
) -> None:
    """What failed alone, and what was said."""
    assert run(["eval", questions, "--failures"]) == 0
    out = capsys.readouterr().out
    assert "price [quantity] What does an H100 cost?" in out
    assert "answer lacks '40,000'" in out
    assert "$30,000" in out
    assert "memory [quantity]" not in out


def test_json_has_all_of_it(capsys: pytest.CaptureFixture[str], questions: str) -> None:
    """Nothing else is printed; the failures are in it."""
    assert run(["eval", questions, "--json", "--calibrate"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["passed"] == {"count": 2, "of": 3}
    assert found["kinds"]["quantity"] == {"count": 1, "of": 2}
    assert found["refused"]["unanswerable"] == {"count": 1, "of": 1}
    assert found["direct"] == {"count": 1, "of": 2}
    supporting = found["citations"]["supporting"]
    assert 2 <= supporting["count"] <= supporting["of"]
    assert [failure["id"] for failure in found["failures"]] == ["price"]
    assert 0 < found["latency_ms"]["median"] <= found["latency_ms"]["most"]
    assert 0 < found["words"]["most"] <= 80
    assert found["selective"]["points"][-1]["coverage"] == 1
    assert found["calibration"] == {"risk": 0.2, "certainty": 0.9, "steps": [], "threshold": None}
    assert found["absent"] == []


@pytest.mark.parametrize(("share", "code"), [("0.6", 0), ("0.7", 1)])
def test_a_bar_decides_the_exit_code(questions: str, share: str, code: int) -> None:
    """2 of 3 pass."""
    assert run(["eval", questions, "--at-least", share]) == code


def test_documents_that_are_not_indexed_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The rest is scored all the same, and the exit code is 1."""
    assert run(["eval", written(tmp_path, [*LINES, ELSEWHERE])]) == 1
    out, err = capsys.readouterr()
    assert err == "phasebook: elsewhere cannot pass: the index does not hold flowers\n"
    assert "2       4" in out


def test_a_set_over_other_documents_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Nothing is asked where nothing could pass: it is the wrong index."""
    assert run(["eval", written(tmp_path, [ELSEWHERE, LINES[2]])]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "'flowers'" in err
    assert "--index" in err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl"),
        (["--at-least", "80"], "--at-least"),
        (["--risk", "1"], "--risk"),
        ([], "--index"),  # the packaged set over another index
    ],
)
def test_bad_input_is_named(
    capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    """One line on standard error, exit 2."""
    assert run(["eval", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("phasebook: ")
    assert err.count("\n") == 1
    assert named in err


def test_without_a_file_the_packaged_questions_are_asked(
    capsys: pytest.CaptureFixture[str], packaged_index: Path
) -> None:
    """The package brings them."""
    assert run(["eval", "--index", str(packaged_index), "--calibrate"]) == 0
    out = capsys.readouterr().out
    assert "definition" in out
    assert "bound" in out
