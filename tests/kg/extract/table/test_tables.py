"""Tables and keys of several shapes: each cell says what its labels make of it, or nothing."""

import pytest

from kg.claim import Claim, Concept, Quantity
from tests.kg.extract.reading_of import claims_of_page

OPTIONS = """
| Option | Quality risk | Effort | Reversible | Saving |
| --- | --- | --- | --- | --- |
| Smaller model | High | Medium | Yes | 80 % |
| Distillation | Low | High | No | 60 % |
"""
PHASES = """
| | Training | Inference |
| --- | --- | --- |
| Dominant vendor | NVIDIA (historically) | Contested |
| Acme product | Acme Forge | Acme Relay |
| Goal | Learn weights | Use them |
| Staff | 12 people | 35 people |
| Runs in the EU | Yes | No |
| Market position | Leads by far | Acme |
"""
MODELS = """
| Model | Year | Training compute (FLOP) | Country | Notable for |
| --- | --- | --- | --- | --- |
| GPT-3 | 2020 | 3.1e23 | United States | few-shot prompts |
| PaLM | 2022 | 2.5e24 | United States | its size |
"""
SHEET = """
# Osprey Q7 data sheet

The Osprey Q7 is an accelerator made by Wrenfield Devices.

## Electrical

| Parameter | Min | Typ | Max | Unit |
| --- | --- | --- | --- | --- |
| Board power | 18 | 55 | 75 | W |

## Measured

- Median time to first token: 95 ms
- INT4 version: 2.1 times faster
- A rack needs 3.4 kW.

| Module | Price |
| --- | --- |
| Hailo-8 M.2 | $290 |
"""
CARD = """
# Model card: Tarn-7B

- **Developer:** Lakeshore Research
- **Parameters:** 7.2 billion
- **License:** Apache 2.0

## Training

- Hardware: 256 A100 80GB GPUs
- Data cut-off: December 2024
"""
NOTE = """
# Lab note: fine-tuning of a small model

## Results

| | Hosted API | Tuned 13B (INT8) |
| --- | --- | --- |
| Latency (ms) | 55 | 31 |
"""


def said(claims: tuple[Claim, ...]) -> set[tuple[str, str, str]]:
    """Subject, property and object of each claim, in words."""
    return {(c.subject.label, c.predicate, _words(c)) for c in claims}


def scopes(claims: tuple[Claim, ...], subject: str, value: str) -> set[str]:
    """What limits the claims of a subject with this value."""
    found = [c for c in claims if c.subject.label == subject and _words(c) == value]
    assert found
    return {scope for c in found for scope in c.scope}


def _words(claim: Claim) -> str:
    return claim.object.label if isinstance(claim.object, Concept) else claim.object.text


def test_a_value_of_no_property_is_told_with_its_label() -> None:
    """High risk for quality is no high quality; effort alone is no statement."""
    claims = claims_of_page(OPTIONS)
    assert ("distillation", "states", "High") in said(claims)
    assert scopes(claims, "distillation", "High") == {"aspect/Effort"}
    assert scopes(claims, "distillation", "Low") == {"aspect/Quality risk"}
    assert not any(c.predicate == "accuracy" for c in claims)


def test_a_label_is_not_the_wider_thing_that_it_is_like() -> None:
    """A smaller model than the one in use need not be what is called a small one."""
    subjects = {c.subject.label for c in claims_of_page(OPTIONS)}
    assert "small language model" not in subjects


def test_a_price_is_that_of_the_machine_in_its_row() -> None:
    """Where the row is that of a firm or an offer."""
    table = "| Where | Chip | Smallest order | Price per hour |\n| --- | --- | --- | --- |\n"
    claims = claims_of_page(f"{table}| Marrow Cloud | H100 | 1 chip | $2.35 |")
    assert "class/hw-h100" in scopes(claims, "marrow cloud", "$2.35")
    assert ("marrow cloud", "states", "1 chip") in said(claims)


def test_a_row_with_a_narrowing_word_is_a_thing_of_its_own() -> None:
    """What is said of one cluster is not said of clusters."""
    table = "| Where | Spare machines |\n| --- | --- |\n"
    claims = claims_of_page(f"{table}| Serving cluster | 3 % |\n| Training cluster | 12 % |")
    assert {c.subject.label for c in claims} == {"serving cluster", "training cluster"}
    assert {c.predicate for c in claims} == {"states"}


def test_yes_and_no_never_stand_alone() -> None:
    """A row's label is what is said, or denied; a header is not among the words cited."""
    claims = claims_of_page(PHASES)
    runs = [c for c in claims if _words(c) == "Runs in the EU"]
    assert {(c.subject.label, c.negated) for c in runs} == {
        ("training", False),
        ("inference", True),
    }
    assert not any(_words(c) in {"Yes", "No"} for c in (*claims, *claims_of_page(OPTIONS)))


def test_what_follows_yes_is_told_under_the_property_or_the_question() -> None:
    """A figure is the property's; else the whole answer stands with what it answers."""
    head = "| | Training | Inference |\n| --- | --- | --- |\n"
    rows = "| Sensitive to latency | No | Yes, under 2 s |\n| Do weights change? | Yes, all | No |"
    claims = claims_of_page(head + rows)
    assert ("inference", "latency", "2 s") in said(claims)
    assert scopes(claims, "training", "Yes, all") == {"aspect/Do weights change?"}


def test_a_value_has_to_be_of_the_kind_that_the_property_takes() -> None:
    """A phase has no maker, its products are no output, its staff no users."""
    claims = claims_of_page(PHASES)
    assert {c.predicate for c in claims if c.predicate != "goal"} == {"states", "marketPosition"}
    assert ("training", "marketPosition", "Leads by far") in said(claims)
    assert ("inference", "marketPosition", "Acme") not in said(claims)
    assert scopes(claims, "training", "12 people") == {"aspect/Staff"}


def test_a_cell_that_points_at_another_says_nothing() -> None:
    """What "them" are, only the cell beside it tells."""
    assert not any(_words(c) == "Use them" for c in claims_of_page(PHASES))


@pytest.mark.parametrize("mark", ["", " [a]", "*", "†"])
def test_cells_that_no_header_tells_apart_say_nothing_with_a_mark_either(mark: str) -> None:
    """Which of two prices is which, a note's mark does not tell."""
    head = "# H100 price\n\n| | | |\n| --- | --- | --- |\n"
    assert claims_of_page(f"{head}| Price | $3.10{mark} | $7{mark} |\n") == ()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("serving at night [a]", "serving at night"),
        ("serving at night [a] [b]", "serving at night"),
        ("serving at night†", "serving at night"),
        ("serving at night *", "serving at night"),
        ("reading weights[i]", "reading weights[i]"),
    ],
)
def test_the_mark_of_a_note_is_no_part_of_a_cell(cell: str, value: str) -> None:
    """An index that is written onto a name is none."""
    claims = claims_of_page(f"| Machine | Use |\n| --- | --- |\n| H100 | {cell} |\n")
    assert {words for _, _, words in said(claims)} == {value}


def test_a_unit_and_the_other_words_of_a_header_are_kept() -> None:
    """The unit on the number, "training" as the phase; a year of nothing is no event."""
    claims = claims_of_page(MODELS)
    (compute,) = (c for c in claims if _words(c) == "3.1e23")
    assert getattr(compute.object, "unit", None) == "FLOP"
    assert compute.phase == "phase-training"
    assert "variant/Training compute" in compute.scope
    assert not any(c.predicate in {"event", "environment"} for c in claims)
    assert scopes(claims, "GPT-3", "few-shot prompts") == {"aspect/Notable for"}


def test_a_sheet_is_about_its_product() -> None:
    """Rows, keys and what every product has; a unit may have a column of its own."""
    claims = claims_of_page(SHEET, "Osprey Q7 data sheet")
    assert ("Osprey Q7", "power", "55") in said(claims)
    assert scopes(claims, "Osprey Q7", "55") == {"variant/Typ"}
    assert ("Osprey Q7", "states", "INT4 version: 2.1 times faster") in said(claims)
    assert "of/Osprey Q7" in scopes(claims, "rack", "3.4 kW")
    assert not {"min", "typ", "max"} & {c.subject.label for c in claims}


def test_a_card_with_a_chip_is_not_the_chip() -> None:
    """What stands beside a product's name is another product."""
    assert ("hailo-8 m.2", "price", "$290") in said(claims_of_page(SHEET, "Osprey Q7 data sheet"))


def test_two_names_of_a_row_with_a_stroke_are_the_first() -> None:
    """As far as that goes: what holds of both, holds of it."""
    table = "| GPU | Memory |\n| --- | --- |\n| Blackwell B200/GB200 | 192 GB |"
    assert {c.subject.id for c in claims_of_page(table)} == {"hw-b200"}


def test_what_is_sold_or_stored_by_a_firm_is_not_its_own_price() -> None:
    """A price list names its seller in its title alone."""
    claims = claims_of_page(
        "# Brightwater Compute: price list\n\n- Support plan: $500 a month\n- Racks: 40\n",
        "Brightwater Compute: price list",
    )
    assert said(claims) >= {("Brightwater Compute", "states", "Support plan: $500 a month")}
    assert not any(c.predicate == "price" for c in claims)


def test_each_of_several_numbers_keeps_its_own_limits() -> None:
    """Where it was measured, for what, and when."""
    claims = claims_of_page(
        "# Veyra-2 model card\n\n## Inference\n\n- Latency: 19 ms from Oslo, 38 ms from Bergen\n"
        "- Energy per query: 0.9 Wh for a reply of 500 tokens\n- Price: $3 in 2024, $2 in 2025\n",
        "Veyra-2 model card",
    )
    assert "case/from Oslo" in scopes(claims, "inference", "19 ms")
    assert "case/from Bergen" in scopes(claims, "inference", "38 ms")
    assert "case/for a reply of 500 tokens" in scopes(claims, "inference", "0.9 Wh")
    assert {(_words(c), c.time) for c in claims} >= {("$3", "2024"), ("$2", "2025")}


def test_what_happened_is_told_of_what_is_named_not_of_a_measure() -> None:
    """An error that was corrected is not the loss of a model."""
    page = "# History\n\n- 2025-09-30: corrected the share after an error\n- 2024: OpenAI grew"
    events = {c.subject.label for c in claims_of_page(page) if c.predicate == "event"}
    assert events == {"OpenAI"}


def test_keys_below_a_title_are_of_what_it_names() -> None:
    """With their own words where they name no property; a class within a name is not said."""
    claims = claims_of_page(CARD, "Model card: Tarn-7B")
    assert ("Tarn-7B", "parameterCount", "7.2 billion") in said(claims)
    assert scopes(claims, "Tarn-7B", "Apache 2.0") == {"aspect/License"}
    assert ("training", "runsOn", "NVIDIA A100 80GB") in said(claims)
    assert ("training", "runsOn", "GPU") not in said(claims)
    assert not any(c.predicate == "dataVolume" for c in claims)


def test_the_phase_of_a_title_is_not_that_of_each_product_below_it() -> None:
    """A model that was tuned is served."""
    claims = claims_of_page(NOTE, "Lab note: fine-tuning of a small model")
    assert {c.phase for c in claims if c.predicate == "latency"} == {None}


@pytest.mark.parametrize(
    "table",
    [
        "| Networking gear | 13 cents |\n| --- | --- |\n| Buildings | 24 cents |\n",
        "| | |\n| --- | --- |\n| Networking gear | 13 cents |\n| Buildings | 24 cents |\n",
    ],
)
def test_a_first_row_with_an_amount_is_no_header(table: str) -> None:
    """Whether a table has none, or an empty one."""
    claims = claims_of_page(f"# Spending of each dollar\n\n{table}")
    assert {c.subject.label for c in claims} == {"networking gear", "buildings"}
    assert {_words(c) for c in claims} == {"13 cents", "24 cents"}


def test_columns_that_only_say_when_hold_values_of_their_rows() -> None:
    """The quarter is the time, what stands behind it is kept."""
    header = "| Item | Q2 2025 | Q3 2025 (guidance) |\n| --- | --- | --- |"
    claims = claims_of_page(f"{header}\n| Gross margin | 51 % | 52 % |")
    assert {(c.subject.label, _words(c), c.time) for c in claims} == {
        ("gross margin", "51 %", "Q2 2025"),
        ("gross margin", "52 %", "Q3 2025"),
    }
    assert "variant/Q3 2025 (guidance)" in scopes(claims, "gross margin", "52 %")


def test_a_title_that_asks_limits_no_answer() -> None:
    """Nor does a title limit what is said of another model."""
    asked = (
        "# Is one H100 enough for a 70B model?\n\nFine-tuning took 9 hours in 2024 on a cluster."
    )
    other = "# Serving a 70B model\n\nFine-tuning of the 8B model took 9 hours on a cluster."
    for page in (asked, other):
        title = page.split("\n")[0].strip("# ")
        found = {s for c in claims_of_page(page, title) for s in c.scope}
        assert "class/70B" not in found


OFFERS = """
# Cloud GPUs compared

On-demand prices per GPU-hour, as published in March.

| Provider | H100 SXM | B200 |
| --- | --- | --- |
| Lagoon Cloud | $2.35 | $4.90 |

| Provider | GPU | Price |
| --- | --- | --- |
| Bergen Metal | H200 | $3.45 |
"""


def test_what_a_provider_offers_is_of_the_machine_and_not_of_the_provider() -> None:
    """It runs on none of what it rents out, and what it asks is the price of that."""
    claims = claims_of_page(OFFERS)
    assert {(c.subject.id, c.predicate, _words(c)) for c in claims} == {
        ("hw-h100-sxm", "price", "$2.35"),
        ("hw-b200", "price", "$4.90"),
        ("hw-h200", "price", "$3.45"),
    }
    assert scopes(claims, "NVIDIA B200", "$4.90") == {"basis/per gpu-hour", "of/Lagoon Cloud"}
    assert "of/Bergen Metal" in scopes(claims, "NVIDIA H200", "$3.45")


@pytest.mark.parametrize(
    ("heading", "terms"),
    [
        ("On-demand prices", {"variant/on-demand"}),
        ("Spot", {"variant/spot"}),
        ("On-demand and reserved prices", set()),
        ("What it costs", set()),
    ],
)
def test_a_heading_tells_on_what_terms_prices_are_asked(heading: str, terms: set[str]) -> None:
    """Unless it names several; of what is no price it tells nothing."""
    page = f"# GPUs\n\n## {heading}\n\n| GPU | Memory | Price |\n| --- | --- | --- |\n"
    claims = claims_of_page(f"{page}| H100 SXM | 80 GB | $2.35 |\n| L40S | 48 GB | $0.80 |\n")
    told = {c.predicate: {s for s in c.scope if s.startswith("variant/")} for c in claims}
    assert told == {"memoryCapacity": set(), "price": terms}


def test_headers_above_a_header_tell_which_value_it_is() -> None:
    """Where it stands below "On demand" and below "Reserved", "EU" alone does not."""
    page = (
        "# Stratus Compute: price list\n\nAll prices are in dollars per GPU and hour.\n\n"
        "| GPU | On demand | On demand | Reserved |\n| --- | --- | --- | --- |\n"
        "| GPU | EU | US | EU |\n| H200 | $3.10 | $2.90 | $2.40 |\n"
    )
    claims = claims_of_page(page, "Stratus Compute: price list")
    own = {"basis/per gpu and hour", "of/Stratus Compute"}
    assert scopes(claims, "NVIDIA H200", "$3.10") == own | {"variant/On demand", "variant/EU"}
    assert scopes(claims, "NVIDIA H200", "$2.40") == own | {"variant/Reserved", "variant/EU"}


def test_a_price_list_asks_its_own_prices() -> None:
    """Who asks them stands in its title; a maker's price of its own product needs no such word."""
    page = "# Brightwater Compute: price list\n\nThe H100 costs $2.10 an hour.\n"
    (claim,) = [
        c for c in claims_of_page(page, "Brightwater Compute: price list") if c.predicate == "price"
    ]
    assert "of/Brightwater Compute" in claim.scope
    own = claims_of_page("# NVIDIA price list\n\nThe H100 costs $30,000.\n", "NVIDIA price list")
    assert not any(s.startswith("of/") for c in own for s in c.scope)


def test_a_key_that_calls_the_product_by_its_class_is_of_the_product() -> None:
    """The "Model type" of a model's card is no fact about AI models."""
    card = "# Tarn-3 model card\n\n**Model type:** sparse transformer\n\n**Licence:** Apache 2.0\n"
    claims = claims_of_page(card, "Tarn-3 model card")
    assert ("Tarn-3", "isA", "sparse transformer") in said(claims)
    sheet = "# Osprey Q7 data sheet\n\nThe Osprey Q7 is a chip.\n\n- Model types: transformers\n"
    assert not any(
        c.predicate == "isA" and _words(c) == "transformers"
        for c in claims_of_page(sheet, "Osprey Q7 data sheet")
    )


def test_the_date_of_a_cut_off_is_not_that_of_what_is_said() -> None:
    """The data end then, the training does not."""
    card = "# Tarn-3 model card\n\n## Training\n\n- Data: 21 trillion tokens, cut-off May 2025\n"
    claims = claims_of_page(card, "Tarn-3 model card")
    assert {(c.predicate, c.time) for c in claims} == {("dataVolume", None)}


def test_a_value_keeps_the_model_of_its_title_beside_the_machine_that_it_names() -> None:
    """The machines are what that model was trained on."""
    card = "# Tarn-3 model card\n\n## Training\n\n- Hardware: 6,144 H200 GPUs\n"
    found = scopes(claims_of_page(card, "Tarn-3 model card"), "training", "6,144 H200 GPUs")
    assert found == {"class/hw-h200", "class/model-tarn-3"}


def test_what_another_cell_is_per_does_not_carry_over() -> None:
    """Unless that cell says nothing else."""
    table = (
        "| Phase | Share of our spend | Goal | Paid |\n| --- | --- | --- | --- |\n"
        "| Inference | 69 % | Low cost per token | Annual |\n"
    )
    assert scopes(claims_of_page(table), "inference", "69 %") == {"of/our spend", "basis/annual"}


def test_sheets_with_parts_and_notes_are_of_their_product() -> None:
    """A heading for a part names no other subject, and a note belongs to what bears its mark."""
    page = (
        "# Osprey A10 inference module\n\nThe Osprey A10 is a PCIe accelerator.\n\n"
        "- **Memory**\n  - Capacity: 32 GB\n\n[^1]: 90 W with the turbo profile.\n"
    )
    claims = claims_of_page(page, "Osprey A10 inference module")
    assert {c.subject.id for c in claims} == {"hw-osprey-a10"}
    assert {_words(c) for c in claims} == {"a PCIe accelerator", "32 GB"}


def test_a_line_that_gives_a_choice_of_two_says_not_what_prices_are_per() -> None:
    """But for what they are the prices, if it goes on to say so."""
    table = "| Provider | Input |\n| --- | --- |\n| Lagoon Cloud | $0.20 |\n"
    lead = "Whoever would rather pay per token than per hour finds the prices here"
    told = claims_of_page(f"{lead}.\n\n{table}")
    assert not any("basis" in limit for c in told for limit in c.scope)
    told = claims_of_page(f"{lead}: these are the prices of a million tokens.\n\n{table}")
    assert "basis/per million tokens" in scopes(told, "lagoon cloud", "$0.20")


def test_what_is_said_of_all_figures_holds_for_each_table_below() -> None:
    """A unit in the first lines is that of prices below headings, and a mark at a price none."""
    page = (
        "# Rents\n\nWe asked two firms. All figures are US dollars per accelerator hour.\n\n"
        "## On demand\n\n| Accelerator | Lagoon Cloud | Fen Grid |\n| --- | --- | --- |\n"
        "| NVIDIA H100 SXM | $2.70 | $2.10 [a] |\n\n[a] Waiting list.\n"
    )
    told = claims_of_page(page)
    assert {_words(c) for c in told if c.predicate == "price"} == {"$2.70", "$2.10"}
    assert "basis/per accelerator hour" in scopes(told, "NVIDIA H100 SXM", "$2.10")


def test_a_rate_keeps_the_heading_that_says_of_what_it_is_one() -> None:
    """As a discount does; of which model providers ask a price, the heading tells, too."""
    head = "| Provider | One year | Three years |\n| --- | --- | --- |\n"
    told = claims_of_page(f"# P\n\n## Discounts for commitment\n\n{head}| Fen Grid | 12% | 30% |")
    assert scopes(told, "fen grid", "30%") == {
        "aspect/Three years",
        "case/Discounts for commitment",
    }
    head = "| Provider | Cost per million output tokens |\n| --- | --- |\n"
    told = claims_of_page(f"# P\n\n## Endpoints for Llama 3 70B\n\n{head}| Fen Grid | $0.70 |")
    limits = scopes(told, "fen grid", "$0.70")
    assert {"case/Endpoints for Llama 3 70B", "basis/per million output tokens"} <= limits


def test_a_corner_tells_whose_figures_the_rows_are() -> None:
    """Expected years are years, and are kept as they are written."""
    page = (
        "| NVIDIA estimates | 2024 | 2026E |\n| --- | --- | --- |\n"
        "| Revenue ($ million) | 310 | 1,150 |\n| Gross margin | 48% | 56% |\n"
    )
    told = claims_of_page(page)
    assert {c.subject.label for c in told} == {"NVIDIA"}
    revenue = {(_words(c), c.time) for c in told if c.predicate == "revenue"}
    assert revenue == {("310", "2024"), ("1,150", "2026")}
    assert "variant/2026E" in scopes(told, "NVIDIA", "1,150")


def test_a_name_keeps_no_half_bracket_and_an_acronym_is_a_term() -> None:
    """A key with an acronym in brackets is told what it is."""
    told = said(claims_of_page("- Model FLOPs utilization (MFU): the share of a peak that is used"))
    assert told == {("model FLOPS utilization", "definition", "the share of a peak that is used")}
    assert not any(subject.count("(") != subject.count(")") for subject, *_ in told)


STEPS = """
# Serving Llama 3.1 8B

## What we measured

| Concurrent requests | Output tokens/s, BF16 | Median latency |
| --- | --- | --- |
| 1 | 52 | 45 ms |
| 32 | 980 | 190 ms |
"""
NODES = """
# Tests

## Training results

| Node | Hours | Watts at the wall | Ran as it was? |
| --- | --- | --- | --- |
| 8 x H100 | 3.7 | 5,100 | Yes |
| 8 x Gaudi 3 | 6.3 | 4,900 | No, needed the CUDA fork |
| 8 x A10 | Not possible: inference only | Not possible: inference only | No |
"""
HISTORY = """
# Chips

| Year | Event | Side |
| --- | --- | --- |
| 2015 | Google deploys its first TPU | inference |
| 2017 | TPU v2 and the V100 with tensor cores | both |
"""
CHANGES = """
# Costs

| Accelerator | Share of revenue | Change |
| --- | --- | --- |
| H100 | $0.46 | −34 % |
"""


def test_rows_that_are_but_numbers_are_cases_of_the_heading() -> None:
    """What is measured at 32 requests is told in that case."""
    found = [c for c in claims_of_page(STEPS) if c.rule == "table"]
    assert {(c.predicate, _words(c), c.scope[0]) for c in found} == {
        ("throughput", "52", "case/Concurrent requests: 1"),
        ("throughput", "980", "case/Concurrent requests: 32"),
        ("latency", "45 ms", "case/Concurrent requests: 1"),
        ("latency", "190 ms", "case/Concurrent requests: 32"),
    }


def test_a_header_may_be_a_unit_and_a_label_a_number_of_machines() -> None:
    """What stands across columns is of none of them, and what follows "No" is of its header."""
    found = claims_of_page(NODES)
    assert ("8 x h100", "power", "5,100") in said(found)
    hours = [c.object for c in found if _words(c) == "6.3"]
    assert [q.unit for q in hours if isinstance(q, Quantity)] == ["h"]
    assert scopes(found, "8 x gaudi 3", "No, needed the CUDA fork") == {"aspect/Ran as it was?"}
    assert scopes(found, "8 x a10", "Not possible: inference only") == set()


def test_a_row_of_a_history_is_an_event() -> None:
    """It has its date, whether or not it is a sentence."""
    events = {(_words(c), c.time) for c in claims_of_page(HISTORY) if c.rule == "timeline"}
    assert events == {
        ("Google deploys its first TPU", "2015"),
        ("TPU v2 and the V100 with tensor cores", "2017"),
    }


def test_a_fall_keeps_its_sign_and_money_is_no_revenue_of_what_it_is_spent_on() -> None:
    """A header that names a share of something names no amount of it."""
    found = said(claims_of_page(CHANGES))
    assert ("NVIDIA H100", "states", "−34 %") in found
    assert not any(predicate in {"growthRate", "revenue"} for _, predicate, _ in found)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Card | Power | Price\nA100 | 400 W | $10,000\nL4 | 72 W | $2,500", 4),
        ("| Card | Power | Price |\n| A100 | 400 W | $10,000 |\n| L4 | 72 W | $2,500 |", 4),
    ],
)
def test_lines_with_as_many_pipes_are_a_table(table: str, expected: int) -> None:
    """Markdown's rule below the header may be missing."""
    found = said(claims_of_page(f"# Cards\n\n{table}\n"))
    assert ("NVIDIA A100", "power", "400 W") in found
    assert ("NVIDIA L4", "price", "$2,500") in found
    assert len(found) == expected


KITE = """
# Kite-2 accelerator

## Compared

- Board power – 150 W

| Batch | 1 | 32 |
| --- | --- | --- |
| Latency (ms) | 20 | 130 |
"""


def test_columns_that_are_but_numbers_are_cases_of_the_product() -> None:
    """A header of batch sizes says at which one a latency was measured; a dash parts a key too."""
    found = claims_of_page(KITE)
    assert ("Kite-2", "power", "150 W") in said(found)
    assert scopes(found, "Kite-2", "130") == {"case/Batch: 32"}
