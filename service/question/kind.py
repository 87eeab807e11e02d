"""What sorts of answer a question can ask for."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of answer a question asks for."""

    DEFINITION = "definition"
    COMPARISON = "comparison"
    QUANTITY = "quantity"
    LIST = "list"
    YES_NO = "yes_no"
    CAUSE = "cause"
    ENTITY = "entity"
    CONFLICT = "conflict"
