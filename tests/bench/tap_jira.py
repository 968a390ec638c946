"""tap-jira, a Singer tap that many use, as a way of reading: a program in an environment of its own.

It is no dependency of the project; `INSTALL` puts it where it is looked for.
"""

import json
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from subprocess import run
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
PYTHON = Path(".cache", "tap-jira", "bin", "python")
INSTALL = f"python3 -m venv {PYTHON.parents[1]} && {PYTHON} -m pip install tap-jira==2.6.0"
# It writes https before every address, and on loopback there is no certificate.
STARTED = """
import tap_jira.http
tap_jira.http.Client.url = lambda client, path: client.base_url + path
tap_jira.main()
"""


def is_installed() -> bool:
    return (ROOT / PYTHON).exists()


def cpu_of_reading(url: str, count: int) -> float:
    """Return the CPU time in seconds of the whole program, start-up and all, while it reads `count` issues."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "config.json").write_text(json.dumps(_config(url)))
        _tap(home, "--discover", into="found.json")
        (home / "chosen.json").write_text(json.dumps(_with_issues(json.loads((home / "found.json").read_text()))))
        begun = _cpu_of_children()
        _tap(home, "--properties", "chosen.json", into="told.jsonl")
        spent = _cpu_of_children() - begun
        with (home / "told.jsonl").open() as told:
            assert sum(json.loads(line)["type"] == "RECORD" for line in told) == count
    return spent


def _config(url: str) -> dict[str, str]:
    login = {"username": "bot@acme.example", "password": "token"}
    return {**login, "base_url": url, "user_agent": "bench", "start_date": "2026-01-01T00:00:00Z"}


def _with_issues(catalog: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """Choose the issues and nothing that is made of them."""
    chosen = [{"breadcrumb": [], "metadata": {"selected": True}}]
    return {
        "streams": [
            stream | {"metadata": chosen if stream["tap_stream_id"] == "issues" else []}
            for stream in catalog["streams"]
        ]
    }


def _tap(home: Path, *words: str, into: str) -> None:
    with (home / into).open("wb") as told, (home / "log").open("wb") as log:
        command = [str(ROOT / PYTHON), "-c", STARTED, "--config", "config.json", *words]
        run(command, cwd=home, stdout=told, stderr=log, check=True)


def _cpu_of_children() -> float:
    """Return the CPU time of the programs that have ended; a server that still runs is none of them."""
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
