"""What a person does with the outbox from a shell."""


def notices(desk, *more):
    return desk("mail", "list", "--json", *more).document["notices"]


def test_the_list_says_why_each_notice_waits(waiting):
    (first, *_) = notices(waiting)
    assert [one["state"] for one in first["recipients"]] == ["waiting"]
    assert "→ a person releases it" in waiting("mail", "list").out


def test_all_notices_of_an_engagement_are_released_at_once(waiting):
    released = waiting("mail", "release", "--all", "--engagement", "lumen", "--json")
    assert released.code == 0
    assert [one["state"] for one in released.document["notices"]] == ["sent"]
    assert {one["engagement"]: one["state"] for one in notices(waiting)} == {"apollo": "held", "lumen": "sent"}


def test_all_notices_to_a_contact_are_released_at_once(waiting):
    assert waiting("mail", "release", "--contact", "Kim@apollo-bank.example").code == 0
    assert [mail.recipients for mail in waiting.mailbox.messages] == [("kim@apollo-bank.example",)]


def test_a_release_says_which(waiting):
    for words in ([], ["--all", notices(waiting)[0]["id"]]):
        ran = waiting("mail", "release", *words)
        assert ran.code == 2
        assert "mail list shows what waits" in ran.err
    assert waiting.mailbox.messages == ()


def test_a_contact_who_is_put_off_is_shown_with_the_next_try(waiting):
    waiting.mailbox.refuse("kim@apollo-bank.example", "451 4.3.0 Not now")
    ran = waiting("mail", "release", "--contact", "kim@apollo-bank.example")
    assert ran.code == 75
    assert "kim@apollo-bank.example: tried once, again at " in ran.out
    assert "451 4.3.0 Not now" in ran.out


def test_a_preview_is_of_one_recipient(waiting, tmp_path):
    notice = next(one["id"] for one in notices(waiting) if one["engagement"] == "apollo")
    waiting("mail", "preview", notice, "--to", "KIM@apollo-bank.example", "--out", str(tmp_path / "kim.eml"))
    waiting("mail", "release", notice)
    assert waiting.mailbox.messages[0].data == (tmp_path / "kim.eml").read_bytes()
    stranger = waiting("mail", "preview", notice, "--to", "ana@acme.example")
    assert (stranger.code, stranger.out) == (1, "")
    assert "kim@apollo-bank.example" in stranger.err


def test_a_preview_opens_the_mail_in_the_browser(waiting, tmp_path):
    shown = tmp_path / "shown"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {shown}\n')
    browser.chmod(0o755)
    notice = notices(waiting)[0]["id"]
    ran = waiting.apart("mail", "preview", notice, "--open", BROWSER=f"{browser} %s", TMPDIR=str(tmp_path))
    assert ran.code == 0
    page = tmp_path / shown.read_text().rpartition("/")[2]
    assert "<html" in page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o077 == 0


def test_mail_that_was_not_stopped_cannot_be_resumed(waiting):
    ran = waiting("mail", "resume", "kim@apollo-bank.example")
    assert ran.code == 1
    assert "is not stopped" in ran.err
