"""What could be tried against the board: foreign names, forms from elsewhere, paths, markup in the words of tickets."""

from dataclasses import replace
from html.parser import HTMLParser
from types import MappingProxyType

import pytest

from rules.model import Person
from state.open import open_store
from sync.pages.request import RELEASE_NOTICE, Wish
from tests.board.conftest import PASSWORD
from tests.board.filled import NOW, fill
from tests.board.test_pages import PAGES

CANARY = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}<svg/onload=alert(1)>"
TAGS_OF_OURS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "link",
        "body",
        "a",
        "header",
        "nav",
        "ul",
        "li",
        "div",
        "span",
        "form",
        "input",
        "button",
        "main",
        "h1",
        "h2",
        "h3",
        "p",
        "label",
        "select",
        "option",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "strong",
        "section",
        "dl",
        "dt",
        "dd",
        "ol",
        "svg",
        "rect",
        "line",
        "circle",
        "text",
        "figure",
        "figcaption",
        "details",
        "summary",
        "code",
        "caption",
        "time",
        "footer",
        "pre",
        "img",
    ]
)


class Markup(HTMLParser):
    """Gathers the elements of a page, and its attributes."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes = set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


def poisoned(ticket, number):
    """Return a ticket whose every word is a canary."""
    who = Person(id=f"p{number}", name=CANARY)
    fields = {
        **ticket.fields,
        "Mitigation": CANARY,
        "Reason": CANARY,
        "Probability": CANARY,
        "Acceptance criteria": CANARY,
    }
    return replace(
        ticket,
        title=CANARY,
        labels=(CANARY,),
        assignee=who,
        url="javascript:alert(1)//https://acme.example",
        priority=CANARY,
        fields=MappingProxyType(fields),
    )


@pytest.fixture(scope="module")
def poisoned_url(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('poisoned') / 'stageward.db'}"
    with open_store(url) as store:
        fill(store, 2, 30, altered=poisoned)
        store.requests.ask(Wish(RELEASE_NOTICE, "apollo-1", "apollo-1-2", CANARY), NOW)
        [asked] = store.requests.waiting()
        store.requests.finish(asked, CANARY, NOW)
    return url


@pytest.mark.parametrize(
    "path", [*PAGES, "/engagements/lumen-1", "/engagements/lumen-1/tickets/LUM-3", "/audit?kind=request"]
)
def test_words_of_tickets_stay_words_on_every_page(visit, poisoned_url, path):
    page = visit(poisoned_url).page(path)
    found = Markup(page)
    assert found.tags <= TAGS_OF_OURS, found.tags - TAGS_OF_OURS
    assert not [name for name, _ in found.attributes if name.startswith("on") or name == "style"]
    assert not [
        value
        for name, value in found.attributes
        if name in {"href", "src", "action"} and (value or "").startswith("javascript")
    ]
    assert "49<svg" not in page


def test_the_canaries_are_really_shown(visit, poisoned_url):
    someone = visit(poisoned_url)
    for path in (
        "/engagements/apollo-1",
        "/engagements/apollo-1/tickets/APO-3",
        "/audit?kind=request",
        "/outbox/apollo-1-2",
    ):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in someone.page(path), path


@pytest.mark.parametrize(
    "name", ["client", "health", "standing", "stage", "rule", "said", "who", "ticket", "sign", "next"]
)
def test_words_of_the_address_stay_words(visit, name, password_hash):
    for path in ("/", "/engagements/apollo-1", "/audit", "/rules"):
        page = visit().page(path, params={name: CANARY})
        assert Markup(page).tags <= TAGS_OF_OURS


@pytest.mark.parametrize("path", [*PAGES, "/static/board.css", "/nothing", "/u/nothing", "/outbox/x"])
def test_every_answer_carries_the_headers_that_keep_a_browser_strict(visit, path):
    headers = visit().get(path).headers
    policy = headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Server" not in headers
    if not path.startswith("/static"):
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2f..%2fopen.py",
        "/static//etc/passwd",
        "/engagements/..%2f..%2fetc/passwd",
        "/engagements/apollo-1/tickets/../../../etc/passwd",
        "/engagements/apollo-1/tickets/%2e%2e%2f%2e%2e",
        "/outbox/../../runs",
        "/outbox/%00",
        "/runs/%27%20or%201=1--",
        "/engagements/%27%20union%20select%201--",
    ],
)
def test_no_path_leads_out(visit, path):
    someone = visit()
    found = someone.session.send(raw(someone, path), allow_redirects=False, timeout=20)
    assert found.status_code in {400, 404}, found.text[:200]
    assert "root:" not in found.text
    assert "Traceback" not in found.text


def raw(someone, path):
    """Return a request whose path nobody tidies up before it leaves."""
    from requests import Request

    prepared = someone.session.prepare_request(Request("GET", someone.address))
    prepared.url = someone.address + path
    return prepared


@pytest.fixture
def signed_in(visit, password_hash, tmp_path):
    url = f"sqlite:///{tmp_path / 'own.db'}"
    with open_store(url) as store:
        fill(store, 1, 12)
    someone = visit(url, password_hash=password_hash)
    someone.sign_in(PASSWORD)
    return someone, url


def waiting(url):
    with open_store(url) as store:
        return store.requests.waiting()


@pytest.mark.parametrize("form", [None, {}, {"form_word": ""}, {"form_word": "made-up"}, {"form_word": "\u2603"}])
def test_a_form_from_elsewhere_is_refused(signed_in, form):
    someone, url = signed_in
    assert someone.send("/outbox/apollo-1-2/release", form).status_code == 403
    assert waiting(url) == ()


def test_a_form_of_somebody_elses_session_is_refused(signed_in, visit, password_hash):
    someone, url = signed_in
    other = visit(url, password_hash=password_hash)
    word = other.form_word("/sign-in")
    assert someone.send("/outbox/apollo-1-2/release", {"form_word": word}).status_code == 403
    assert waiting(url) == ()


def test_nothing_is_asked_by_opening_an_address(signed_in):
    someone, url = signed_in
    assert someone.get("/outbox/apollo-1-2/release").status_code == 405
    assert waiting(url) == ()


def test_a_form_that_is_too_long_is_not_read(signed_in):
    someone, url = signed_in
    answer = someone.send("/outbox/apollo-1-2/release", {"form_word": "x" * 20_000})
    assert answer.status_code in {400, 403, 413}
    assert waiting(url) == ()


def test_a_name_that_only_looks_like_this_machine_is_not_answered(visit):
    someone = visit(hosts=("127.0.0.1", "localhost"))
    assert someone.get("/").status_code == 200
    answer = someone.get("/", headers={"Host": "board.evil.example"})
    assert answer.status_code == 400
    assert "apollo" not in answer.text
