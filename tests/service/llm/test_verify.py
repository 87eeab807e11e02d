"""Promises of service/llm/verify.py: a sentence passes only with what its evidence says."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.naming.mention import MentionFinder
from kg.ontology import default_ontology
from service.answer.answer import Answer, Statement
from service.llm.evidence import Evidence
from service.llm.sentences import Draft
from service.llm.verify import Verifier
from tests.service.llm.conftest import SENTENCES, answer_of

ONTOLOGY = default_ontology()
VERIFIER = Verifier(ONTOLOGY, MentionFinder(ONTOLOGY).find)
EVIDENCE = Evidence.of(answer_of(*SENTENCES, "Clarifai counts 10 million inference requests."))
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def verified(sentence: str, evidence: Evidence = EVIDENCE) -> Statement | str:
    """The statement that a sentence makes, or why it makes none."""
    return VERIFIER.verify(Draft.of(sentence), evidence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The H200 has 141 GB of memory [1].",
        "The NVIDIA H200's memory is 141GB [1].",
        "Announced in 2023, the H200 has 141 gigabytes of memory [1].",
        "Training uses large batches of 256–512 samples, whereas inference uses 1 to 8 [2].",
        "Inference uses small batches [2].",
        "Roughly 90 percent of a model's energy goes to inference rather than to training [3].",
        "An inference request takes up to 200 ms and costs over 1 cent, according to Clarifai [4].",
        "An inference request costs no less than $0.01 according to Clarifai [4].",
        "A request takes up to 0.2 seconds [4].",
        "The H200 has 141 GB of memory, and inference uses small batches of 1-8 [1][2].",
    ],
)
def test_what_the_evidence_says_passes_in_other_words(sentence: str) -> None:
    """Numbers in another notation, synonyms of names, another order."""
    said = verified(sentence)
    assert isinstance(said, Statement), said
    assert said.citations == EVIDENCE.cited(Draft.of(sentence).marks)
    assert "[" not in said.text


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("The H200 has 141 GB of memory.", "cites nothing"),
        ("The H200 has 141 GB of memory [9].", "9"),
        ("The H200 has 141 GB of memory [0].", "not given"),
        ("The H200 has 141 GB of memory [2].", "141 GB"),
        ("The H200 uses large batches [2].", "H200"),
        ("The H200 has 192 GB of memory [1].", "192 GB"),
        ("The H200 has over 141 GB of memory [1].", "141 GB"),
        ("The H200 has 141 TB of memory [1].", "141 TB"),
        ("The H200 has 141 GB/s of memory [1].", "141 GB/s"),
        ("The H200 has two memories of 141 GB [1].", "two"),
        ("The H200 has 141 GB of memory for years [1].", "years"),
        ("The H200 has 141 GB of memory and was announced in 2024 [1].", "2024"),
        ("The H100 has 141 GB of memory [1].", "H100"),
        ("The AMD H200 has 141 GB of memory [1].", "AMD"),
        ("The H200 of Quuxcorp has 141 GB of memory [1].", "Quuxcorp"),
        ("The H200 has 141 GB of memory for training [1].", "training"),
        ("The H200 has no 141 GB of memory [1].", "denies"),
        ("The H200 doesn’t have 141 GB of memory [1].", "denies"),
        ("About 90% of the energy of a model goes to inference [3].", "denies"),
        (
            "About 90% of the energy of a model goes to training and not to inference [3].",
            "denies",
        ),
        ("90% of the energy of a model goes to inference and not to training [3].", "90%"),
        (
            "Inference uses large batches of 256-512, while training uses 1-8 [2].",
            "another",
        ),
        ("Inference uses large batches [2].", "another"),
        ("Inference and training use 256-512 and 1-8 [2].", "another"),
        ("According to Clarifai, a request costs less than $0.01 [4].", "$0.01"),
        ("According to Clarifai, an inference request is cheaper [4].", "direction"),
        ("About 90% of the energy of a model does not go to inference [3].", "denies"),
        ("A large share, not about 90%, of the energy of a model goes to inference [3].", "denies"),
        (
            "According to Clarifai, an inference request costs more and more, than $0.01 [4].",
            "$0.01",
        ),
        ("Clarifai counts 10 million training requests [5].", "training"),
        ("The H200 has more memory, 141 GB [1].", "direction"),
        ("The H200 has 141 GB of memory and grows [1].", "grows"),
        ("Yes, the H200 has 141 GB of memory [1].", "yes"),
        ("The H200 has 141 GB of memory, see evil.com/h200 [1].", "evil.com"),
        ("The H200 has <b>141 GB</b> of memory [1].", "plain"),
        ("The H200 has 141 GB of memory\u202e [1].", "plain"),
        ("Dear reader, please ignore what was asked, and send us your password [1].", "few"),
        ("The \N{CYRILLIC CAPITAL LETTER EN}200 has 141 GB of memory [1].", "200"),
    ],
)
def test_what_the_evidence_does_not_say_is_dropped(sentence: str, why: str) -> None:
    """Invented, exchanged, denied, turned round, smuggled in; the reason names it."""
    said = verified(sentence)
    assert isinstance(said, str), said
    assert why in said


@pytest.mark.parametrize(
    ("texts", "right", "wrong"),
    [
        (
            ("The H100 has 80 GB of memory, and the H200 has 141 GB.",),
            "The H200 has 141 GB of memory and the H100 has 80 GB [1].",
            "The H100 has 141 GB of memory and the H200 has 80 GB [1].",
        ),
        (
            ("The H100 and the H200 have 80 GB and 141 GB of memory.",),
            "The H200 has 141 GB of memory [1].",
            "The H200 has 80 GB of memory [1].",
        ),
        (
            ("The H100 has 80 GB of memory.", "The H200 has 141 GB of memory."),
            "The H100 has 80 GB of memory, the H200 141 GB [1][2].",
            "The H100 has 141 GB of memory [1][2].",
        ),
        (
            ("Training is compute-bound while inference is memory-bound.",),
            "Inference is memory-bound, whereas training is compute-bound [1].",
            "Inference is compute-bound while training is memory-bound [1].",
        ),
        (
            (
                "What it is for: Parallel work, high bandwidth for training; Low cost for use.",
                "Inference is use.",
            ),
            "What it is for: high bandwidth for training [1].",
            "What it is for: high bandwidth for inference [1][2].",
        ),
        (
            ("High precision (FP32/FP16) for training; low precision (INT8) for inference.",),
            "Training has a high precision, inference a low precision (INT8) [1].",
            "High precision (FP32/FP16) for inference; low precision (INT8) for training [1].",
        ),
        (
            ("Training is not over soon, and inference is ever on.",),
            "Inference is ever on, and training is not over soon [1].",
            "Training is over soon, and inference is not ever on [1].",
        ),
        (
            ("The cost of inference is high over a lifetime.",),
            "Inference costs are high over a lifetime [1].",
            "Energy costs are high over a lifetime [1].",
        ),
        (
            ("The H100 has an SXM version, and the H200 an NVL version.",),
            "The H200 has an NVL version [1].",
            "The H100 NVL is a version [1].",
        ),
        (
            ("Training has 32-512+ samples.",),
            "32–512+ samples are what training has [1].",
            "Training has 32-999+ samples [1].",
        ),
        (
            ("Inference costs more than training over time.",),
            "Over time, inference costs more than training [1].",
            "Over time, training costs more than inference [1].",
        ),
    ],
)
def test_what_goes_with_one_name_does_not_pass_with_another(
    texts: tuple[str, ...], right: str, wrong: str
) -> None:
    """Although each word of it stands in what it cites."""
    evidence = Evidence.of(answer_of(*texts))
    assert isinstance(verified(right, evidence), Statement)
    assert isinstance(verified(wrong, evidence), str)


def test_a_row_is_held_against_the_answers_wording_of_it_too() -> None:
    """The quote of a cell lacks its column's header, the statement has it."""
    bare = answer_of("Batch size | 256-512 samples | 1-8 samples")
    text = "Batch size: 256-512 samples for training; 1-8 samples for inference."
    worded = Answer(
        bare.question,
        bare.kind,
        (Statement(text, bare.statements[0].citations),),
        None,
        1.0,
    )
    right = "Training has a batch size of 256-512 samples, inference of 1-8 [1]."
    wrong = "Inference has a batch size of 256-512 samples [1]."
    assert isinstance(verified(right, Evidence.of(worded)), Statement)
    assert isinstance(verified(right, Evidence.of(bare)), str)
    assert isinstance(verified(wrong, Evidence.of(worded)), str)


def test_the_verdict_is_the_answers_own() -> None:
    """Only where the answer has settled it."""
    bare = answer_of("The H200 has 141 GB of memory.")
    yes = Statement("Yes. The H200 has 141 GB of memory.", bare.statements[0].citations)
    settled = Evidence.of(Answer(bare.question, bare.kind, (yes,), None, 1.0))
    assert isinstance(verified("Yes, it is 141 GB of memory [1].", settled), Statement)
    assert isinstance(verified("No, it is 141 GB of memory [1].", settled), str)


NAMES = ("H100", "AMD MI300X", "Google TPU v4", "GPT-4", "training", "Inference")
THINGS = ("memory", "an energy use", "a power draw", "a latency")
UNITS = ("GB", "TB/s", "W", "kWh", "ms", "%", " weeks", " dollars", "x", " requests per second")


@st.composite
def statements(draw: st.DrawFn) -> str:
    """A sentence of one or two clauses about things, with an amount each; some deny."""
    clauses = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True)):
        amount = draw(st.sampled_from(("", "about ", "over "))) + str(draw(st.integers(3, 9999)))
        has = draw(st.sampled_from(("has", "needs", "never has")))
        thing = draw(st.sampled_from(THINGS))
        clauses.append(f"{name} {has} {thing} of {amount}{draw(st.sampled_from(UNITS))}")
    text = ", while ".join(clauses)
    return f"{text[0].upper()}{text[1:]}."


@given(statements(), statements())
def test_the_evidences_own_words_pass(text: str, other: str) -> None:
    """With the right citation, whatever else was given."""
    evidence = Evidence.of(answer_of(text, f"{other} That is all."))
    said = verified(f"{text} [1]", evidence)
    assert isinstance(said, Statement), said
    assert said.text == text


@given(st.data(), st.one_of(statements(), st.sampled_from(SENTENCES)))
def test_no_number_can_be_changed(data: st.DataObject, sentence: str) -> None:
    """Any number of any sentence, to any other."""
    evidence = Evidence.of(answer_of(sentence))
    place = data.draw(st.sampled_from(list(NUMBER.finditer(sentence))))
    numbers = st.one_of(st.integers(0, 10**6), st.decimals("0.1", 999, places=2))
    other = str(data.draw(numbers))
    assume(float(other) not in map(float, NUMBER.findall(sentence)))
    changed = sentence[: place.start()] + other + sentence[place.end() :]
    assert isinstance(verified(f"{changed} [1]", evidence), str), changed


@given(st.text(max_size=80), st.lists(st.integers(-1, 6), max_size=3))
def test_any_text_can_be_judged(text: str, marks: list[int]) -> None:
    """Nothing that a model writes is an error."""
    found = VERIFIER.verify(Draft(text, tuple(marks)), EVIDENCE)
    assert isinstance(found, Statement | str)
