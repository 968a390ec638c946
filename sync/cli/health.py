"""The command `health`."""

from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address

import click

from sync.cli.wanted import BAD_INPUT, FAILED, Assembly, Wanted, shared_options, stop

PATIENCE = 5.0  # seconds
LONGEST = 1 << 16  # bytes of an answer


@click.command()
@click.option("--ready", is_flag=True, help="Also whether the store answers and every engagement comes through.")
@shared_options
def health(assembly: Assembly, wanted: Wanted, *, ready: bool) -> None:
    """Ask the running service how it is; exits with 0 or 1."""
    address = assembly.ops_address(wanted)
    if address is None:
        stop("The service has no address to be asked at. Set service: {listen: 127.0.0.1:9465} in the file.", BAD_INPUT)
    path = "/readyz" if ready else "/healthz"
    try:
        status, said = _asked(address, path)
    except (OSError, HTTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        stop(f"Nothing answers at {address[0]}:{address[1]}: {reason}. Is the service running?", FAILED)
    if wanted.json or not wanted.quiet:
        click.echo(said.rstrip())
    raise SystemExit(0 if status == HTTPStatus.OK else FAILED)


def _asked(address: tuple[str, int], path: str) -> tuple[int, str]:
    host, port = address
    listens_everywhere = ip_address(host).is_unspecified
    own = ("::1" if ":" in host else "127.0.0.1") if listens_everywhere else host
    connection = HTTPConnection(own, port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST).decode(errors="replace")
    finally:
        connection.close()
