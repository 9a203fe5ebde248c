"""The types of fields that the models of the operator's files are made of."""

from __future__ import annotations

import codecs
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from config.rules import (
    check_address,
    check_country,
    check_day,
    check_until,
    check_url,
)
from monitor.core.feed import Kind

T = TypeVar("T")


class _OneAsList:
    """A list that may be written as its only value; nothing written is an empty list."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_as_tuple, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        listed = handler(schema)
        return {"anyOf": [listed, listed["items"]]}


def _as_tuple(value: object) -> object:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def check_codec(value: str) -> str:
    try:
        return codecs.lookup(value).name
    except LookupError as error:
        raise ValueError("is no known encoding") from error


Id = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$",
        description="small letters, digits and hyphens, as light-reading",
    ),
]
OneOrMore = Annotated[tuple[T, ...], _OneAsList()]
AtLeastOne = Annotated[tuple[T, ...], Field(min_length=1), _OneAsList()]
Ids = OneOrMore[Id]
Url = Annotated[str, AfterValidator(check_url)]
Language = Annotated[
    str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"), AfterValidator(str.lower)
]
BareLanguage = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}$"), AfterValidator(str.lower)]
Country = Annotated[str, AfterValidator(check_country)]
Address = Annotated[str, AfterValidator(check_address)]
Filled = Annotated[str, Field(min_length=1)]
Day = Annotated[str, AfterValidator(check_day)]
Until = Annotated[str, AfterValidator(check_until)]
KindName = Annotated[Kind, Field(strict=False)]
KIND_NAMES = ", ".join(Kind)


class Record(BaseModel):
    """What all parts of a file have in common: exact types, no unknown key."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)
