"""JSON Schema of packs, configuration and waivers for editors, made from the models that read them.

The documents keep to what JSON Schema draft-07 knows; `patternErrorMessage`, `errorMessage` and `doNotSuggest` are
for the YAML language server, others pass over them.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from config.asked import condition
from config.engagements import HOLDS
from config.examples import Facts
from config.forms import ANY_TEXT, TEXT, read_branch, read_one_or_many, read_row, read_some
from config.hovers import HOVERS
from config.installation import InstallationSection
from config.named import KEYS, PLACES, Names, Schema, definitions
from config.schema import PackSection
from config.sections import Section
from config.sources import ONLY_FOR
from config.waivers import WaiversSection
from sync.engagement import Mode

TEXTS = (TEXT, ANY_TEXT)
DRAFT = "http://json-schema.org/draft-07/schema#"  # the name of the draft, not a place to load it from
DOCUMENTS: Mapping[str, tuple[type[Section], str]] = {
    "packs": (PackSection, "rules.schema.json"),
    "configuration": (InstallationSection, "stageward.schema.json"),
    "waivers": (WaiversSection, "waivers.schema.json"),
}
"""What there is a schema of: the model of such a file, and the name of the schema's own file."""


def schema_of(document: str, names: Names | None = None) -> Schema:
    """Return the schema of a kind of file; with names, those of an installation are listed in it.

    Raises KeyError where there is no such kind.
    """
    model, _ = DOCUMENTS[document]
    told = model.model_json_schema(schema_generator=_Shapes)
    sections = {**told.pop("$defs", {}), model.__name__: told}
    named = definitions(names)
    finished = {name: _finished(name, shape, named) for name, shape in sections.items()}
    used = {kind: shape for kind, shape in named.items() if f"'#/$defs/{kind}'" in repr(finished)}
    root = finished.pop(model.__name__)
    return {"$schema": DRAFT, **root, "$defs": {**finished, **used}}


class _Shapes(GenerateJsonSchema):
    """Tells what a file may hold, where a model tells what comes of it."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:  # noqa: ARG002 - pydantic's own shape
        return dict(ANY_TEXT)

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        keys, values = self.generate_inner(schema["keys_schema"]), self.generate_inner(schema["values_schema"])
        if "enum" in keys:
            return {"type": "object", "properties": dict.fromkeys(keys["enum"], values), "additionalProperties": False}
        names = {} if keys in TEXTS else {"propertyNames": keys}
        return {"type": "object", "additionalProperties": values, **names}

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        shape = super().function_before_schema(schema)
        reader: Callable[..., object] = schema["function"]["function"]
        return READERS[reader](shape) if reader in READERS else shape

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        shape = super().model_schema(schema)
        if issubclass(schema["cls"], Facts):
            properties = {key: {"anyOf": [one, {"type": "null"}]} for key, one in shape["properties"].items()}
            return {**shape, "properties": properties}
        return shape

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - pydantic's own shape
        return False


def _or_nothing(shape: Schema) -> Schema:
    return {**shape, "type": [shape["type"], "null"]}


def _some(shape: Schema) -> Schema:
    return {**shape, "minItems": 1}


def _one_or_many(shape: Schema) -> Schema:
    return {"anyOf": [shape["items"], _some(shape)]}


READERS: Mapping[Callable[..., object], Callable[[Schema], Schema]] = {
    read_row: _or_nothing,
    read_branch: _or_nothing,
    read_some: _some,
    read_one_or_many: _one_or_many,
}


def _finished(section: str, shape: Schema, named: Mapping[str, Schema]) -> Schema:
    """Return a section with the names that belong into it, with hover texts, and with what its keys ask of each other."""
    hovers = HOVERS.get(section, {})
    properties = {
        key: _hovered(_placed(f"{section}.{key}", one, named), hovers.get(key))
        for key, one in shape["properties"].items()
    }
    if section == "ClauseSection":
        return condition(properties)
    title = re.sub(r"(?<=.)([A-Z])", r" \1", section.removesuffix("Section")).lower()
    kind = "object" if "required" in shape else ["object", "null"]
    return {**shape, "title": title, "type": kind, "properties": properties, **TOGETHER.get(section, {})}


def _where_word(key: str, word: str, then: Schema, otherwise: Schema | None = None) -> Schema:
    """Say what goes with a key behind which this word stands."""
    has_word = {"properties": {key: {"enum": [word]}}, "required": [key]}
    return {"if": has_word, "then": then} | ({"else": otherwise} if otherwise else {})


def _none_of(keys: tuple[str, ...]) -> Schema:
    return {"propertyNames": {"not": {"enum": list(keys)}}}


_EXACTLY_ONE: Schema = {"minProperties": 1, "maxProperties": 1}
_NEEDS_USER: Schema = _where_word("flavor", "datacenter", {}, {"required": ["user"]})

TOGETHER: Mapping[str, Schema] = {
    "ScopeSection": _EXACTLY_ONE,
    "HoldSection": {"oneOf": [{"required": [key]} for key in HOLDS]},
    "DeedSection": _EXACTLY_ONE,
    "SourceSection": {
        "allOf": [
            _where_word("kind", "jira", {"required": ["url"], **_none_of(ONLY_FOR["clickup"]), **_NEEDS_USER}),
            _where_word("kind", "clickup", {"required": ["team"], **_none_of(ONLY_FOR["jira"])}),
        ]
    },
    "EngagementSection": _where_word("mode", Mode.ENFORCE.value, {"required": ["hold"]}),
}
"""Which keys of a section go with which, beyond what each of them may hold."""


def _placed(place: str, shape: Schema, named: Mapping[str, Schema]) -> Schema:
    """Return a key's shape with the names that belong there in the place of any text."""
    told = _with(shape, PLACES[place]) if place in PLACES else shape
    return _keyed(told, named[KEYS[place]]) if place in KEYS else told


def _keyed(shape: Schema, names: Schema) -> Schema:
    """Offer names as the keys of a mapping; others are none where the names are all there are."""
    offered = names.get("enum") or names.get("anyOf", [{}])[0].get("enum", [])
    values = shape["additionalProperties"]
    others = False if "enum" in names else values
    return {**shape, "properties": dict.fromkeys(offered, values), "additionalProperties": others}


def _with(shape: Schema, names: Schema) -> Schema:
    if shape in TEXTS:
        return names
    inner = {
        key: _with(shape[key], names) for key in ("items", "additionalProperties") if isinstance(shape.get(key), dict)
    }
    choices = {"anyOf": [_with(one, names) for one in shape["anyOf"]]} if "anyOf" in shape else {}
    return {**shape, **inner, **choices}


def _hovered(shape: Schema, said: str | None) -> Schema:
    return {**shape, "description": said} if said else shape
