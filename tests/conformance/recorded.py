"""What the sandboxes of a run wrote down: every request of an API client, and what it was answered."""

import json

REQUEST = ("source", "method", "path", "query", "content_type", "body")


def exchanges(folder):
    """Yield every request with its answer, of all processes of the run."""
    for file in sorted(folder.glob("*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def is_ours(exchange):
    """Tell whether a connector asked, and not a test by hand."""
    return exchange["client"].startswith("stageward/")


def is_wrong_on_purpose(exchange):
    """Tell whether a test asked by hand for what the sandbox refuses, to see it refused."""
    return not is_ours(exchange) and not exchange["fault"] and 400 <= exchange["status"] < 500


def request_line(exchange):
    """Return the request as the checker of requests reads it."""
    return json.dumps({name: exchange[name] for name in REQUEST})


def place(exchange):
    """Say which request it is, for somebody who looks for the test that made it."""
    return f"{exchange['method']} {exchange['path']} in {exchange['during'] or 'a process of its own'}"
