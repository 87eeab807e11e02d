"""Concepts are found under every spelling, and only where they are meant."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.naming.mention import MentionFinder
from kg.ontology import default_ontology

FINDER = MentionFinder(default_ontology())


def named(text: str) -> list[tuple[str, str]]:
    """The mentions of a text: words and concept id."""
    return [(text[start:end], concept.id) for start, end, concept in FINDER.find(text)]


@pytest.mark.parametrize(
    ("concept", "forms"),
    [
        ("hw-h100", "H100; H100s; NVIDIA H100; Nvidia H100s; H-100; H100 GPUs; h100"),
        ("hw-h100-sxm", "H100 SXM; NVIDIA H100 SXM; H100-SXM; H100 SXM5"),
        ("hw-tpu-v5e", "TPU v5e; TPUv5e; Google TPU v5e; TPU-v5e"),
        ("hw-inferentia", "Inferentia; AWS Inferentia; Amazon Inferentia"),
        ("hw-trainium2", "Trainium2; Trainium 2; AWS Trainium 2"),
        ("phase-fine-tuning", "fine-tuning; fine tuning; finetuning; Fine-Tuning; fine-tuned"),
        ("phase-pre-training", "pre-training; pretraining; pre training; Pretraining"),
        ("hw-data-center", "data center; data centre; datacenters; data-centres; Data Centre"),
        ("tech-quantization", "quantization; quantisation; Quantization"),
        ("model-gpt-4", "GPT-4; GPT 4; GPT4; GPT-4-class models"),
        ("model-llm", "LLM; LLMs; llms; large language models; Large-language models"),
        ("tech-kv-cache", "KV cache; KV-cache; key-value cache; KV caches"),
        ("cost-per-query", "cost per query; cost-per-query; per-query cost; costs per query"),
        ("metric-throughput-per-dollar", "throughput per dollar; price-performance"),
        ("org-nvidia", "NVIDIA; Nvidia; nvidia; NVDA"),
    ],
)
def test_one_concept_under_many_names(concept: str, forms: str) -> None:
    """Case, plural, hyphen, spelling and maker change nothing."""
    for form in forms.split("; "):
        assert named(f"with {form} in it") == [(form, concept)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H100 and B200 GPUs", ["hw-h100", "hw-b200"]),
        ("Blackwell B200/GB200", ["hw-b200", "hw-gb200"]),
        ("AMD's MI300X", ["org-amd", "hw-mi300x"]),
        ("H100 SXM beside H100 NVL", ["hw-h100-sxm", "hw-h100-nvl"]),
        ("TPU v5e, not TPU v5p", ["hw-tpu-v5e", "hw-tpu-v5p"]),
        (
            "memory capacity and memory bandwidth",
            ["metric-memory-capacity", "metric-memory-bandwidth"],
        ),
        ("Meta trained it on H100s", ["org-meta", "hw-h100"]),
        ("training data", ["topic-training-data"]),
        ("training costs", ["cost-training"]),
        ("Training costs $5", ["phase-training"]),
        ("inference demands speed", ["phase-inference", "metric-speed"]),
        ("rising inference demand", ["metric-inference-demand"]),
    ],
)
def test_different_things_stay_apart(text: str, expected: list[str]) -> None:
    """The longest name wins, and a verb is no noun."""
    assert [concept for _, concept in named(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "a grace period",
        "Grace periods end.",
        "lambda calculus",
        "a metre of etched glass",
        "we meta-analysed it",
        "a 100 units",
        "the top of it",
        "an oracle does it",
        "so it goes from bad to worse",
    ],
)
def test_ordinary_words_name_nothing(text: str) -> None:
    """A name that is also a word needs its capital, and not only at the start."""
    assert [n for n in named(text) if not n[1].startswith(("metric", "org-oracle"))] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Zenith Z9 accelerator is new.", ("Zenith Z9", "hw-zenith-z9")),
        ("The startup Qubix is new.", ("Qubix", "org-qubix")),
        ("Chipmaker Qubix is new.", ("Qubix", "org-qubix")),
        ("Acme Labs announced it.", ("Acme Labs", "org-acme-labs")),
        ("Yesterday Qubix unveiled it.", ("Qubix", "org-qubix")),
        ("It praises Qubix's new chip.", ("Qubix", "org-qubix")),
        ("It was made by Qubix.", ("Qubix", "org-qubix")),
        ("Qubix, a Dutch startup, won.", ("Qubix", "org-qubix")),
        ("They sell the FooChip X2.", ("FooChip X2", "hw-foochip-x2")),
        ("The BarNet-5 model is small.", ("BarNet-5", "model-barnet-5")),
        ("Groq, Cerebras and Tachyonix compete.", ("Tachyonix", "org-tachyonix")),
        ("On this card the Veyra-70B answers sooner.", ("Veyra-70B", "model-veyra-70b")),
        ("The XR700 is a fast chip.", ("XR700", "hw-xr700")),
    ],
)
def test_an_unseen_name_is_typed_by_the_words_around_it(
    text: str, expected: tuple[str, str]
) -> None:
    """Products, makers and models that no list holds are found."""
    assert expected in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "Researchers announced results.",
        "Understanding The Key Differences Explained",
        "However, Both Matter For Different Reasons",
        "Operators watch. Owning pays. Confusing them hurts.",
        "In March Monday came. The European and Chinese startups grew.",
        "Hardware Optimization High Focus",
        "Step 2 and Q3 2024 and FY25",
        "Key takeaways\nPurpose\nHow often\nMain pressure",
    ],
)
def test_a_capital_alone_is_no_name(text: str) -> None:
    """Sentence starts, titles and labels bring no concepts."""
    known = default_ontology().concepts
    assert [name for name in named(text) if name[1] not in known] == []


def test_a_document_types_a_name_once_and_shortens_it() -> None:
    """A name typed once holds for the whole document."""
    text = "Fabrix, a startup, sells the Zed X9 chip. Fabrix is small. The X9 draws 300 W."
    found = [(text[s:e], c.id) for s, e, c in FINDER.within(text).find(text)]
    assert [c for n, c in found if n == "Fabrix"] == ["org-fabrix", "org-fabrix"]
    assert [c for n, c in found if "X9" in n] == ["hw-zed-x9", "hw-zed-x9"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("wat is infrence", ["phase-inference"]),
        ("how much does trainning gpt4 cost", ["phase-training", "model-gpt-4", "cost-cost"]),
        ("does meta make chips", ["org-meta"]),
        ("gradiant decent", ["tech-gradient-descent"]),
        ("inferentia??", ["hw-inferentia"]),
        ("is nvidea faster", ["org-nvidia"]),
        ("who is the ceo of AMD", ["org-amd"]),
        ("how tall is mount everest", []),
        ("does it rain in spain", []),
    ],
)
def test_a_question_may_be_typed_carelessly(question: str, expected: list[str]) -> None:
    """Small letters and typos still link, and nothing links by chance."""
    found = [concept.id for _, _, concept in FINDER.link(question)]
    assert [c for c in found if c in expected] == expected
    assert expected or not found


PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        """H100 NVIDIA NVIDIA's training inference fine tuning - / the Zenith Z9 accelerator startup
    Acme Labs announced GPT-4 . , ( ) costs $5 TPU v5e AI 21 large language models made by
    Qubix's chip is a KV cache 24/7 Cost""",
    )
)


@given(st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\n", "-"])), max_size=30))
@example([("accelerator", " "), ("H100", ""), ("H100", "-"), ("H100", "")])
def test_mentions_are_ordered_and_never_overlap(pieces: list[tuple[str, str]]) -> None:
    """Offsets are exact and the same each time."""
    text = "".join(word + gap for word, gap in pieces)
    found = FINDER.find(text)
    last = 0
    for start, end, concept in found:
        assert last <= start < end <= len(text)
        assert concept.label
        last = end
    assert found == FINDER.find(text)
    assert all(a <= b for a, b, _ in FINDER.link(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Osprey A10 is an accelerator. The A10 draws 45 W.", {"hw-osprey-a10"}),
        ("The Osprey A10 is an accelerator, unlike the NVIDIA A10.", {"hw-osprey-a10", "hw-a10"}),
        ("The A10 is an accelerator. Two A10 cards draw 300 W.", {"hw-a10"}),
        ("Lambda A10 servers are cheap.", {"hw-a10"}),
    ],
)
def test_a_short_code_after_another_name_is_another_product(text: str, expected: set[str]) -> None:
    """Every second maker has an A10; whoever rents out NVIDIA's has none."""
    found = {c.id for *_, c in FINDER.within(text).find(text)}
    assert found >= expected
    assert "hw-a10" in expected or "hw-a10" not in found
