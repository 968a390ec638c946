"""The command that makes the hash of the board's password, as a process."""

import subprocess
import sys
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

ROOT = Path(__file__).resolve().parents[2]


def make(typed):
    words = [sys.executable, str(ROOT / "run.py"), "board", "password"]
    return subprocess.run(words, input=typed, capture_output=True, text=True, timeout=60, check=False)


def test_it_prints_a_hash_of_what_was_typed_twice_and_nothing_else():
    ran = make("a long password\na long password\n")
    assert ran.returncode == 0
    assert "a long password" not in ran.stdout + ran.stderr
    [line] = ran.stdout.split()
    assert PasswordHasher().verify(line, "a long password")
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(line, "another password")


def test_a_short_one_is_not_taken():
    ran = make("short\nshort\n")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "12 signs or more" in ran.stderr
