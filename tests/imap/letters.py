"""Mail as other people's servers write it."""


def report(to, recipient, action="failed", status="5.1.1", said="550 5.1.1 No such mailbox here"):
    """A delivery report in the form of RFC 3464."""
    return f"""\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.client.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"

--=_report
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--=_report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.client.example
Arrival-Date: Mon, 9 Mar 2026 09:00:00 +0000

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--=_report
Content-Type: message/rfc822

From: Delivery <delivery@acme.example>
To: {recipient}
Subject: Apollo Bank: delivery status

Reached.

--=_report--
""".replace("\n", "\r\n").encode()


def out_of_office(to):
    return f"""\
From: Ana <ana@client.example>
To: {to}
Subject: Automatic reply: Apollo Bank: delivery status
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

I am away until Monday and will not read your mail.
""".replace("\n", "\r\n").encode()
