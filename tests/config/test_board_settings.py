"""What the file says of the board; each mistake is told where it stands (▲)."""

from ipaddress import ip_network

import pytest

from config.settings import MissingSecret, Settings, WeakSecret
from config.values import BoardConfig, Listen

START = """\
version: 1
sources: [{name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}]
engagements: [{name: apollo, source: acme-jira, scope: {project: APO}, packs: [delivery]}]
"""
KEY = "sixteen signs, or more of them"
ONLY_OTHERS = "others can reach the board there, so it has to know who they are"


@pytest.fixture
def loaded(configured):
    return lambda board: configured({"stageward.yaml": f"{START}board: {board}\n"}).load()


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ('"127.0.0.1:8080"', "127.0.0.1", 8080),
        ("localhost:8080", "127.0.0.1", 8080),
        ('"[::1]:0"', "::1", 0),
    ],
)
def test_it_listens_where_it_is_told(loaded, text, host, port):
    board = loaded(f"{{listen: {text}}}").installation.board
    assert board.listen == Listen(host, port)
    assert board.address == (host, port)


def test_without_a_word_there_is_no_board(configured):
    assert configured({"stageward.yaml": START}).load().installation.board == BoardConfig()


def test_everything_can_be_said(loaded):
    board = loaded(
        "{listen: 127.0.0.1:80, url: https://board.example, proxies: [127.0.0.1, 10.0.0.0/28], user_header: X-User}"
    ).installation.board
    assert board.proxies == (ip_network("127.0.0.1/32"), ip_network("10.0.0.0/28"))
    assert (board.user_header, board.secure) == ("X-User", True)
    assert board.hosts == ("127.0.0.1", "localhost", "[::1]", "board.example")


def test_behind_plain_http_cookies_are_not_bound_to_https(loaded):
    assert not loaded("{listen: 127.0.0.1:80, url: http://board.example}").installation.board.secure
    assert loaded("{listen: 127.0.0.1:80, secure: true}").installation.board.secure


def test_on_any_address_without_a_name_any_name_is_answered(loaded):
    board = loaded("{listen: 0.0.0.0:80, proxies: [10.0.0.5], user_header: X-User}").installation.board
    assert board.hosts == ()


MISTAKES = {
    "nowhere to listen": ("▲{secure: true}", '"listen" is missing: where the board listens, such as 127.0.0.1:8080'),
    "no port": ("{listen: ▲127.0.0.1}", '"127.0.0.1" is no address to listen on; write it as 127.0.0.1:8080'),
    "a name": (
        "{listen: ▲board.example:80}",
        '"board.example:80" is no address to listen on; write it as 127.0.0.1:8080',
    ),
    "a port too high": (
        "{listen: ▲127.0.0.1:70000}",
        '"127.0.0.1:70000" is no address to listen on; write it as 127.0.0.1:8080',
    ),
    "everybody is a proxy": (
        "{listen: 127.0.0.1:80, proxies: [▲0.0.0.0/0], user_header: X-User}",
        '"0.0.0.0/0" is everybody; name the proxies themselves, such as 10.0.0.5',
    ),
    "a proxy by name": (
        "{listen: 127.0.0.1:80, proxies: [▲proxy.example], user_header: X-User}",
        '"proxy.example" is no address of a proxy; write one such as 10.0.0.5 or 10.0.0.0/28',
    ),
    "proxies without a header": (
        "{listen: 127.0.0.1:80, ▲proxies: [10.0.0.5]}",
        '"user_header" is missing: proxies means nothing without it; such as X-Forwarded-User',
    ),
    "a header without proxies": (
        "{listen: 127.0.0.1:80, ▲user_header: X-User}",
        '"proxies" is missing: user_header means nothing without it; such as [10.0.0.5]',
    ),
    "a header that says other things": (
        "{listen: 127.0.0.1:80, proxies: [10.0.0.5], user_header: ▲Cookie}",
        '"Cookie" cannot carry a name; write a header such as X-Forwarded-User',
    ),
    "open to others without a way to sign in": (
        "{listen: ▲0.0.0.0:80}",
        f'{ONLY_OTHERS}: set STAGEWARD_BOARD_PASSWORD_HASH (see "stageward board password"), or proxies with user_header',
    ),
}


@pytest.mark.parametrize(("text", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_where_it_stands(loaded, text, told):
    [mistake] = loaded(text.replace("▲", "")).mistakes
    assert mistake.message == told
    assert mistake.column == len("board: ") + text.index("▲") + 1


@pytest.mark.parametrize("listen", ["0.0.0.0:80", '"[::]:80"', "192.0.2.7:80"])
def test_with_a_password_others_may_reach_it(loaded, monkeypatch, tmp_path, listen):
    assert [ONLY_OTHERS in one.message for one in loaded(f"{{listen: {listen}}}").mistakes] == [True]
    (tmp_path / "hash").write_text("$argon2id$…")
    monkeypatch.setenv("STAGEWARD_BOARD_PASSWORD_HASH_FILE", str(tmp_path / "hash"))
    assert loaded(f"{{listen: {listen}}}").mistakes == ()


def test_signing_in_needs_a_key_that_nobody_guesses(monkeypatch):
    assert Settings().key_for_board(asks_who=False) is None
    with pytest.raises(MissingSecret, match="STAGEWARD_SECRET_KEY is not set"):
        Settings().key_for_board(asks_who=True)
    monkeypatch.setenv("STAGEWARD_SECRET_KEY", "short")
    with pytest.raises(WeakSecret):
        Settings().key_for_board(asks_who=True)
    monkeypatch.setenv("STAGEWARD_SECRET_KEY", KEY)
    assert Settings().key_for_board(asks_who=True)
