"""Mail servers on loopback: one that keeps mail, and one that says what a test wants it to say."""

import socketserver
import time
from threading import Thread

import pytest

from connectors.sandbox.mailbox import Mailbox

DROP = ""  # instead of an answer: break the connection
MIDWAY = "midway"  # instead of an answer to the message: break the connection while it comes


@pytest.fixture
def mailbox():
    box = Mailbox()
    box.start()
    yield box
    box.stop()


class Scripted(socketserver.ThreadingTCPServer):
    """Answers each verb with the next of its lines, the last one again and again; `heard` holds what it was told.
    Where it drops AFTER a message, it has confirmed that one."""

    allow_reuse_address = True
    daemon_threads = False

    def __init__(self, pause=0.0, **answers):
        self.pause = pause  # seconds before the message is confirmed
        self.answers = {
            "GREETING": ["220 mail.example"],
            "EHLO": ["250-mail.example\r\n250 AUTH PLAIN"],
            "MESSAGE": ["250 kept"],
            "DATA": ["354 go on"],
            "AUTH": ["235 welcome"],
            "QUIT": ["221 bye"],
        } | {verb: list(lines) for verb, lines in answers.items()}
        self.heard = []
        super().__init__(("127.0.0.1", 0), _Talk)
        self.port = self.server_address[1]

    def answer(self, verb):
        lines = self.answers.get(verb, ["250 fine"])
        return lines.pop(0) if len(lines) > 1 else lines[0]


class _Talk(socketserver.StreamRequestHandler):
    timeout = 10  # seconds, so that a connection left open fails a test instead of hanging it

    def handle(self):
        if not self.say("GREETING"):
            return
        while line := self.rfile.readline():
            verb = line.split()[0].decode().upper()
            self.server.heard.append(line.decode().strip())
            if not self.say(verb) or verb == "QUIT":
                return
            if verb == "DATA":
                if self.server.answers["MESSAGE"] == [MIDWAY]:
                    self.rfile.readline()
                    return
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                time.sleep(self.server.pause)
                if not self.say("MESSAGE") or self.server.answer("AFTER") == DROP:
                    return

    def say(self, verb):
        answer = self.server.answer(verb)
        if answer != DROP:
            self.wfile.write(answer.encode() + b"\r\n")
        return answer != DROP


@pytest.fixture
def scripted():
    """Start servers that follow a script."""
    running = []

    def start(**answers):
        server = Scripted(**answers)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()
