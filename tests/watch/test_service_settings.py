"""The key `service` of the configuration."""

import pytest

from config.load import load
from tests.watch.test_health_command import lay_out


@pytest.fixture
def loaded(tmp_path):
    def loaded(service):
        lay_out(tmp_path, service)
        return load(tmp_path / "stageward.yaml")

    return loaded


@pytest.mark.parametrize(
    ("told", "host", "port"),
    [
        ("127.0.0.1:9465", "127.0.0.1", 9465),
        ("localhost:9465", "127.0.0.1", 9465),
        ("9465", "127.0.0.1", 9465),
        ('"[::1]:9465"', "::1", 9465),
        ("0.0.0.0:9465", "0.0.0.0", 9465),
        ("10.0.0.5:9465", "10.0.0.5", 9465),
    ],
)
def test_it_listens_where_it_is_told_and_on_this_machine_unless_another_address_is_written_out(
    loaded, told, host, port
):
    listen = loaded(f"service: {{listen: {told}}}").installation.service
    assert (listen.host, listen.port) == (host, port)


@pytest.mark.parametrize("told", ["somewhere:9465", '":9465"', "127.0.0.1", "99999", "127.0.0.1:port"])
def test_what_is_no_address_is_a_mistake_with_its_form(loaded, told):
    (mistake,) = loaded(f"service: {{listen: {told}}}").mistakes
    assert "write it as 127.0.0.1" in mistake.message


def test_without_it_nothing_listens(loaded):
    assert loaded("").installation.service is None
    assert loaded("service: {}").installation.service is None
