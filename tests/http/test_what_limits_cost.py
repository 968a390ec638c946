"""A session counts how often its service wanted fewer requests, and knows what that said is left."""

from sync.calls import Calls

TOLD = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "37", "X-RateLimit-Reset": "1795341620"}


def test_each_refusal_by_a_limit_is_counted_and_no_other_failure(session, script, reply):
    script.answers(
        reply(429, headers={"Retry-After": "1"}), reply(503), reply(429, headers={"Retry-After": "1"}), reply()
    )
    session.ask("GET", f"{script.url}/x", what="x")
    assert (session.calls.limited, session.calls.retries) == (2, 3)


def test_what_is_left_is_what_the_newest_answer_told_and_not_known_before(session, script, reply):
    assert session.calls.left is None
    script.answers(reply(headers=TOLD), reply(headers={**TOLD, "X-RateLimit-Remaining": "36"}), reply())
    for _ in range(3):
        session.ask("GET", f"{script.url}/x", what="x")
    assert session.calls.left == 36


def test_a_look_since_an_earlier_one_counts_what_came_after_and_keeps_what_is_left():
    before = Calls(reads=2, limited=1, left=50)
    after = before.plus(Calls(reads=1, limited=2, left=40)).plus(Calls(writes=1))
    assert after.since(before) == Calls(reads=1, writes=1, limited=2, left=40)
