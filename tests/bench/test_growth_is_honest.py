"""The benchmark of growth lives through the cycles it names."""

from tests.bench import growth


def test_each_cycle_finds_what_it_is_named_after(monkeypatch):
    monkeypatch.setattr(growth, "CHANGED", 20)
    found = growth.costs(300)
    assert [one.changed for one in found] == [300, 0, 0, 20, 0, 0, 20]
    assert found[0].judged == 300
    assert all(20 <= found[place].judged < 300 for place in (3, 6))


def test_an_idle_cycle_is_spared_a_look(tmp_path):
    growing = growth.Growing(50, f"sqlite:///{tmp_path}/stageward.db")
    with growing.store:
        accounts = [growing.sync() for _ in range(4)]
    assert [one.still is not None for one in accounts] == [False, False, True, True]
    assert accounts[-1].outcomes() == accounts[0].outcomes()
