"""What holds for every file of the repository."""

import ast
import re
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("connectors", "rules", "sync", "state", "config")


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    if listed.returncode:
        pytest.skip("needs git, and a checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def python_files():
    return [path for path in tracked() if path.suffix == ".py"]


def test_no_python_file_is_longer_than_three_hundred_lines():
    long = {
        str(path.relative_to(ROOT)): n
        for path in python_files()
        if (n := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}


def test_functions_stay_small():
    lengths = [
        node.end_lineno - node.lineno + 1
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in {*OURS, "run.py"}
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert median(lengths) <= 10
    assert quantiles(lengths, n=10)[-1] <= 30


def test_constraints_are_pinned_with_hashes_and_without_addresses():
    text = (ROOT / "constraints.txt").read_text("utf-8")
    assert "://" not in text
    pins = re.findall(r"^\S+==\S+.*$", text, re.MULTILINE)
    assert len(pins) > 40
    assert text.count("--hash=sha256:") >= len(pins)


def test_no_room_shares_its_name_with_an_installed_package():
    providers = packages_distributions()
    for name in (*OURS, "run"):
        assert set(providers.get(name, ())) <= {"stageward"}, name


def test_code_and_settings_name_no_host_of_a_registry():
    hosts = re.compile("|".join(("py" + "pi.org", "pythonhosted" + ".org", "npmjs" + ".org", "deb." + "debian.org")))
    named = [
        str(path.relative_to(ROOT)) for path in tracked() if hosts.search(path.read_text("utf-8", errors="replace"))
    ]
    assert named == []
