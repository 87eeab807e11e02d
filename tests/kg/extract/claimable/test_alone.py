"""A claim says by itself what its sentence says where it stands, or is not made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Block, Document, Kind, Span
from kg.claim import Claim, Concept, Text
from kg.language.grammar import word_list
from tests.kg.extract.reading_of import claims_of, extractor


def in_document(text: str, head: str) -> tuple[Claim, ...]:
    """The claims of a paragraph of a document that begins with `head`."""
    document = Document("doc", "Doc", f"{head}\n\n{text}")
    span = Span("doc", len(head) + 2, len(document.text))
    return extractor().extract(document, [Block(Kind.PARAGRAPH, span, span)])


@pytest.mark.parametrize(
    "text",
    [
        "The rack can be converted within a day.",
        "The whole server with two cards stays under 2 kW.",
        "The software remains the weak point.",
        "Another chip needs less power than that.",
        "Such models run on a phone.",
    ],
)
def test_a_subject_that_only_sentences_before_explain_has_no_claim(text: str) -> None:
    """Which rack, and which server, nobody could tell who reads the claim alone."""
    assert claims_of(text) == ()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The H100 draws 700 W.", "NVIDIA H100"),
        ("The largest data centers draw 1 GW.", "largest data centers"),
        ("The rack of the DGX H100 draws 40 kW.", "rack of the dgx h100"),
        ("The training cluster draws 17 MW.", "training cluster"),
        ("The GPU holds the weights during inference.", "GPU"),
    ],
)
def test_a_subject_that_says_which_is_meant_keeps_its_claims(text: str, subject: str) -> None:
    """A name, a rank, what follows the head, or the kind of thing that every text means."""
    assert subject in {claim.subject.label for claim in claims_of(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Training took eleven hours.",
        "Users noticed within a week.",
        "Serving cost went down by 85 %.",
        "An INT4 version was tried and rejected.",
    ],
)
def test_what_happened_once_is_not_said_of_all(text: str) -> None:
    """It holds of a case of which the claim would say nothing."""
    assert claims_of(text) == ()


def test_what_happened_is_told_of_the_one_thing_that_the_headings_name() -> None:
    """A company's call notes tell of that company."""
    found = claims_of("Data-centre revenue was $1.3 billion.", ("Intel, third quarter",))
    assert found
    assert all(any(scope == "of/Intel" for scope in claim.scope) for claim in found)


@pytest.mark.parametrize(
    "text",
    [
        "Training GPT-3 took 1,287 MWh.",
        "In 2024, inference took 60 % of the energy.",
        "Groq was founded in 2016.",
        "Historically, training dominated the demand for GPUs.",
    ],
)
def test_what_happened_keeps_its_claim_where_the_case_is_told(text: str) -> None:
    """A model, a date, a firm, or a span of time."""
    assert claims_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "The MI325X was 8 to 15 % faster despite its power limit.",
        "The H200 delivers more memory per dollar.",
        "The H200 is cheaper to run.",
    ],
)
def test_a_comparison_needs_what_it_compares_with(text: str) -> None:
    """Faster than what is for another sentence to say."""
    assert claims_of(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The H200 delivers more memory per dollar than the H100.",
        "Larger batches raise throughput more.",
        "Distillation makes inference cheaper.",
        "Quantization stores the weights in fewer bits.",
        "Inference is no longer an afterthought.",
    ],
)
def test_a_comparison_that_says_with_what_is_kept(text: str) -> None:
    """In so many words, by its subject, by a change, or against doing without a technique."""
    assert claims_of(text)


def test_a_phase_is_compared_with_the_other_one_that_is_spoken_of() -> None:
    """In the sentence, or in a heading."""
    (said,) = claims_of("Inference is more flexible.", ("Training or inference?",))
    assert said.comparand is not None
    assert said.comparand.id == "phase-training"


@pytest.mark.parametrize(
    "text",
    [
        "Inference is the concert.",
        "Training a LoRA is a weekend.",
        "Prices are left out on purpose.",
        "Cerebras does not fit the table.",
    ],
)
def test_figures_of_speech_and_remarks_on_the_text_are_no_facts(text: str) -> None:
    """They would be read as classes, and as what a firm does."""
    assert claims_of(text) == ()


@pytest.mark.parametrize(
    ("text", "head", "who"),
    [
        ("Our H100s draw 1.3 kW together.", "By Ada Moss, May 2025", "Ada Moss"),
        (
            "We rent H100s at $2 an hour.",
            "Posted by the platform team at Acme",
            "platform team at Acme",
        ),
        ("We rent H100s at $2 an hour.", "Notes", None),
    ],
)
def test_what_is_said_of_us_is_said_by_somebody(text: str, head: str, who: str | None) -> None:
    """By the author that the document names; where it names none, it is not said."""
    assert {claim.attribution for claim in in_document(text, head)} == ({who} if who else set())


@pytest.mark.parametrize(
    "text",
    [
        "The ratio of training to inference jobs is shifting.",
        "Distillation moves cost from inference to training.",
    ],
)
def test_what_is_told_of_two_phases_is_in_neither(text: str) -> None:
    """One of the two would be wrong."""
    found = claims_of(text, ("Inference",))
    assert found
    assert {claim.phase for claim in found} == {None}


def test_a_firm_is_in_no_phase() -> None:
    """Whatever the heading above is about."""
    assert {c.phase for c in claims_of("Groq was founded in 2016.", ("Inference",))} == {None}


def test_training_below_a_heading_of_one_stage_is_that_stage() -> None:
    """What a fine-tune used, training as such did not."""
    found = claims_of("Training uses 14 kWh.", ("Fine-tuning a 13B model",))
    assert {claim.subject.id for claim in found} == {"phase-fine-tuning"}


_SUBJECTS = st.sampled_from(
    ["It", "They", "This", "That", "These", "The rack", "Such a rack", "The other one", "Mine"]
)
_SAID = st.sampled_from(
    ["needs 40 kW", "runs on a GPU", "is cheap", "took two weeks", "can be reused for inference"]
)


@given(_SUBJECTS, _SAID)
def test_no_claim_is_about_a_pronoun(subject: str, said: str) -> None:
    """Without a sentence before, nothing is said of what only that could name."""
    for claim in claims_of(f"{subject} {said}."):
        assert claim.subject.label.split()[0] not in word_list("pronouns")
        assert "rack" not in claim.subject.label


def test_what_happened_on_one_occasion_is_told_of_it() -> None:
    """A heading with a number or a date tells which; a number of something else does not."""
    said = "A customer had begun to send prompts of 90,000 tokens."
    (claim,) = claims_of(said, ("Incident 26-03: slow first tokens",))
    assert claim.scope == ("case/Incident 26-03: slow first tokens",)
    assert claims_of(said, ("Slow first tokens",)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Training counts as a big project and is run like one.",
        "GPU demand comes from both directions at once.",
        "The H100 sits between the two.",
        "Inference is how it is used afterwards.",
        "Inference is when the model applies those patterns to new data.",
        "Large datasets are used to adjust its parameters.",
        "The H200 gives up a link and spends the saving on memory.",
        "Training depends on the same kind of hardware.",
        "Batching was worth a factor of three.",
        "Batching was worth, once tuned, a factor of three.",
        "Inference is the example everyone quotes.",
        "Inference runs in some particular manner.",
    ],
)
def test_an_object_that_only_sentences_before_explain_is_not_claimed(text: str) -> None:
    """Like what, from which directions, between which two: read alone, nobody could tell."""
    pointing = {"one", "both", "two", "it", "those", "its", "saving", "same", "factor"}
    said = [c.object.text for c in claims_of(text) if isinstance(c.object, Text)]
    assert not [words for words in said if pointing & {*words.lower().split()}]


def test_a_case_that_only_sentences_before_explain_has_no_claim() -> None:
    """Of which three "if one of those three fails" speaks, the claim would not say."""
    assert claims_of("If one of those three fails, training stops for hours.") == ()


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("After training, models are often adapted to a task, such as translation.", None),
        ("Before training, the data are cleaned.", None),
        ("During training, the weights change.", "phase-training"),
    ],
)
def test_what_comes_after_a_phase_is_not_of_it(text: str, phase: str | None) -> None:
    """The words "after training" set training apart: the rest does not belong to it."""
    assert {claim.phase for claim in claims_of(text)} <= {phase}


def test_what_somebody_calls_a_thing_is_said_by_them() -> None:
    """What follows the colon is how they see it, and no fact about the phase."""
    text = "Nvidia calls inference a marathon: inference is an effort without an end."
    told = [c for c in claims_of(text) if c.subject.id == "phase-inference"]
    assert {c.attribution for c in told} == {"NVIDIA"}


def test_a_move_is_told_with_where_it_begins() -> None:
    """A saving against FP16 is none against INT8."""
    claims = claims_of("Going from FP16 to INT4 cuts weight memory by 75%.")
    assert {c.scope for c in claims} == {("case/Going from FP16 to INT4",)}


@pytest.mark.parametrize(
    "text",
    [
        "The launch of the MI300X reflects this shift.",
        "Inference runs continuously at that scale.",
        "The memory of inference expands in proportion.",
        "Acme expects more edge inference to be seen.",
        "Such training is a large project.",
    ],
)
def test_an_object_that_points_elsewhere_or_is_cut_off_is_not_claimed(text: str) -> None:
    """Which shift, which scale, in proportion to what: the claim could not tell."""
    assert claims_of(text) == ()


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("If a model is popular and serves millions, inference needs GPUs.", "serves millions"),
        ("Inference runs on GPUs or, for small models, on edge devices.", "edge device"),
        ("The L40S for serving the small models is cheap.", "inference"),
        ("Inference is where AI actually meets people.", "where AI actually meets people"),
    ],
)
def test_what_holds_in_a_case_alone_is_not_claimed_without_it(text: str, never: str) -> None:
    """A condition that goes on, a case within a list, a use cut off from its object, a praise."""
    objects = (claim.object for claim in claims_of(text))
    told = {each.label if isinstance(each, Concept) else each.text for each in objects}
    assert never not in told


def test_what_is_an_example_s_own_is_no_example() -> None:
    """A TPU is no player."""
    claims = claims_of("The market has chip designers such as Google and its TPUs.")
    told = {c.object.label for c in claims if isinstance(c.object, Concept)}
    assert "Google" in told
    assert "TPU" not in told


def test_a_relation_takes_in_the_clause_that_it_is_to() -> None:
    """In proportion to what, the clause after it says."""
    (claim,) = claims_of("The memory of inference expands in proportion as prompts get longer.")
    assert claim.object == Text("expands in proportion as prompts get longer")


def test_a_participle_shares_the_modality_of_its_verb() -> None:
    """What can be costly can require."""
    claims = claims_of("Training can be very expensive, requiring large clusters.")
    assert {c.hedge for c in claims if c.predicate == "requires"} == {"can"}


@pytest.mark.parametrize("like", sorted(word_list("likeness")))
def test_what_is_like_a_product_is_not_that_product(like: str) -> None:
    """An "H100-class" card draws 700 W, which says nothing of the H100."""
    claims = claims_of(f"An H100-{like} accelerator draws 700 W.")
    assert {c.subject.label for c in claims} == {f"h100-{like} accelerator"}
