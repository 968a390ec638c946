"""Links, cookies and forms: what opens the page, what opens nothing, and what nobody can make up."""

import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest

from state.board.client.door import COOKIE, MOST_FROM_ONE
from sync.mailing.signing import SigningKey
from sync.pages.client_links import hash_of, session_of
from tests.client_page.filled import CHANGE, NOW
from tests.client_page.rooms import KEY

NOWHERE = "x" * 43


def form_of(page):
    """Return what the form of a page would send by itself."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page))


def test_a_link_becomes_a_cookie_and_leads_to_an_address_without_a_token(site):
    token, link = site.grant()
    with site.visitor() as visitor:
        first = visitor.get(f"{site.url}/c/{token}", allow_redirects=False)
        assert (first.status_code, first.headers["Location"]) == (303, "/c/status")
        kept = first.headers["Set-Cookie"]
        assert {"HttpOnly", "SameSite=Lax", "Path=/c"} <= set(kept.split("; "))
        assert token not in first.text + kept
        page = visitor.get(f"{site.url}/c/status")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    with site.store() as store:
        assert store.links.of_hash(link.hash).last_used == NOW


def test_only_the_hash_of_a_token_is_kept(site):
    token, _ = site.grant()
    site.get("/c/status", token)

    folder = Path(site.store_url.removeprefix("sqlite:///")).parent
    kept = b"".join(file.read_bytes() for file in folder.iterdir())
    assert hash_of(token).encode() in kept
    assert token.encode() not in kept


def ended(site):
    """Return links that open nothing, each by what is wrong with it."""
    revoked, link = site.grant()
    with site.store() as store:
        assert store.links.revoke(link, NOW)
        assert not store.links.revoke(link, NOW)
    expired, _ = site.grant(expires=NOW)
    return {
        "unknown": NOWHERE,
        "bad": "..%2f..%2fetc%2fpasswd",
        "revoked": revoked,
        "expired": expired,
        "a word": "decide",
    }


def test_what_opens_nothing_is_answered_alike_whatever_the_reason(site):
    answers = {why: site.get(f"/c/{token}") for why, token in ended(site).items()}
    answers["no cookie"] = site.get("/c/status")
    answers["no address of ours"] = site.get("/c/a/b/c")
    answers["no badge"] = site.get("/badge/apollo.0123456789abcdef0123456789abcdef.svg")

    assert {why: answer.status_code for why, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert len({answer.text for answer in answers.values()}) == 1
    assert not any("Set-Cookie" in answer.headers for answer in answers.values())


def test_a_revoked_or_expired_link_closes_the_page_of_whoever_is_in(site):
    token, link = site.grant()
    passing, _ = site.grant(expires=NOW + timedelta(hours=2))
    with site.visitor(token) as one, site.visitor(passing) as other:
        assert other.get(f"{site.url}/c/status").status_code == 200
        with site.store() as store:
            store.links.revoke(link, NOW)
        site.clock.at += timedelta(hours=2)
        assert one.get(f"{site.url}/c/status").status_code == 404
        assert other.get(f"{site.url}/c/status").status_code == 404


@pytest.mark.parametrize("forge", ["another key", "another link", "nothing", "no signature"])
def test_a_cookie_nobody_signed_opens_nothing(site, forge):
    _, link = site.grant()
    _, other = site.grant("Lumen Studio")
    made = {
        "another key": session_of(link, SigningKey("another installation's secret")),
        "another link": f"{link.hash}.{session_of(other, KEY).partition('.')[2]}",
        "nothing": "",
        "no signature": f"{link.hash}.",
    }[forge]

    with site.visitor() as visitor:
        answer = visitor.get(f"{site.url}/c/status", headers={"Cookie": f"{COOKIE}={made}"})
    assert answer.status_code == 404


def test_wrong_links_are_limited_and_who_is_in_stays_in(site):
    token, _ = site.grant()
    with site.visitor(token) as inside, site.visitor() as outside:
        tries = [outside.get(f"{site.url}/c/{NOWHERE}").status_code for _ in range(MOST_FROM_ONE + 1)]
        assert tries == [404] * MOST_FROM_ONE + [429]
        assert inside.get(f"{site.url}/c/status").status_code == 200
        site.clock.at += timedelta(minutes=16)
        assert outside.get(f"{site.url}/c/{token}").status_code == 200


def test_two_clients_never_see_each_others(site):
    apollo, lumen = (site.get("/c/status", site.grant(client)[0]).text for client in ("apollo  BANK", "Lumen Studio"))

    assert "Statement export" in apollo
    assert "Startseite" not in apollo
    assert "Startseite" in lumen
    assert "Statement export" not in lumen
    token, _ = site.grant("Lumen Studio")
    assert site.get("/c/mail/notice3", token).status_code == 200
    assert site.get("/c/mail/notice1", token).status_code == 404
    assert site.get("/c/mail/notice1/as-sent", token).status_code == 404


def test_an_answer_needs_the_seal_of_its_own_page(site):
    token, _ = site.grant()
    other, _ = site.grant()
    with site.visitor(token) as visitor, site.visitor(other) as neighbour:
        form = form_of(visitor.get(f"{site.url}/c/status").text)
        foreign = form_of(neighbour.get(f"{site.url}/c/status").text)
        answer = {"answer": "approved", "name": "Kim"}
        for seal in ("", "0" * 32, foreign["seal"]):
            sent = visitor.post(f"{site.url}/c/decide", data={**form, **answer, "seal": seal})
            assert sent.status_code == 403
        assert visitor.post(f"{site.url}/c/decide", data={**form, **answer, "ref": "0" * 32}).status_code == 404
        assert visitor.post(f"{site.url}/c/decide", data={**form, "name": "Kim", "answer": "maybe"}).status_code == 400
    with site.visitor() as nobody:
        assert nobody.post(f"{site.url}/c/decide", data={**form, **answer}).status_code == 404
    assert site.decisions() == ()


def test_another_clients_change_cannot_be_decided(site):
    apollo, _ = site.grant()
    lumen, _ = site.grant("Lumen Studio")
    form = form_of(site.get("/c/status", apollo).text)
    with site.visitor(lumen) as visitor:
        sent = visitor.post(f"{site.url}/c/decide", data={**form, "answer": "approved", "name": "Eve"})
    assert sent.status_code == 404
    assert site.decisions() == ()


def test_the_first_answer_counts_and_the_second_sees_who_gave_it(site):
    token, _ = site.grant()
    with site.visitor(token) as visitor:
        form = form_of(visitor.get(f"{site.url}/c/status").text)
        visitor.post(f"{site.url}/c/decide", data={**form, "answer": "declined", "name": "Kim", "comment": "Too late."})
        second = visitor.post(f"{site.url}/c/decide", data={**form, "answer": "approved", "name": "Lee"})
    assert "Declined by Kim on 23 November 2026" in second.text
    (request,) = site.decisions()
    assert (request.wish.subject, request.wish.who, request.at) == (CHANGE.ticket_id, "Kim", NOW)
    assert request.wish.facts["decision"] == "declined"


@pytest.mark.parametrize(
    ("name", "comment", "said"),
    [("", "kept words", "Your name is missing"), (" \u202e\x07 ", "", "Your name is missing"), ("K" * 81, "", "longer than"), ("Kim", "c" * 1001, "longer than")],
)  # fmt: skip
def test_an_answer_that_cannot_be_taken_says_why_and_keeps_what_was_typed(site, name, comment, said):
    token, _ = site.grant()
    with site.visitor(token) as visitor:
        form = form_of(visitor.get(f"{site.url}/c/status").text)
        sent = visitor.post(
            f"{site.url}/c/decide", data={**form, "answer": "approved", "name": name, "comment": comment}
        )
    assert sent.status_code == 400
    assert said in sent.text
    assert comment in sent.text
    assert site.decisions() == ()


def test_a_token_is_in_no_log_even_where_the_page_breaks(site, caplog, monkeypatch):
    token, _ = site.grant()
    with caplog.at_level(logging.DEBUG), site.store() as store:
        site.get("/c/status", token)
        store._kept._db.execute("alter table client_links rename to elsewhere")
        assert site.get(f"/c/{token}").status_code == 503
        store._kept._db.execute("alter table elsewhere rename to client_links")
    ours = [one.getMessage() + str(one.exc_text) for one in caplog.records if not one.name.startswith("urllib3")]
    assert [said for said in ours if said.startswith("A client's page could not be made.")]
    assert token not in "".join(ours)
