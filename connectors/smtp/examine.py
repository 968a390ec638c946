"""How far a message would come at a mail server, without there being one."""

from smtplib import SMTPSenderRefused

from connectors.smtp.send import Smtp, failure

ACCEPTED = 250


class SmtpExaminer(Smtp):
    """Asks a mail server whether it would take mail of a sender; nothing is sent."""

    def examine(self, sender: str) -> None:
        """Connect, log in, offer the sender and take it back; raises what `send` would raise.

        Some servers judge a sender only once a recipient is named; none is named here.
        """
        with self:
            connection = self._ready()
            try:
                code, answer = connection.mail(sender)
                if code != ACCEPTED:
                    raise SMTPSenderRefused(code, answer, sender)
                connection.rset()
            except OSError as error:
                raise failure(self._service, "the sender", error) from error
