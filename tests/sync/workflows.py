"""Workflows of a Jira site as an administrator changes them."""

from dataclasses import replace

from connectors.sandbox.jira.model import Transition, Workflow

EVERY_STATUS = ("To Do", "Assigned", "In Progress", "In Review", "Complete", "Delivered", "Blocked")


def change(site, kind, change_way):
    """Give a type of ticket another workflow: `change_way` is told a status and a way from it, and keeps, replaces or
    drops (None) the way."""
    project = site.projects["APO"]
    flow = project.workflows[kind]
    ways = [
        changed
        for number, status in enumerate(flow.statuses)
        for way in flow.from_here(status)
        if (changed := change_way(status, replace(way, id=f"{way.id}{number}", sources=frozenset({status}))))
    ]
    workflow = Workflow(flow.statuses, tuple(ways))
    site.projects["APO"] = replace(project, workflows={**project.workflows, kind: workflow})


def take_out(site, *pairs, kind="Deliverable"):
    """Take ways out: pairs of a status and where it leads."""
    change(site, kind, lambda status, way: None if (status, way.to) in pairs else way)


def leave_only(site, *pairs, kind="Deliverable"):
    """Leave only these ways: pairs of a status and where it leads."""
    change(site, kind, lambda status, way: way if (status, way.to) in pairs else None)


def ask_for(site, field, to, kind="Deliverable"):
    """Let every way to a status show a screen that asks for a field."""
    change(site, kind, lambda _, way: asking(way, field) if way.to == to else way)


def asking(way: Transition, field):
    return replace(way, wants=way.wants | {field})
