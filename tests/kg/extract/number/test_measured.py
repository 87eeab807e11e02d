"""Numbers keep their magnitude, rate, bound, terms and time on the way from words to claims."""

import pytest

from kg.claim import Claim, Concept, Quantity
from tests.kg.extract.reading_of import claims_of


def figure(claim: Claim) -> str:
    """A quantity as "[low, high] unit", or the words or name of any other object."""
    value = claim.object
    if isinstance(value, Quantity):
        low, high = (
            "-" if bound is None else f"{bound:f}" for bound in (value.minimum, value.maximum)
        )
        return (
            f"{low}..{high} {value.unit or ''}".strip()
            if low != high
            else f"{low} {value.unit or ''}".strip()
        )
    return value.label if isinstance(value, Concept) else value.text


def rows(text: str) -> set[str]:
    """Subject, property, denial and figure of each claim that is no sentence in so many words."""
    return {
        f"{c.subject.label} | {c.predicate} | {'not ' if c.negated else ''}{figure(c)}"
        for c in claims_of(text)
        if c.predicate not in {"states", "comparedWith"}
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Serving the model costs €1.2m/yr.", {"inference | price | 1200000 EUR/year"}),
        ("The H100 rents for $30k/month.", {"NVIDIA H100 | price | 30000 USD/month"}),
        ("The TPU v5p costs $4.20 per chip-hour.", {"Google TPU v5p | price | 4.2 USD/chip-h"}),
        ("The H200 rents for $2.60 per GPU per hour.", {"NVIDIA H200 | price | 2.6 USD/GPU-h"}),
        ("The A100 rents for $900 a GPU-month.", {"NVIDIA A100 | price | 900 USD/GPU-month"}),
        ("The L40S rents at 79¢/hr.", {"NVIDIA L40S | price | 79 cent/h"}),
        (
            "Serving uses 40 Wh per million tokens per day.",
            {"inference | energyConsumption | 40 Wh/Mtoken/day"},
        ),
        (
            "The H100 costs $2.49 per hour on demand, $1.85 reserved.",
            {"NVIDIA H100 | price | 2.49 USD/h", "NVIDIA H100 | price | 1.85 USD/h"},
        ),
        (
            "The B200 rents at $5.50/h on demand or $3.90 with a one-year commitment.",
            {"NVIDIA B200 | price | 5.5 USD/h", "NVIDIA B200 | price | 3.9 USD/h"},
        ),
        (
            "The DGX B200 draws 14.3 kW under training load, 9.8 under serving load.",
            {"NVIDIA DGX | power | 14.3 kW", "NVIDIA DGX | power | 9.8 kW"},
        ),
        (
            "Pretraining uses a global batch of 4 million tokens.",
            {"pre-training | batchSize | 4000000 token"},
        ),
        (
            "Llama 3 8B was trained with a batch of 2,048 sequences.",
            {"Llama 3 8B | batchSize | 2048 sequence"},
        ),
        (
            "The GB200 reaches 20 petaflops of FP4 compute.",
            {"NVIDIA GB200 | computePerformance | 20 PFLOPS"},
        ),
        (
            "Training needs 1.4 EFLOPS of FP4 compute.",
            {
                "training | computeNeed | 1.4 EFLOPS",
                "training | requires | 1.4 EFLOPS of FP4 compute",
            },
        ),
        (
            "Inference isn't limited by memory bandwidth but by interconnect.",
            {
                "inference | bottleneck | not memory bandwidth",
                "inference | bottleneck | interconnect",
            },
        ),
        (
            "Inference is limited not by compute but by memory bandwidth.",
            {"inference | bottleneck | not compute", "inference | bottleneck | memory bandwidth"},
        ),
        (
            "Training does not run on the L40S but on the H100.",
            {"training | runsOn | not NVIDIA L40S", "training | runsOn | NVIDIA H100"},
        ),
        (
            "Batch sizes in serving rarely exceed 16.",
            {"inference | batchSize | -..16"},
        ),
        ("The batch size of training exceeds 512.", {"training | batchSize | 512..-"}),
        ("The L4 never exceeds 72 W.", {"NVIDIA L4 | power | -..72 W"}),
        ("The H100 rarely draws more than 600 W.", {"NVIDIA H100 | power | -..600 W"}),
        ("The H100 does not draw more than 700 W.", {"NVIDIA H100 | power | -..700 W"}),
        ("The H100 does not draw 900 W.", {"NVIDIA H100 | power | not 900 W"}),
        ("Inference takes a fifth of the budget.", {"inference | share | 0.2 x"}),
        ("Three quarters of the cost goes to inference.", {"inference | share | 0.75 x"}),
        ("About 60% of the AI budget went into training.", {"training | share | 60 %"}),
        ("Three quarters of the servers go to Acme.", set()),
        ("Inference is the easy half of the job.", {"inference | isA | the easy half of the job"}),
        ("Inference costs a quarter of the training price.", set()),
        ("Llama 3 8B took 1.2k GPU-days to train.", {"Llama 3 8B | computeNeed | 1200 GPU-day"}),
    ],
)
def test_a_figure_is_what_the_words_say(text: str, expected: set[str]) -> None:
    """Each sentence gives these claims, and no other but in so many words."""
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        (
            "The H100 costs $2.49 per hour on demand, $1.85 reserved.",
            {"2.49 USD/h": ("variant/on-demand",), "1.85 USD/h": ("variant/reserved",)},
        ),
        (
            "The H200 offers 989 TFLOPS dense and 1,979 TFLOPS sparse in FP16.",
            {
                "989 TFLOPS": ("format/FP16", "sparsity/dense"),
                "1979 TFLOPS": ("format/FP16", "sparsity/sparse"),
            },
        ),
        (
            "The GB200 reaches 20 petaflops of FP4 compute.",
            {"20 PFLOPS": ("format/FP4",)},
        ),
        (
            "Three quarters of the cost goes to inference.",
            {"0.75 x": ("of/the cost",)},
        ),
    ],
)
def test_a_figure_holds_for_its_own_terms(text: str, scopes: dict[str, tuple[str, ...]]) -> None:
    """Of two terms in a sentence each number has the one beside it, and its format."""
    found = {figure(c): c.scope for c in claims_of(text) if isinstance(c.object, Quantity)}
    assert found == scopes


@pytest.mark.parametrize(
    ("text", "times"),
    [
        (
            "Meta spent $14.2 billion in Q2 2025 and $17 billion in Q3 2025.",
            {"14200000000 USD": "Q2 2025", "17000000000 USD": "Q3 2025"},
        ),
        (
            "NVIDIA's revenue was $57 billion in the third quarter of fiscal 2026.",
            {"57000000000 USD": "third quarter of fiscal 2026"},
        ),
        ("NVIDIA's revenue was $57 billion in Q3 FY26.", {"57000000000 USD": "Q3 FY26"}),
    ],
)
def test_a_figure_keeps_its_period(text: str, times: dict[str, str]) -> None:
    """A quarter is no year, and each of two sums has its own."""
    found = {figure(c): c.time for c in claims_of(text) if isinstance(c.object, Quantity)}
    assert found == times
