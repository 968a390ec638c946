"""A comment that only one project role may read: never shown to others, neither new nor edited."""

from dataclasses import replace

import pytest

from connectors.http import TrackerSession
from connectors.sandbox import Sandbox
from sync.ports import Edit, Refused
from tests.connectors.places import PLACES


@pytest.fixture(params=["cloud", "datacenter"])
def place(request, traffic):
    with Sandbox(traffic=traffic) as sandbox, TrackerSession("tracker", wait=lambda _seconds: None) as session:
        yield PLACES[request.param](sandbox, session)


@pytest.fixture
def ticket(place):
    return place.desk.create()


@pytest.fixture
def edit(place, ticket, sticky):
    """Write the sticky comment with some words in it, for a role."""

    def edit(words, role, **parts):
        comment = replace(sticky(words), visible_to=role)
        return place.tracker.edit(Edit(place.desk.id(ticket), ticket, comment=comment, **parts))

    return edit


@pytest.fixture
def roles(place, ticket):
    """Who may read each comment of the ticket."""
    return lambda: [comment.role for comment in place.desk.site.issue(ticket).comments]


def test_it_is_for_the_role_from_its_first_moment_and_after_an_edit(place, edit, roles, ticket):
    first = edit("1 check fails", "Developers", add_labels=("gate:blocked",))
    assert (roles(), len(place.desk.writes())) == (["Developers"], 1)
    edit("All hold", "Developers", comment_id=first.comment_id)
    assert roles() == ["Developers"]
    assert "All hold" in place.desk.ours(ticket)[0].text


def test_in_a_service_project_it_is_internal_and_for_the_role(place, edit, roles, ticket):
    site = place.desk.site
    site.projects.update(APO=replace(site.projects["APO"], kind="service_desk"))
    edit("1 check fails", "Developers")
    assert roles() == ["Developers"]
    assert site.issue(ticket).comments[0].properties != ()


def test_where_the_role_is_not_there_nothing_is_shown_to_anybody(place, edit, roles, ticket):
    with pytest.raises(Refused, match="project role"):
        edit("1 check fails", "Nobody", add_labels=("gate:blocked",))
    assert roles() == []
    assert place.desk.labels(ticket) == ["gate:blocked"]


def test_a_comment_is_opened_and_closed_by_writing_it_anew(edit, roles):
    first = edit("1 check fails", None)
    assert roles() == [None]
    edit("1 check fails", "Developers", comment_id=first.comment_id)
    assert roles() == ["Developers"]


def test_another_role_is_other_content(sticky):
    comment = sticky()
    assert len({replace(comment, visible_to=role).digest for role in (None, "Developers", "Viewers")}) == 3
