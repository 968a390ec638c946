"""Benchmark: an idle cycle as a command, beside nothing but the imports it cannot do without.

    python -m tests.bench.startup

Prints the CPU time of whole processes, medians: the interpreter; the libraries that `stageward sync` has loaded by its
end, and with them our own modules; the command itself over an engagement where nothing changed. Ratios are to the
libraries and modules together.
"""

import os
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from subprocess import PIPE, run
from tempfile import TemporaryDirectory

from tests.sync.houses import House

ROOT = Path(__file__).parents[2]
ROUNDS = 7
OWN = ("connectors", "rules", "sync", "state", "config", "run")
COMMAND = """
import sys
from run import main
try:
    main()
finally:
    if "{tell}":
        print("loaded", *[name for name, module in sys.modules.items() if getattr(module, "__spec__", None)])
"""
IMPORTED = "import importlib\nfor name in {names!r}: importlib.import_module(name)"


def cpu_seconds(program: str, *words: str) -> tuple[float, str]:
    """Return the CPU time of a process that runs a program, start-up and all, and what it printed."""
    before = getrusage(RUSAGE_CHILDREN)
    told = run([sys.executable, "-c", program, *words], cwd=ROOT, env=os.environ, stdout=PIPE, text=True, check=True)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, told.stdout


def programs(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return what is measured, each as a program and its arguments."""
    _, told = cpu_seconds(COMMAND.format(tell="yes"), *words)
    [line] = [one for one in told.splitlines() if one.startswith("loaded ")]
    loaded = [name for name in line.split()[1:] if name != "__main__"]
    libraries = [name for name in loaded if name.partition(".")[0] not in OWN]
    return {
        "the interpreter": ("",),
        "libraries alone": (IMPORTED.format(names=libraries),),
        "libraries and our modules": (IMPORTED.format(names=loaded),),
        "the command, nothing to do": (COMMAND.format(tell=""), *words),
    }


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as folder, House(Path(folder)) as house:
        os.environ["STAGEWARD_SECRETS_DIR"] = str(house.config.parent / "secrets")
        house.store.close()
        words = ("sync", "--engagement", "apollo", "--config", str(house.config))
        measured = programs(words)
        took = {name: median(cpu_seconds(*one)[0] for _ in range(ROUNDS)) for name, one in measured.items()}
    bare = took["libraries and our modules"]
    for name, seconds in took.items():
        sys.stdout.write(f"{name:28}{seconds * 1000:8.0f} ms{seconds / bare:7.2f} x\n")


if __name__ == "__main__":
    main()
