"""A client of a real yaml-language-server over stdio, as an editor is one."""

import json
import subprocess
from queue import Queue
from threading import Thread

SETTINGS = {
    "yaml": {
        "schemaStore": {"enable": False},
        "kubernetesCRDStore": {"enable": False},
        "validate": True,
        "hover": True,
    },
    "http": {},
    "[yaml]": {"editor.tabSize": 2},
    "editor": {},
    "files": {},
}
PATIENCE = 60  # seconds until an answer counts as missing


class LanguageServer:
    """An editor's end of the wire; opens documents and asks about them. Used in a `with` block."""

    def __init__(self, program):
        self._process = subprocess.Popen([program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._told = Queue()
        self._number = 0
        self._reader = Thread(target=self._listen, daemon=True)
        self._reader.start()

    def __enter__(self):
        self._ask("initialize", processId=None, rootUri=None, capabilities=CAPABILITIES)
        self._tell("initialized")
        return self

    def __exit__(self, *_):
        self._ask("shutdown")
        self._tell("exit")
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self._process.stdin.close()
        self._process.stdout.close()

    def open(self, folder, text):
        """Open a text as a new file of a folder; return its address and what the server has against it."""
        self._number += 1
        uri = (folder / f"{self._number}.yaml").as_uri()
        self._tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        said = self._wait(lambda said: said.get("params", {}).get("uri") == uri)
        return uri, said["params"]["diagnostics"]

    def complete(self, uri, line, column):
        """Return the labels offered at a place; lines and columns count from zero."""
        return [item["label"] for item in self._ask("textDocument/completion", **place(uri, line, column))["items"]]

    def hover(self, uri, line, column):
        """Return the text shown over a place; lines and columns count from zero."""
        return self._ask("textDocument/hover", **place(uri, line, column))["contents"]["value"]

    def _ask(self, method, **params):
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params} if params else {"id": number, "method": method})
        said = self._wait(lambda said: said.get("id") == number and "method" not in said)
        assert "error" not in said, said
        return said["result"]

    def _tell(self, method, **params):
        self._send({"method": method, "params": params})

    def _wait(self, wanted):
        while True:
            said = self._told.get(timeout=PATIENCE)
            if "id" in said and "method" in said:
                self._send({"id": said["id"], "result": _answer(said)})
            elif wanted(said):
                return said

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _listen(self):
        stream = self._process.stdout
        while header := stream.readline():
            length = int(header.partition(b":")[2])
            while stream.readline().strip():
                pass
            self._told.put(json.loads(stream.read(length)))


def place(uri, line, column):
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}


def _answer(asked):
    """Answer what the server asks of an editor: its settings by section, and nothing else."""
    if asked["method"] == "workspace/configuration":
        return [SETTINGS.get(item.get("section")) for item in asked["params"]["items"]]
    return None


CAPABILITIES = {
    "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {},
    },
}
