"""`python -m tests.soak [--minutes 20] [--every 5]`: soak the service, and tell what came of it; exits with 1 where
something is wrong."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import mkdtemp

from tests.soak.run import soak


def main():
    parser = ArgumentParser(prog="python -m tests.soak", description="Soak the service over a sandbox.")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--every", type=int, default=5, help="seconds between two cycles")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    folder = Path(mkdtemp(prefix="soak-"))
    sys.stdout.write(f"store and log stay in {folder}\n")
    verdict = soak(folder, asked.minutes, asked.every, asked.seed)
    for name, value in verdict.figures.items():
        sys.stdout.write(f"{name}: {value}\n")
    for said in verdict.wrong or ["nothing is wrong"]:
        sys.stdout.write(f"{said}\n")
    return bool(verdict.wrong)


if __name__ == "__main__":
    sys.exit(main())
