"""The screens of transitions: which fields they show and ask for."""

from connectors.sandbox.front import Json
from connectors.sandbox.jira.answers import option_json, transition_json
from connectors.sandbox.jira.edit import Edit
from connectors.sandbox.jira.model import FieldKind, Transition
from connectors.sandbox.jira.refusal import Refusal
from connectors.sandbox.jira.site import Site


def screen_of(site: Site, way: Transition) -> frozenset[str]:
    """Return the ids of the fields on a transition's screen."""
    return frozenset(site.field_named(name).id for name in way.wants)


def with_screen(site: Site, way: Transition, expand: str) -> Json:
    """Return a transition, with what its screen asks for where that was asked for."""
    told = transition_json(site, way)
    if not site.is_datacenter:
        told["hasScreen"] = bool(way.wants)
    if "transitions.fields" not in expand:
        return told
    asked = (site.field_named(name) for name in sorted(way.wants))
    return told | {"fields": {kind.id: _field_json(site, kind) for kind in asked}}


def check_screen(site: Site, way: Transition, edit: Edit) -> None:
    """Refuse a transition while a field of its screen gets no value."""
    empty = [kind for name in sorted(way.wants) if edit.values.get((kind := site.field_named(name)).id) is None]
    if empty:
        raise Refusal(400, errors={kind.id: f"{kind.name} is required." for kind in empty})


def _field_json(site: Site, kind: FieldKind) -> Json:
    told: Json = {
        "required": True,
        "schema": dict(kind.schema),
        "name": kind.name,
        "key": kind.id,
        "hasDefaultValue": False,
        "operations": ["set"],
    }
    return told | ({"allowedValues": [option_json(site, kind, one) for one in kind.options]} if kind.options else {})
