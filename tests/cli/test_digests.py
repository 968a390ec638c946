"""A digest by the command line: planned, sent, and not sent again."""

ALWAYS = '      work: {days: [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday], hours: "00:00-23:59"}\n'  # any hour is a working one


def with_a_digest(desk):
    text = desk.stage.config.read_text("utf-8")
    zone = "      timezone: Europe/Berlin\n"
    assert text.count(zone) == 1
    more = "team: {project-manager: office@acme.example}\ndigest: {project-manager: daily}\n"
    desk.stage.config.write_text(text.replace(zone, zone + ALWAYS) + more, encoding="utf-8")


def test_a_digest_is_sent_by_the_first_sync_and_by_no_other(desk):
    with_a_digest(desk)
    synced = desk("sync", "--json").document
    assert [(one["kind"], one["state"]) for one in synced["notices"] if one["kind"] == "team-digest"] == [
        ("team-digest", "sent")
    ]
    assert synced["errors"] == []
    again = desk("sync")
    assert "Daily digest" not in again.out
    assert len([mail for mail in desk.sandbox.mailbox.messages if mail.recipients == ("office@acme.example",)]) == 1
