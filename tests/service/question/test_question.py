"""Promises of service/question/question.py: what differently worded questions ask for."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from kg.claim import Concept
from kg.naming.mention import MentionFinder
from service.question.cues import leans, says
from service.question.kind import Kind
from service.question.question import INFERENCE, TRAINING, Question, analyse, phases_of, years
from service.question.vocabulary import Vocabulary
from tests.service.papers import ONTOLOGY

FINDER = MentionFinder(ONTOLOGY)
BOTH = (TRAINING, INFERENCE)
TRAIN = (TRAINING,)
INFER = (INFERENCE,)


def read(text: str) -> Question:
    """The question, read with the ontology alone."""
    return analyse(text, ONTOLOGY, FINDER)


# Question, kind, phases (in any order), and a property that it asks for (None: any).
WORDED: list[tuple[str, str, tuple[str, ...], str | None]] = [
    ("How do training and inference differ in latency?", "comparison", BOTH, "latency"),
    ("training vs inference hardware", "comparison", BOTH, "runsOn"),
    ("difference training inference cost", "comparison", BOTH, "price"),
    ("batch size training inference", "comparison", BOTH, "batchSize"),
    ("Which is cheaper, training or inference?", "comparison", BOTH, "price"),
    ("Does an H100 cost more in Oslo or in Bergen?", "comparison", (), "price"),
    ("Compare the H100 with the MI300X.", "comparison", (), None),
    ("h100 versus tpu v5", "comparison", (), None),
    ("difference between fine-tuning and pre-training", "comparison", TRAIN, None),
    ("teaching a model vs serving it", "comparison", BOTH, None),
    ("energy use of training compared to that of serving", "comparison", BOTH, "energyConsumption"),
    ("where does training run, and where does inference?", "comparison", BOTH, None),
    ("latency of training as opposed to inference", "comparison", BOTH, "latency"),
    ("what do training rigs have that serving rigs don't?", "comparison", BOTH, None),
    ("What does training need that inference can do without?", "comparison", BOTH, None),
    ("delay before the move and after it", "comparison", (), None),
    ("How much memory has an H100, and how much a B200?", "comparison", (), None),
    ("What is inference?", "definition", INFER, None),
    ("what is infrence", "definition", INFER, None),
    ("define quantization", "definition", (), None),
    ("what does RLHF mean", "definition", TRAIN, None),
    ("explain fine tuning to me", "definition", TRAIN, None),
    ("Tell me about NVLink", "definition", (), "interconnect"),
    ("What is a TPU?", "definition", (), None),
    ("inference", "definition", INFER, None),
    ("gpus", "definition", (), None),
    ("kv cache meaning", "definition", (), None),
    ("ok so what is backpropagation", "definition", (), None),
    ("How much does training a large model cost?", "quantity", TRAIN, "price"),
    ("size of an average input of inference", "quantity", INFER, "dataVolume"),
    ("how large is a single input to inference?", "quantity", INFER, "dataVolume"),
    ("how many gpus do you need to train gpt-4", "quantity", TRAIN, "deviceCount"),
    ("How long does training take?", "quantity", TRAIN, "duration"),
    ("How often does training happen?", "quantity", TRAIN, "frequency"),
    (
        "What percentage of lifetime cost goes to inference?",
        "quantity",
        INFER,
        "shareOfLifetimeCost",
    ),
    ("what share of ai compute is inference", "quantity", INFER, "share"),
    ("price of an H100", "quantity", (), "price"),
    ("H100 memory bandwidth in TB/s", "quantity", (), "memoryBandwidth"),
    ("When did ChatGPT launch?", "quantity", (), "event"),
    ("In which year was AlexNet published?", "quantity", (), None),
    ("number of parameters of GPT-4", "quantity", (), "parameterCount"),
    ("how much memory does the MI300X have", "quantity", (), "memoryCapacity"),
    ("how fast is the response in inference", "quantity", INFER, "latency"),
    ("how much energy does serving take", "quantity", INFER, "energyConsumption"),
    ("How much power does an H100 draw?", "quantity", (), "power"),
    ("HOW MANY GPUS DOES TRAINING NEED", "quantity", TRAIN, "deviceCount"),
    ("List the techniques that make inference cheaper.", "list", INFER, "price"),
    ("What are the stages of training?", "list", TRAIN, "hasPart"),
    ("name three chip makers", "list", (), "madeBy"),
    ("Which vendors make inference chips?", "list", INFER, "madeBy"),
    ("examples of inference", "list", INFER, "hasExample"),
    ("ways labs keep their spending on inference down", "list", INFER, None),
    ("which lessons held for every training run?", "list", TRAIN, None),
    ("what should I ask before I rent a GPU?", "list", (), None),
    ("in which ways do training and inference differ?", "list", BOTH, None),
    ("tips for lowering the cost of serving", "list", (), None),
    ("which providers offer cheap inference", "list", INFER, None),
    ("what are common misconceptions of training", "list", TRAIN, "misconception"),
    ("Which GPUs are used for training?", "list", TRAIN, "runsOn"),
    ("kinds of hardware for inference", "list", INFER, "runsOn"),
    ("besides GPUs, what does training need?", "list", TRAIN, None),
    ("Is inference cheaper than training?", "yes_no", BOTH, "price"),
    ("IS TRAINING MORE EXPENSIVE THAN INFERENCE?", "yes_no", BOTH, "price"),
    ("is a batch size of 256 typical for inference?", "yes_no", INFER, "batchSize"),
    ("Does training happen only once?", "yes_no", TRAIN, None),
    ("Can CPUs run inference?", "yes_no", INFER, None),
    ("are the weights fixed while serving", "yes_no", INFER, None),
    ("Is it true that inference needs no GPUs?", "yes_no", INFER, "runsOn"),
    ("You need GPUs for training, right?", "yes_no", TRAIN, "runsOn"),
    ("Training is a one-time cost, isn't it?", "yes_no", TRAIN, "price"),
    ("hello, does serving need GPUs?", "yes_no", INFER, "runsOn"),
    ("Why is inference more expensive over time?", "cause", INFER, "price"),
    ("why do gpus suit training", "cause", TRAIN, None),
    ("What causes the demand for GPUs?", "cause", (), "demand"),
    ("how come inference needs low latency", "cause", INFER, "latency"),
    ("what makes training expensive", "cause", TRAIN, "price"),
    ("reasons for quantization", "cause", (), None),
    ("what explains the energy use of serving", "cause", INFER, "energyConsumption"),
    ("Who makes the TPU?", "entity", (), "madeBy"),
    ("Which company makes Inferentia?", "entity", (), "madeBy"),
    ("What chip does Amazon offer for inference?", "entity", INFER, None),
    ("who says that compute grows 4-5x a year", "entity", (), None),
    ("Where does inference run?", "entity", INFER, None),
    ("which agency reported electricity growth", "entity", (), "growthRate"),
    ("Name a dataset for supervised learning", "entity", (), None),
    ("number format for serving", "entity", INFER, "precision"),
    ("Which precision does training use?", "entity", TRAIN, "precision"),
    ("Do the sources agree on the share of inference?", "conflict", INFER, "share"),
    ("Where do the documents disagree about training?", "conflict", TRAIN, None),
    ("do articles contradict each other on precision", "conflict", (), "precision"),
    ("is there any discrepancy in the batch sizes", "conflict", (), "batchSize"),
    ("does every source give the same price?", "conflict", (), "price"),
]


@pytest.mark.parametrize(("text", "kind", "phases", "predicate"), WORDED, ids=lambda v: str(v)[:50])
def test_a_question_is_read_for_kind_phases_and_property(
    text: str, kind: str, phases: tuple[str, ...], predicate: str | None
) -> None:
    """Full sentences, keywords, any case, typos."""
    question = read(text)
    assert question.kind.value == kind
    assert {*question.phases} == {*phases}
    assert predicate is None or predicate in question.predicates


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("When did ChatGPT launch?", "date"),
        ("How long does training take?", "time"),
        ("how much does it cost to train a model", "currency"),
        ("What percentage of lifetime cost goes to inference?", "ratio"),
        ("how many chips does a run need", "number"),
        ("H100 memory bandwidth in TB/s", "bandwidth"),
        ("What was Groq valued at?", "currency"),
        ("How heavy is an H100?", "mass"),
    ],
)
def test_a_question_tells_what_its_value_must_be(text: str, expects: str) -> None:
    """By its question word or the unit that it names."""
    assert expects in read(text).expects


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Which company makes Inferentia?", "vendor"),
        ("which chip maker leads", "vendor"),
        ("Which agency reported it?", "organization"),
        ("Which GPUs are used for training?", "hardware"),
        ("Which technique makes serving cheaper?", "technique"),
    ],
)
def test_the_head_noun_tells_the_type_of_the_answer(text: str, type_: str) -> None:
    """The words are the ontology's."""
    assert type_ in read(text).types


def test_what_is_counted_is_the_noun_after_how_many() -> None:
    """Not the rest of the question."""
    assert read("How many memory chips does a board carry?").counted == ("memory", "chips")
    assert read("How long does training take?").counted == ()
    assert read("How many more tokens does it emit than a chat model?").counted == ()


def test_what_is_to_be_left_out_is_not_asked_for() -> None:
    """Though it has the name of a property."""
    assert "revenue" not in read("How large a cluster is sold without calling sales?").predicates


def test_single_things_are_told_from_classes() -> None:
    """The H100 is one thing; a GPU, a phase and a technique are many."""
    question = read("Is the H100 a GPU for training with quantization, made by NVIDIA?")
    assert {"hw-h100", "org-nvidia"} == {*question.named}
    assert {"h100", "nvidia"} == {*question.named_words}
    assert {"gpu", "training", "quantization"} <= question.concept_words


def test_a_question_knows_its_own_numbers_and_denials() -> None:
    """Which an answer is held against."""
    question = read("Does inference not use batches of 256 samples?")
    assert [q.minimum for q in question.quantities] == [256]
    assert question.negated
    assert not read("Does inference use batches?").negated


VOCABULARY = Vocabulary(frozenset({"h100", "billing", "serving", "the", "costs", "veyra-2"}))


def known(text: str) -> Question:
    """The question, asked of documents that have a few words."""
    return analyse(text, ONTOLOGY, FINDER, VOCABULARY)


@pytest.mark.parametrize(
    ("text", "strangers"),
    [
        ("What does the Zorblax 9000 cost?", {"Zorblax"}),
        ("Is the Veyra-9 trained on H100s?", {"Veyra-9"}),
        ("What does billing look like?", set()),
        ("How tall is a mountain?", set()),
        ("Is an unused card misread?", set()),
        ("What does an unzorblax cost?", {"unzorblax"}),
        ("Is the veyra-2 good?", set()),
    ],
)
def test_words_that_nobody_knows_are_strangers(text: str, strangers: set[str]) -> None:
    """Neither the ontology, nor the documents, nor a dictionary; a version counts."""
    assert strangers <= set(known(text).strangers)
    assert bool(strangers) == bool(known(text).strangers)


def test_typos_are_put_right_for_the_search() -> None:
    """Of names and of the documents' words; what was asked stays as it was."""
    question = known("what are infrence and billling")
    assert question.searched == "what are inference and billing"
    assert question.text == "what are infrence and billling"
    assert question.strangers == ()


def test_short_words_are_searched_for_in_full() -> None:
    """A CEO is no stranger where documents write of a chief executive."""
    question = known("Who is the CEO?")
    assert question.searched == "Who is the chief executive?"
    assert question.strangers == ()


@pytest.mark.parametrize(
    "text", ["How much does it cost?", "and how fast is it?", "what does that one cost?"]
)
def test_a_follow_up_that_names_nothing_dangles(text: str) -> None:
    """Each question is read by itself."""
    assert read(text).dangling
    assert not read("How fast is inference, and what does it cost?").dangling


def test_a_stage_counts_as_its_phase() -> None:
    """Pre-training is training; GPUs are no phase."""
    assert phases_of(["phase-pre-training", "hw-gpu", "phase-inference"], ONTOLOGY) == BOTH


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    """Emoji, right-to-left, control characters; each concept is named once."""
    question = read(text)
    assert question.text == " ".join(text.split())
    assert len(set(question.concepts)) == len(question.concepts)
    assert {*question.named} <= {concept.id for concept in question.concepts}
    assert question == read(text)


@given(st.sampled_from(WORDED), st.sampled_from([" ", "\n", "\t ", "\u00a0"]))
def test_white_space_does_not_matter(row: tuple[str, str, object, object], space: str) -> None:
    """A pasted question is the same question."""
    assert read(space + row[0].replace(" ", space * 2) + space) == read(row[0])


@given(st.lists(st.sampled_from(["batch", "size", "bat", "chip", "a-b"]), min_size=1))
def test_says_finds_whole_words_alone(words: list[str]) -> None:
    """The same as looking through the list of words, but for plurals."""
    text = " ".join(words)
    assert says(text, "batch size") == (("batch", "size") in list(pairwise(words)))
    assert says(text, "bat") == ("bat" in words)
    assert says(text + " chips", "chip")
    assert not says("biochip", "chip")


def test_years_are_four_digits_of_two_centuries() -> None:
    """A count of GPUs is seldom one."""
    assert years("in 1999, 2024 and 2150; 512 or 12024") == {"1999", "2024"}


@pytest.mark.parametrize("text", ["It has 80 GB.", "This is why.", "These cost more."])
def test_a_sentence_leans_that_opens_with_a_pronoun(text: str) -> None:
    """One that names its subject does not."""
    assert leans(text)
    assert not leans("Training is costly, since it needs GPUs.")


def test_kinds_are_read_as_members() -> None:
    """So that a match over them is checked by the type checker."""
    assert isinstance(read("why?").kind, Kind)


@pytest.mark.parametrize(
    ("leading", "asking"),
    [
        ("We bought a fleet of A100 GPUs in 2021.", "Why is inference memory bound?"),
        ("My colleagues disagree.", "Is it cheaper to run a TPU than an H100?"),
    ],
)
def test_what_leads_up_to_a_question_is_left_out(leading: str, asking: str) -> None:
    """Where the question names its things: the year in which somebody bought servers is none."""
    long, short = read(f"{leading} {asking}"), read(asking)
    assert (long.searched, long.kind, long.concepts) == (short.searched, short.kind, short.concepts)
    assert (long.text, long.asked) == (f"{leading} {asking}", asking)


def test_thanks_are_no_part_of_a_question() -> None:
    """Though they have a capital, and nothing ends the question before them."""
    thankful, plain = (
        read("energy use of the TPU v5e Thank you!"),
        read("energy use of the TPU v5e"),
    )
    assert replace(thankful, text=plain.text) == plain
    assert not thankful.strangers


@pytest.mark.parametrize(
    "question",
    [
        "I read about the TPU v5e. What does it cost?",
        "I read about the TPU v5e. Is it as fast as an H100?",
        "The H100 is new to me. How much memory is there?",
        "One page has the H100 at $30,000. Does the page on the TPU say the same?",
    ],
)
def test_what_a_question_points_to_is_kept(question: str) -> None:
    """Where it has a pronoun for its thing, or names none."""
    found = read(question)
    assert found.searched.lower() == question.lower()
    assert any(concept.type == "hardware" for concept in found.concepts)


def test_words_of_chat_are_no_strangers() -> None:
    """Nor are pronouns, which some dictionaries do not have."""
    assert known("would ppl say that inference made her costs fall?").strangers == ()


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Is the H100 cheaper at Google or at Amazon?", ("org-google", "org-amazon")),
        ("BF16, FP8 and INT4 for a 70B model", ("tech-bf16", "tech-fp8", "tech-int4")),
        ("GPTQ against QAT", ("tech-gptq", "tech-qat")),
        ("which of NVIDIA and AMD has more?", ("org-nvidia", "org-amd")),
    ],
)
def test_things_side_by_side_are_found(text: str, things: tuple[str, ...]) -> None:
    """Whatever joins them; what both are asked about is none of them."""
    assert read(text).beside == things


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Does Corvo cost more than the Brasa?", ("corvo", "brasa")),
        ("how much memory has the t9x vs the t9", ("t9x", "t9")),
        ("has an H100 more memory than the Brasa?", ("hw-h100", "brasa")),
    ],
)
def test_names_that_only_the_documents_have_stand_side_by_side_too(
    text: str, names: tuple[str, ...]
) -> None:
    """Though they are no concepts, one name begins as another, and a measure stands between."""
    paper = Document("d", "D", "We rent the Corvo, the Brasa, the T9 and the T9x.")
    known = Vocabulary.of([paper])
    assert analyse(text, ONTOLOGY, FINDER, known).beside == names


def test_a_name_that_a_document_has_for_something_is_a_name() -> None:
    """But not a word of a longer name for a kind of thing."""
    known = Vocabulary.of([Document("d", "D", "The T9 has a hosted API. Hosted means served.")])
    coined = [
        Concept("topic-t9", "T9", "other"),
        Concept("topic-hosted-api", "hosted API", "other"),
    ]
    finder = MentionFinder(ONTOLOGY, [(concept.label, concept) for concept in coined])
    assert analyse("cost of the t9 with the hosted api", ONTOLOGY, finder, known).names == ("t9",)


def test_keywords_may_ask_for_one_thing_or_for_a_figure() -> None:
    """For what stands first among its like, or for what a unit or a word for money tells."""
    assert read("largest buyer of wafers").kind is Kind.ENTITY
    assert read("What did the hall's owners spend on it?").kind is Kind.QUANTITY
    assert read("request for wafers").kind is Kind.DEFINITION


@pytest.mark.parametrize(
    "text",
    [
        "what does it cost to train Veyra? everyone says something different",
        "I keep reading different numbers for the cost of training",
        "how much energy does it use, the figures vary",
        "does the maker claim the same as its customers?",
    ],
)
def test_who_heard_several_figures_asks_whether_sources_differ(text: str) -> None:
    """However that is said."""
    assert read(text).kind is Kind.CONFLICT
