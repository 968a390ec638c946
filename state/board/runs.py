"""The pages of runs: when each was, what it did, and what went wrong."""

from flask import Blueprint, abort, render_template, request

from state.board import at_hand, queries

pages = Blueprint("runs", __name__)


@pages.get("/runs")
def overview() -> str:
    only_errors = request.args.get("errors") == "only"
    found = queries.runs(at_hand.reading())
    shown = [one for one in found if one.errors or one.ended is None] if only_errors else found
    return render_template("runs.html", runs=shown, only_errors=only_errors, most=queries.MOST_RUNS)


@pages.get("/runs/<name>")
def run(name: str) -> str:
    found = queries.run(at_hand.reading(), name)
    if found is None:
        abort(404)
    return render_template("run.html", run=found)
