"""Promises of service/evidence/weigh.py: what speaks for a sentence as an answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.embed import Encoder
from service.evidence.candidate import Candidate
from service.evidence.weigh import WEIGHTS
from service.knowledge_base import KnowledgeBase
from tests.service.papers import open_papers, weighed

PAPERS = {
    "guide": (
        "# A guide\n\n## Training\n\nTraining takes three weeks on 512 GPUs.\n\n"
        "What does training take?\n\n"
        "## Serving\n\nInference takes 40 milliseconds a reply. Inference is the use of a trained "
        "model on new inputs. Inference is cheap, because a reply needs one pass.\n\n"
        "Training is my winter, inference is my summer.\n\n"
        "Training is dear and inference is cheap. Google rents out the TPU v5e.\n"
    ),
    "stages": (
        "# Models\n\n## The stages of a model\n\nA model goes through these stages:\n\n"
        "- Pre-training\n- Fine-tuning\n- Quantization\n\n"
        "## More on them\n\nPre-training reads much text, and fine-tuning "
        "is done on data of one's own.\n"
    ),
}


@pytest.fixture(scope="module")
def kb(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A short guide."""
    with open_papers(PAPERS, encoder, tmp_path_factory.mktemp("guide")) as kb:
        yield kb


def features(kb: KnowledgeBase, question: str, words: str) -> dict[str, float]:
    """What speaks for the candidate that has the words, by name."""
    _, candidates = weighed(kb, question)
    return dict(next(c for c in candidates if words in c.text).features)


def test_candidates_come_best_first_with_all_their_features(kb: KnowledgeBase) -> None:
    """The score is their weighted sum."""
    _, candidates = weighed(kb, "How long does training take?")
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)
    for candidate in candidates:
        named = dict(candidate.features)
        assert named.keys() == WEIGHTS.keys()
        assert candidate.score == pytest.approx(sum(WEIGHTS[n] * v for n, v in named.items()))


def test_a_question_among_the_sentences_answers_nothing(kb: KnowledgeBase) -> None:
    """However much it is like the one that is asked."""
    _, candidates = weighed(kb, "What does training take?")
    assert not any(candidate.text.endswith("?") for candidate in candidates)


@pytest.mark.parametrize(
    ("question", "lists"),
    [
        ("Which stages does a model go through?", 1),
        ("What does pre-training include?", 0),
        ("Which data is fine-tuning done on?", 0),
    ],
)
def test_a_list_is_no_answer_about_one_of_its_items(
    kb: KnowledgeBase, question: str, lists: int
) -> None:
    """What the question names itself is not what it asks for."""
    asked, weigher = kb.read(question), kb._composer._weigher
    hits = kb.gather(question).sentences
    found = weigher.weigh(asked, hits, weigher.bearings(asked))
    assert sum(candidate.reading.is_list for candidate in found) == lists


def test_a_value_of_the_kind_asked_for_counts(kb: KnowledgeBase) -> None:
    """Its lack counts against a sentence; where none is asked for, neither."""
    question = "How long does training take?"
    assert features(kb, question, "three weeks")["value"] == 1
    assert features(kb, question, "dear")["value"] < 0
    assert features(kb, "What is training?", "three weeks")["value"] == 0


def test_the_phase_asked_for_counts_and_the_other_counts_against(kb: KnowledgeBase) -> None:
    """A sentence on both is on the one asked for."""
    question = "What does training take?"
    assert features(kb, question, "three weeks")["phase"] == 1
    assert features(kb, question, "40 milliseconds")["phase"] == -1
    assert features(kb, question, "dear")["phase"] == 1
    assert features(kb, "training against inference", "three weeks")["phase"] == 0


def test_a_claim_of_the_property_asked_for_counts(kb: KnowledgeBase) -> None:
    """How long: duration or latency."""
    assert features(kb, "How long does training take?", "three weeks")["property"] > 0
    assert features(kb, "How long does training take?", "Google")["property"] == 0


def test_the_shape_of_the_kind_of_answer_counts(kb: KnowledgeBase) -> None:
    """A definition opens with the term, a cause says because, a comparison has both sides."""
    assert features(kb, "What is inference?", "use of a trained")["shape"] == 1
    assert features(kb, "What is inference?", "512 GPUs")["shape"] == 0
    assert features(kb, "Why is inference cheap?", "because")["shape"] == 1
    assert features(kb, "Why is inference cheap?", "512 GPUs")["shape"] == 0
    assert features(kb, "Is training dear compared to inference?", "dear")["joint"] == 1


def test_an_instance_of_the_class_asked_for_counts(kb: KnowledgeBase) -> None:
    """A TPU v5e is a TPU, a GPU is not."""
    assert features(kb, "Which TPU can be rented?", "v5e")["instance"] == 1
    assert features(kb, "Which TPU can be rented?", "512 GPUs")["instance"] == 0


def test_the_type_asked_for_counts_unless_the_question_gives_it(kb: KnowledgeBase) -> None:
    """Which company: Google; but not where it is asked what else."""
    assert features(kb, "Which company rents out the TPU v5e?", "Google")["type"] == 1
    assert features(kb, "Which company besides Google rents it out?", "Google")["type"] == 0


def test_names_count_by_how_many_of_them_are_there(kb: KnowledgeBase) -> None:
    """One of two is half."""
    assert features(kb, "Does Google rent out the H100?", "Google")["concepts"] == 0.5
    assert features(kb, "Does Google rent out the TPU v5e?", "Google")["concepts"] == 1


def test_properties_tell_between_nothing_and_all(kb: KnowledgeBase) -> None:
    """What every other sentence states tells less; what none states tells nothing."""
    telling = kb._composer._weigher.telling
    assert all(0 <= share <= 1 for share in telling.values())
    assert telling["no such property"] == 0


def test_the_same_question_weighs_the_same(kb: KnowledgeBase) -> None:
    """Also the second time, when all is read."""

    def order() -> list[Candidate]:
        return list(weighed(kb, "Why is inference cheap?")[1])

    assert order() == order()


@pytest.mark.parametrize(
    "question", ["an analogy for training and inference", "a metaphor for training?"]
)
def test_a_thing_called_something_else_is_an_analogy(kb: KnowledgeBase, question: str) -> None:
    """Though no claim states one."""
    assert features(kb, question, "winter")["shape"] == 1
    assert features(kb, question, "512 GPUs")["shape"] == 0


def test_figures_count_where_a_measured_property_is_asked_for(kb: KnowledgeBase) -> None:
    """Even if it can be told in words."""
    assert features(kb, "size of a training run", "512 GPUs")["value"] >= 0


def test_a_lead_in_is_no_answer(encoder: Encoder, tmp_path: Path) -> None:
    """However short it is."""
    text = "# Log\n\nChanged:\n\n1. Long prompts now wait in a queue.\n2. Short ones do not.\n"
    with open_papers({"log": text}, encoder, tmp_path) as kb:
        _, candidates = weighed(kb, "How was it changed?")
        assert not any(candidate.text == "Changed." for candidate in candidates)


def test_a_list_below_a_question_answers_it(encoder: Encoder, tmp_path: Path) -> None:
    """Though its lead is a question itself."""
    text = (
        "# FAQ\n\n## What can a farm do against its peaks?\n\n- cap the power of its boards\n"
        "- train at night\n- move replies elsewhere\n"
    )
    with open_papers({"faq": text}, encoder, tmp_path) as kb:
        told = kb.ask("what can farms do about peaks?").statements[0].text
        assert all(way in told for way in ("cap the power", "train at night", "move replies"))


def test_the_list_after_a_sentence_goes_with_it(encoder: Encoder, tmp_path: Path) -> None:
    """Where the causes of what it states are counted up, also in a table."""
    text = (
        "# Log\n\n## Failures\n\nThe farm of Lyon failed 137 times in May. The breakdown:\n\n"
        "| Cause | Share |\n| --- | --- |\n| Bad cables | 60 % |\n| Heat | 40 % |\n"
    )
    with open_papers({"log": text}, encoder, tmp_path) as kb:
        told = " ".join(s.text for s in kb.ask("why did the farm of Lyon fail in May?").statements)
        assert "Bad cables; Heat" in told


def test_a_reason_is_wanted_for_what_a_comparison_is_about(kb: KnowledgeBase) -> None:
    """Why one is dearer than the other: not what is said of the other alone."""
    question = "Why is training more costly than inference?"
    assert features(kb, question, "three weeks")["phase"] == 1
    assert features(kb, question, "40 milliseconds")["phase"] == -1
    assert features(kb, "Why do training and inference differ?", "three weeks")["phase"] == 0
