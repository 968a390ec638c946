"""One soak: the service over a sandbox with people and faults at random, killed twice, and what came of it."""

import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy
from threading import Event, Thread

from connectors.sandbox.stage import open_stage
from tests.soak.judging import judge
from tests.soak.people import Crowd
from tests.soak.serving import KB, Serving, growth

PACKS = Path(__file__).resolve().parents[2] / "config" / "rules"
USED = ("risk-register", "work-item")
KILLED_AT = (0.1, 0.25)  # of the whole time; the process after that is the one whose memory is judged
LONG = 15  # minutes from which on growth is judged: until then caches fill
MOST_GROWTH = 5 * KB**2  # bytes an hour
LOOK_EVERY = 2.0  # seconds between two looks at its memory


def soak(folder, minutes, every, seed=7, say=print):
    """Soak for so many minutes with a cycle every so many seconds; return the verdict."""
    with ExitStack() as closing:
        stage = closing.enter_context(open_stage(folder / "demo", _packs(folder)))
        _configure(stage.config, every)
        crowd, done = Crowd(stage.sandbox, seed), Event()
        people = Thread(target=crowd.work, args=(done,))
        log = closing.enter_context((folder / "serve.log").open("a"))
        serving, downs = Serving(stage, log), []
        serving.start()
        people.start()
        try:
            _go_on(serving, downs, 60 * minutes, say)
        finally:
            done.set()
            people.join()
        crowd.calm()
        time.sleep(10 * every)  # what is left over is done: a back-off may be the longest there is
        ended = serving.end()
        verdict = judge(stage, crowd, every, downs)
    return _with_process(verdict, serving, minutes, ended, crowd)


def _packs(folder):
    (folder / "rules").mkdir()
    for name in USED:
        copy(PACKS / f"{name}.yaml", folder / "rules")
    return folder / "rules"


def _configure(file, every):
    text = file.read_text("utf-8")
    text = text.replace("  mode: hold ", "  mode: send\n  first_contact: send ")
    more = f"schedule: {{every: {every} seconds}}\nteam: {{admin: admin@acme.example}}\nlimits: {{share: 100%, changes: 500}}\n"
    file.write_text(text + more, "utf-8")


def _go_on(serving, downs, seconds, say):
    """Look at the memory until the time is over, and kill the service on the way."""
    begun, kills = time.monotonic(), [seconds * part for part in KILLED_AT]
    while (gone := time.monotonic() - begun) < seconds:
        time.sleep(min(LOOK_EVERY, seconds - gone))
        serving.look()
        if kills and gone >= kills[0]:
            kills.pop(0)
            serving.kill()
            downs.append((datetime.now(UTC), serving.start()))
            say(f"killed after {gone:.0f} s, and started again")


def grows_too_much(found):
    """Tell whether growth is beyond what is allowed by more than twice its error."""
    return found is not None and found[0] - 2 * found[1] > MOST_GROWTH


def _with_process(verdict, serving, minutes, ended, crowd):
    seconds, code = ended
    samples = "".join(f"{at:.0f} {size / KB**2:.1f}\n" for at, size in serving.memory)
    (Path(serving.log.name).parent / "memory.txt").write_text(samples, "utf-8")  # seconds and MB
    found, sizes = growth(serving.memory), [size for _, size in serving.memory]
    told = "not known" if found is None else "{:+.2f} ± {:.2f} MB an hour".format(*(one / KB**2 for one in found))
    verdict.figures |= crowd.said
    verdict.figures["memory"] = f"{min(sizes) / KB**2:.1f} to {max(sizes) / KB**2:.1f} MB"
    verdict.figures["memory grew in the second half by"] = told
    verdict.figures["stopped within"] = f"{seconds:.1f} s"
    if minutes >= LONG and grows_too_much(found):
        verdict.wrong.append(f"memory grows by {told}, at most {MOST_GROWTH / KB**2:.0f}")
    if code != 0 or seconds > 20:
        verdict.wrong.append(f"it ended with {code} after {seconds:.1f} s")
    return verdict
