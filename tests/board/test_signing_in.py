"""Who is believed to be whom: a password, a proxy, and everybody else."""

from ipaddress import ip_network

import pytest

from tests.board.conftest import PASSWORD

HERE = (ip_network("127.0.0.0/8"),)
ELSEWHERE = (ip_network("192.0.2.0/24"),)
PAGES = ("/", "/engagements/apollo-1", "/rules", "/outbox", "/outbox/apollo-1-2", "/runs", "/audit")


@pytest.fixture
def asked(visit, password_hash):
    return visit(password_hash=password_hash)


@pytest.mark.parametrize("path", [*PAGES, "/engagements/apollo-1/tickets/APO-1", "/nothing", "/engagements/nobody"])
def test_where_the_board_asks_who_nothing_is_shown_before(asked, path):
    answer = asked.get(path)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/sign-in")
    assert "apollo" not in answer.text.partition("next=")[0]


def test_the_right_password_lets_in_and_leads_on(asked):
    answer = asked.sign_in(PASSWORD, next="/rules")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/rules")
    assert "Ana Lima" in asked.page("/rules")


def test_a_wrong_password_does_not(asked):
    answer = asked.sign_in("another password")
    assert answer.status_code == 401
    assert "This is not the password." in answer.text
    assert asked.get("/").status_code == 302


@pytest.mark.parametrize("name", ["", "   ", "A" * 81, "Ana\nLima", "Ana\x00"])
def test_a_name_is_needed_as_the_trail_tells_it(asked, name):
    assert asked.sign_in(PASSWORD, name=name).status_code in {401, 302}
    assert ("Ana" not in asked.get("/").text) or name.strip()


def test_after_five_wrong_passwords_nobody_from_there_may_try_for_a_quarter_of_an_hour(asked, clock):
    for _ in range(5):
        assert asked.sign_in("wrong").status_code == 401
    answer = asked.sign_in(PASSWORD)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 15 * 60
    clock.pass_(minutes=15)
    assert asked.sign_in(PASSWORD).status_code == 302


def test_signing_in_lasts_twelve_hours(asked, clock):
    asked.sign_in(PASSWORD)
    clock.pass_(hours=11, minutes=59)
    assert asked.get("/").status_code == 200
    clock.pass_(minutes=1)
    assert asked.get("/").status_code == 302


def test_signing_out_ends_it_and_needs_the_form(asked):
    asked.sign_in(PASSWORD)
    assert asked.send("/sign-out").status_code == 403
    assert asked.get("/").status_code == 200
    asked.send("/sign-out", {"form_word": asked.form_word("/")})
    assert asked.get("/").status_code == 302


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(asked):
    [cookie] = asked.sign_in(PASSWORD).raw.headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_the_cookie_stays_there(visit, password_hash):
    [cookie] = visit(password_hash=password_hash, secure=True).get("/sign-in").raw.headers.getlist("Set-Cookie")
    assert "Secure" in cookie


def test_a_cookie_made_up_or_of_another_password_is_worth_nothing(visit, password_hash):
    one = visit(password_hash=password_hash)
    one.sign_in(PASSWORD)
    other = visit(password_hash=password_hash.replace("m=64", "m=65"))
    other.session.headers["Cookie"] = f"stageward={one.session.cookies['stageward']}"
    assert other.get("/").status_code == 302
    other.session.headers["Cookie"] = "stageward=eyJuYW1lIjoiQW5hIn0.aaaaaa.bbbbbb"
    assert other.get("/").status_code == 302


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "rules",
        "/\t/evil.example",
        "/%0d%0aX: y",
    ],
)
def test_signing_in_leads_to_no_other_site(asked, there):
    place = asked.sign_in(PASSWORD, next=there).headers["Location"]
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert "\t" not in place


def test_without_a_way_to_sign_in_everybody_reads_and_nobody_asks(visit):
    someone = visit()
    for path in PAGES:
        someone.page(path)
    assert "read only" in someone.page("/")
    assert someone.get("/sign-in").status_code == 404
    assert someone.send("/outbox/apollo-1-2/release").status_code == 403


def test_a_name_from_a_trusted_proxy_is_believed(visit):
    someone = visit(proxies=HERE, user_header="X-Forwarded-User")
    assert someone.get("/").status_code == 403
    assert "ana@acme.example" in someone.page("/", headers={"X-Forwarded-User": "ana@acme.example"})


def test_the_same_header_from_anywhere_else_is_nothing(visit, password_hash):
    forged = {"X-Forwarded-User": "ana@acme.example", "X-Forwarded-For": "192.0.2.7", "X-Real-IP": "192.0.2.7"}
    assert visit(proxies=ELSEWHERE, user_header="X-Forwarded-User").get("/", headers=forged).status_code == 403
    both = visit(proxies=ELSEWHERE, user_header="X-Forwarded-User", password_hash=password_hash)
    assert both.get("/", headers=forged).status_code == 302


def test_a_header_nobody_named_is_nothing(visit, password_hash):
    headers = {"X-Forwarded-User": "ana@acme.example", "Remote-User": "ana", "X-Remote-User": "ana"}
    assert visit(password_hash=password_hash).get("/", headers=headers).status_code == 302


@pytest.mark.parametrize("told", ["", "ana, bo", "a" * 81])
def test_a_proxy_that_names_nobody_or_two_people_lets_nobody_in(visit, told):
    headers = {"X-Forwarded-User": told}
    assert visit(proxies=HERE, user_header="X-Forwarded-User").get("/", headers=headers).status_code == 403


def test_underscores_do_not_make_the_header(visit):
    someone = visit(proxies=HERE, user_header="X-Forwarded-User")
    assert someone.get("/", headers={"X_Forwarded_User": "ana"}).status_code == 403
