"""What a claim is said of, by what measure, when, and how surely, is what its sentence says."""

import pytest

from kg.claim import Claim, Concept
from tests.kg.extract.reading_of import claims_of, claims_of_page


def values(claims: tuple[Claim, ...], predicate: str = "") -> list[str]:
    """What the claims, or those of one property, say in words."""
    told = [c.object for c in claims if not predicate or c.predicate == predicate]
    return [o.label if isinstance(o, Concept) else o.text for o in told]


@pytest.mark.parametrize(
    "text",
    [
        "Planners weigh nightly training jobs against the live requests of customers.",
        "Planners balance training jobs with live requests.",
        'The theme of "training vs inference" splits the chip market.',
        "The AI chip market turns on training vs inference, with inference gaining.",
    ],
)
def test_what_is_of_both_phases_is_of_none(text: str) -> None:
    """A claim under one of them would leave the other out."""
    found = claims_of(text)
    assert found
    assert {claim.phase for claim in found if claim.predicate == "states"} <= {None}


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("NVLink exists to remove waits between GPUs while a model is being trained.", "training"),
        ("Train the adapters once; each adapter adds only 150 MB.", None),
        ("The X1 cannot train at all, and the H100 needs InfiniBand.", None),
    ],
)
def test_a_phase_is_that_of_the_clause_itself(text: str, phase: str | None) -> None:
    """What goes on meanwhile tells it; what stands before a semicolon, or is denied, does not."""
    last = max(claims_of(text), key=lambda claim: claim.source.start)
    assert last.phase == (f"phase-{phase}" if phase else None)


def test_a_headline_gives_no_phase_to_what_is_told_of_a_firm() -> None:
    """A share price is in no phase, whatever the news is about."""
    title = "OpenAI finishes training of Acme-3"
    found = claims_of_page(f"# {title}\n\nNvidia's shares rose by 4 % that day.", title)
    assert found
    assert {claim.phase for claim in found} <= {None}


def test_what_is_supposed_or_set_against_gives_no_basis() -> None:
    """A share is not one of a day, nor a total an average, nor a cost one of a lifetime."""
    texts = (
        "With millions of requests daily, inference makes up 85 % of the total cost.",
        "A large model uses more electricity than an average home.",
        "At scale, inference costs can exceed training costs.",
    )
    scopes = {scope for text in texts for claim in claims_of(text) for scope in claim.scope}
    assert not scopes & {"basis/per day", "basis/lifetime", "statistic/average"}
    assert "case/At scale" in scopes


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Training compute has grown 4x per year, counted from 2012 on.", "since 2012"),
        ("Training compute grew 4x per year from 2012 to 2020.", "from 2012 to 2020"),
        ("Training compute grew 4x per year since 2012.", "since 2012"),
    ],
)
def test_a_span_of_time_is_no_single_year(text: str, time: str) -> None:
    """Growth since a year is not that of the year."""
    assert {claim.time for claim in claims_of(text)} == {time}


def test_a_date_keeps_what_happened_then() -> None:
    """A date alone says nothing, and a word that is no date is none."""
    card = "# Acme-3 model card\n\n**Released:** 3 May 2025\n\n**Parameters:** 70 billion\n"
    events = [c for c in claims_of_page(card, "Acme-3 model card") if c.predicate == "event"]
    assert [claim.scope for claim in events] == [("aspect/Released",)]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("The H200's median time to first token is 210 ms.", "variant/median time to first token"),
        ("## Inference\n\n**TTFT:** 420 ms\n", "variant/time to first token"),
        ("## Training\n\n**Model FLOPs utilisation:** 41 %\n", "variant/model FLOPS utilization"),
        (
            "| Card | TTFT (ms) |\n| --- | --- |\n| H100 SXM | 190 |\n| H200 | 170 |\n",
            "variant/time to first token",
        ),
    ],
)
def test_a_number_says_of_which_measure_it_is(text: str, scope: str) -> None:
    """The time to the first token is not that of the whole answer."""
    found = [c for c in claims_of_page(text) if c.predicate in {"latency", "utilization"}]
    assert found
    assert all(scope in claim.scope for claim in found)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The X1 card cannot be air-cooled.", "cannot be air-cooled"),
        ("The X1 card must not be used for training.", "must not be used for training"),
        ("Training demand is spread across a few labs.", "is spread across a few labs"),
    ],
)
def test_what_cannot_or_must_not_be_is_more_than_what_is_not(text: str, value: str) -> None:
    """The verb that says so stays with what is said."""
    assert values(claims_of(text)) == [value]


def test_a_trend_is_no_state() -> None:
    """What is so more and more need not be so yet."""
    (claim,) = claims_of("More and more, data centers run inference.")
    assert claim.hedge == "more and more"


@pytest.mark.parametrize(
    "text",
    [
        "The H100 is needed by both phases.",
        "The launch of the H200 reflects the shift.",
        "Training wears the hardware out in a specific way.",
        "OpenAI began it, but inference happens at each opening of its app.",
        "Beyond that, memory bandwidth makes CPUs the slower choice.",
        "At that price, the H100 runs inference around the clock.",
        "The summary explains how training and inference differ.",
        "Nvidia expects roughly $70 billion.",
        "For inference, less memory is required.",
    ],
)
def test_what_only_another_sentence_tells_is_not_claimed(text: str) -> None:
    """Both of which, which shift, whose app, beyond what."""
    assert claims_of(text) == ()


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Training needs fast links so many GPUs can stay in step.", "can stay in step"),
        ("Clusters of 512 GPUs and more are sold on request.", "512 GPUs and more"),
        (
            "Training hardware works on thousands of samples at the same time.",
            "thousands of samples",
        ),
        ("Acme Labs compares it with school: training is a lesson.", "a lesson"),
        ("People like to say that inference overtakes training.", "overtakes training"),
        ("Export rules could close 15 % of the market.", "15 %"),
    ],
)
def test_ends_bounds_manners_and_likenesses_are_no_facts(text: str, never: str) -> None:
    """What something is for, which are meant, how it is done, and what people say."""
    assert never not in values(claims_of(text))


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("To train a chatbot, H100 GPUs read billions of tokens.", "case/To train a chatbot"),
        ("Since the rise of chatbots, inference runs on GPUs.", "case/Since the rise of chatbots"),
    ],
)
def test_an_end_and_a_beginning_are_cases(text: str, scope: str) -> None:
    """What holds for an end, or since something happened, is not said of all."""
    found = claims_of(text)
    assert found
    assert all(scope in claim.scope for claim in found)


def test_to_sum_up_is_no_case() -> None:
    """It tells what follows, not for what it holds."""
    found = claims_of("To sum up, inference runs on GPUs.")
    assert found
    assert not any(claim.scope for claim in found)


def test_what_is_done_to_a_finished_model_is_no_use_of_it() -> None:
    """It is adapted before it is used."""
    found = claims_of("Trained models are often modified for downstream applications.")
    assert [claim.phase for claim in found] == [None]


def test_what_a_card_is_built_with_holds_whatever_runs_on_it() -> None:
    """What follows the comma tells what it is good for."""
    found = claims_of("The H200 has 141 GB of memory, competitive for large-model inference.")
    (capacity,) = (c for c in found if c.predicate == "memoryCapacity")
    assert capacity.scope == ()


def test_a_measure_told_what_it_is_has_no_such_value() -> None:
    """A definition is no number of it."""
    page = "## See also\n\n- Model FLOPs utilization (MFU): the share of a peak that is used\n- X"
    (claim,) = (c for c in claims_of_page(page) if c.subject.label == "model FLOPS utilization")
    assert claim.predicate == "definition"


def test_what_is_theirs_is_not_all_of_it() -> None:
    """An output that somebody calls an inference is not the phase."""
    assert claims_of("The new content that chatbots write is their inference.") == ()


def test_how_long_something_lasts_is_no_rate() -> None:
    """Energy that would last a home a year is not that of a year."""
    (claim,) = (
        c
        for c in claims_of("Training GPT-3 took 1,300 MWh, enough for 120 homes for a year.")
        if c.predicate == "energyConsumption"
    )
    assert "basis/annual" not in claim.scope
