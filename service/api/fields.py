"""Kinds of field that callers send: words that can be asked, texts that can be read, JSON's types.

What is wrong with a question is said by what reads it; `/openapi.json` tells of it here.
"""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, Strict
from pydantic_core import PydanticCustomError

from corpus.reading.characters import CONTROL

_CONTROLS = CONTROL.pattern.encode("unicode_escape").decode().strip("[]")
WORDS = r"[\p{L}\p{N}]"  # what a question matches
READABLE = f"^[^{_CONTROLS}]*{WORDS}[^{_CONTROLS}]*$"  # what a document's text matches


def _number(value: object) -> object:
    """Refuse what pydantic would take for a number, and JSON does not."""
    if isinstance(value, str | bool):
        kind, said = "int_type", "Input should be a valid integer"
        raise PydanticCustomError(kind, said)
    return value


def _read(text: str) -> str:
    """Refuse a text of which no document can be made, before it becomes a job."""
    kind = "unreadable"
    if found := CONTROL.search(text):
        said = "Input should be text, but has the control character {control} at offset {offset}"
        told = {"control": repr(found[0]), "offset": found.start()}
        raise PydanticCustomError(kind, said, told)
    if not any(character.isalnum() for character in text):
        said = "Input should hold words"
        raise PydanticCustomError(kind, said)
    return text


Truth = Annotated[bool, Strict()]
One = Annotated[int, Field(ge=1, le=1), BeforeValidator(_number)]
Listed = Annotated[int, Field(ge=1, le=50), BeforeValidator(_number)]
Question = Annotated[str, Field(json_schema_extra={"pattern": WORDS})]
Readable = Annotated[str, AfterValidator(_read), Field(json_schema_extra={"pattern": READABLE})]
