"""No claim says the contrary of its sentence: what governs its words decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.claim import Claim, Concept
from kg.extract.denial import contrasted
from kg.language.syntax import tokens
from tests.kg.extract.reading_of import claims_of

DENYING = [
    "They do not use {} for {}.",
    "Nobody here uses {} for {}.",
    "No lab uses {} for {}.",
    "We no longer use {} for {}.",
    "Vantor avoids {} for {}.",
    "Vantor refuses to use {} for {}.",
    "They stopped using {} for {} last year.",
    "They gave up {} for {}.",
    "Vantor rarely uses {} for {}.",
    "Vantor uses CPUs instead of {} for {}.",
    "Vantor has racks of CPUs but no {} for {}.",
    "They neither rent nor buy {} for {}.",
    "It is not true that they use {} for {}.",
]
UNCERTAIN = [
    "Without {} for {}, work takes weeks.",
    "If you use {} for {}, power matters.",
    "Nobody avoids {} for {}.",
    "Vantor plans to use {} for {}.",
    "Few labs use {} for {}.",
    "It is unclear whether they use {} for {}.",
]
AFFIRMING = [
    "Vantor uses {} for {}.",
    "They do not sell CPUs but use {} for {}.",
    "Vantor moved from CPUs to {} for {}.",
    "Vantor uses not only CPUs but also {} for {}.",
]
THINGS = ["H100s", "TPU v5p", "the L40S", "A100 cards"]
PHASES = ["training", "inference"]


def _uses(text: str, phase: str) -> list[Claim]:
    """The claims that a thing serves a phase."""
    found = (c for c in claims_of(text) if c.predicate == "usedFor")
    return [c for c in found if isinstance(c.object, Concept) and c.object.label == phase]


@given(st.sampled_from(DENYING), st.sampled_from(THINGS), st.sampled_from(PHASES))
def test_what_governs_a_phrase_denies_it(words: str, thing: str, phase: str) -> None:
    """Whoever, verb, adverb or preposition denies: the claim is denied, its quote tells by what."""
    text = words.format(thing, phase)
    found = _uses(text, phase)
    assert [c.negated for c in found] == [True], text
    assert found[0].source.start == 0, text


@given(st.sampled_from(UNCERTAIN), st.sampled_from(THINGS), st.sampled_from(PHASES))
def test_what_is_supposed_planned_or_denied_twice_is_not_claimed(
    words: str, thing: str, phase: str
) -> None:
    """Neither that it is so nor that it is not."""
    assert _uses(words.format(thing, phase), phase) == []


@given(st.sampled_from(AFFIRMING), st.sampled_from(THINGS), st.sampled_from(PHASES))
def test_what_denies_another_phrase_leaves_this_one(words: str, thing: str, phase: str) -> None:
    """What is denied ends with "but", and "to" opens what comes in place of what is left."""
    text = words.format(thing, phase)
    assert [c.negated for c in _uses(text, phase)] == [False], text


def _said(text: str) -> set[str]:
    """Every claim of a text in words."""
    said = set()
    for c in claims_of(text):
        value = c.object.label if isinstance(c.object, Concept) else c.object.text
        said.add(f"{'not ' * c.negated}{c.subject.label} {c.predicate} {value}")
    return said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The H200 is hardly ever used for training.", "not NVIDIA H200 usedFor training"),
        ("The H200 is hardly suited to training.", "not NVIDIA H200 suitedTo training"),
        ("No GPU supports FP2.", "not GPU worksWith FP2"),
        ("None of the GPUs supports FP2.", "not GPU worksWith FP2"),
        ("Neither the H100 nor the H200 supports FP4.", "not NVIDIA H200 worksWith FP4"),
        ("Training no longer needs FP32.", "not training requires FP32"),
        ("Training isn't limited by memory but by latency.", "training bottleneck latency"),
        ("Training isn't limited by memory but by latency.", "not training bottleneck memory"),
        ("Training needs GPUs, not TPUs.", "training requires GPU"),
        ("Training needs GPUs, not TPUs.", "not training requires TPU"),
        ("It is a myth that the L4 is suited to training.", "not NVIDIA L4 suitedTo training"),
        ("It is wrong that the L4 is used for training.", "not NVIDIA L4 usedFor training"),
        ("The H200 is not only used for training.", "NVIDIA H200 usedFor training"),
        ("GPUs, not TPUs, are used for training.", "GPU usedFor training"),
        ("The L40S lacks NVLink.", "NVIDIA L40S states lacks NVLink"),
    ],
)
def test_a_clause_says_what_it_denies_as_denied(text: str, says: str) -> None:
    """In whatever part of it the words stand that deny."""
    assert says in _said(text), _said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Not every model is trained on GPUs.",
        "It is doubtful that the H200 is used for training.",
        "The L40S is anything but suited to training.",
        "Training is not always limited by memory.",
        "No single GPU can hold the model.",
        "The L40S barely supports training.",
        "The B200 draws 1,000 W, not the 700 W that they told us.",
    ],
)
def test_what_only_part_of_a_sentence_says_is_not_claimed(text: str) -> None:
    """Not of all models, and nothing that the sentence has only to set it aside."""
    told = ("700 W", "trained on GPUs", "usedFor", "suitedTo", "bottleneck", "hold", "supports")
    assert [said for said in _said(text) if any(words in said for words in told)] == []


def test_a_shunned_product_is_not_reduced() -> None:
    """Nothing makes less of it; of a cost, it does."""
    assert not any("reduces" in said for said in _said("Vantor avoids the L40S for training."))
    assert any("reduces" in said for said in _said("Caching avoids latency spikes."))


@given(st.lists(st.sampled_from(["GPUs", "not", "but", "rather", "than", ",", "and"]), min_size=1))
def test_a_contrast_never_adds_words(words: list[str]) -> None:
    """Its parts lie within the object, in order, and apart."""
    row = tokens(" ".join(words))
    for denied in (True, False):
        parts = [part for part, _ in contrasted(row, (0, len(row)), denied=denied)]
        ends = [0, *(place for part in parts for place in part), len(row)]
        assert ends == sorted(ends)
