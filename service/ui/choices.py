"""A choice among concepts: only those that fit what is typed are sent, however many there are."""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash.dependencies import Input, Output, State
from dash.development.base_component import Component

from service.api import convert, schema
from service.ui.desk import UNCHANGED, Desk, Page

OFFERED = 40


def concept_choice(
    name: str, label: str, chosen: schema.Concept | None, placeholder: str = ""
) -> Component:
    """A field to choose a concept in; `attach_choice` fills it."""
    return dmc.Select(
        id=name,
        label=label,
        placeholder=placeholder,
        data=_options([chosen] if chosen else []),
        value=chosen.id if chosen else None,
        searchable=True,
        filter={"function": "all"},  # the server has chosen, by more than these labels
        nothingFoundMessage="No document mentions it",
        maxDropdownHeight=320,
        comboboxProps={"shadow": "md"},
        className="control",
    )


def attach_choice(page: Page, name: str) -> None:
    """Offer what fits the words typed."""
    page.on(
        [
            Output(name, "data"),
            Input(name, "searchValue"),
            State(name, "value"),
            State(name, "data"),
        ],
        _offered,
    )


def _offered(
    desk: Desk, typed: str | None, chosen: str | None, data: Sequence[dict[str, str]] | None
) -> object:
    """The concepts that fit, and the chosen one, without which the field would be empty."""
    labels = {str(option["value"]): str(option["label"]) for option in data or ()}
    whole = chosen is not None and typed == labels.get(chosen)
    found = desk.kb.graph.concepts(q=None if whole else typed or None, limit=OFFERED)
    kept = [c for c in desk.kb.graph.concepts() if c.id == chosen and c not in found]
    options = _options([convert.concept(c) for c in (*kept, *found)])
    return UNCHANGED if options == data else options


def _options(found: Sequence[schema.Concept]) -> list[dict[str, str]]:
    names = [concept.label for concept in found]
    return [
        {
            "value": concept.id,
            "label": concept.label
            if names.count(concept.label) == 1
            else f"{concept.label} ({concept.type})",
        }
        for concept in found
    ]
