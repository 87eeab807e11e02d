"""Figures to ranges and drawings: converted exactly, open where open, free of markup."""

from decimal import Decimal

import pytest

from service.api import schema
from service.knowledge_base import KnowledgeBase
from service.ui.plot import figure
from service.ui.ranges import Scale, scales


def fact(
    low: str | None,
    high: str | None,
    unit: str | None,
    *,
    hedge: str | None = None,
    label: str = "training",
) -> schema.Fact:
    """A claim that gives a figure."""
    bounds = [Decimal(bound) if bound is not None else None for bound in (low, high)]
    value = schema.Value(
        text=f"<b>{low}-{high}</b> {unit} %{{x}}",
        min=bounds[0],
        max=bounds[1],
        unit=unit,
        hedge=hedge,
    )
    quote = schema.Quote(document="d", start=3, end=9, quote="words", title="<i>T</i>", section="")
    return schema.Fact(
        id=f"c-{low}-{high}-{unit}-{hedge}",
        subject=schema.Concept(id="phase-training", label=label, type="phase"),
        predicate=schema.Predicate(id="duration", label="duration"),
        object=value,
        phase="training",
        citation=quote,
    )


def only(facts: list[schema.Fact], kb: KnowledgeBase) -> Scale:
    """The one scale of facts that convert."""
    found = scales(facts, kb.ontology)
    assert len(found) == 1
    return found[0]


def test_units_that_convert_share_a_scale(small: KnowledgeBase) -> None:
    """In the unit of most; the lowest first."""
    facts = [fact("2", "3", "day"), fact("1", "1", "week"), fact("1", "2", "day")]
    found = only(facts, small)
    assert found.unit == "day"
    bounds = [[int(bound) for bound in row.bounds] for row in found.ranges]
    assert bounds == [[1, 2], [2, 3], [7, 7]]


def test_a_unit_is_chosen_that_can_be_read(small: KnowledgeBase) -> None:
    """Milliseconds in weeks are not; seconds serve both."""
    facts = [fact("1", "2", "week"), fact("3", "4", "week"), fact("1", "1", "ms")]
    found = only(facts, small)
    assert found.unit == "s"
    assert found.ranges[0].low == Decimal("0.001")


def test_units_that_do_not_convert_stand_apart(small: KnowledgeBase) -> None:
    """Those with more figures first."""
    facts = [fact("1", "1", "GB"), fact("1", "1", "day"), fact("2", "2", "day")]
    assert [scale.unit for scale in scales(facts, small.ontology)] == ["day", "GB"]


def test_what_is_no_figure_is_left_out(small: KnowledgeBase) -> None:
    """Words have no place on a scale."""
    words = fact(None, None, None)
    assert scales([words], small.ontology) == []


@pytest.mark.parametrize("dark", [False, True])
def test_an_open_end_is_an_arrow_and_a_hedge_is_hollow(small: KnowledgeBase, *, dark: bool) -> None:
    """A closed, certain range is neither."""
    facts = [fact("1", "2", "day"), fact("3", None, "day"), fact("4", "5", "day", hedge="about")]
    drawn = figure(only(facts, small), "duration", dark=dark)["data"]
    assert isinstance(drawn, list)
    hedged, open_, closed = (trace["marker"]["symbol"] for trace in drawn)
    assert closed == ["circle", "circle"]
    assert open_ == ["circle", "triangle-right"]
    assert hedged == ["circle-open", "circle-open"]


def test_a_wide_scale_goes_by_powers_of_ten(small: KnowledgeBase) -> None:
    """A narrow one does not, nor one with a zero."""
    assert only([fact("1", "1", "day"), fact("1000", "1000", "day")], small).by_tens
    assert not only([fact("1", "1", "day"), fact("9", "9", "day")], small).by_tens
    assert not only([fact("0", "1", "day"), fact("1000", "1000", "day")], small).by_tens


@pytest.mark.parametrize("bounds", [("5", "5"), ("0", "0"), ("-3", "-1"), ("7", None), (None, "7")])
def test_a_lone_figure_has_room_on_its_axis(
    small: KnowledgeBase, bounds: tuple[str | None, str | None]
) -> None:
    """So that it is seen."""
    layout = figure(only([fact(*bounds, "day")], small), "duration", dark=False)["layout"]
    assert isinstance(layout, dict)
    low, high = layout["xaxis"]["range"]
    given = [float(bound) for bound in bounds if bound is not None]
    assert low <= min(given) <= max(given) <= high
    assert low < high


def test_markup_of_a_document_is_no_markup_of_the_drawing(small: KnowledgeBase) -> None:
    """Plotly reads tags and variables in labels; those of a document are escaped."""
    found = figure(only([fact("1", "2", "day", label="<a href=x>y</a>")], small), "a", dark=False)
    layout, data = found["layout"], found["data"]
    assert isinstance(layout, dict)
    assert isinstance(data, list)
    shown = f"{layout['yaxis']['ticktext']} {data[0]['hovertemplate']}"
    assert "<a " not in shown
    assert "<i>" not in shown
    assert "%{" not in shown
    assert "&lt;a href=x&gt;" in shown
