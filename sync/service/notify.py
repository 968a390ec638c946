"""Tells systemd how the service is (sd_notify): a line on the socket it names. Without one, nothing is told."""

import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SOCKET, WATCHDOG, WATCHDOG_PID = "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"


@dataclass(frozen=True, slots=True)
class Notifier:
    """What systemd asked for. `feed_every` is half of the watchdog's patience in seconds, None where there is none."""

    address: str | None = None
    feed_every: float | None = None

    def tell(self, *lines: str) -> None:
        """Send lines such as READY=1; raises OSError where nobody listens any more."""
        if self.address is None:
            return
        name = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto("\n".join(lines).encode(), name)

    def reloading(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Tell that configuration is read again; READY=1 ends it."""
        self.tell("RELOADING=1", f"MONOTONIC_USEC={int(monotonic() * 1_000_000)}")


def notifier_of(environment: Mapping[str, str] = os.environ, pid: int | None = None) -> Notifier:
    """Return whom to tell, by the variables systemd sets (sd_notify(3), sd_watchdog_enabled(3))."""
    usec, meant = environment.get(WATCHDOG, ""), environment.get(WATCHDOG_PID, "")
    is_for_us = not meant or meant == str(os.getpid() if pid is None else pid)
    feed_every = int(usec) / 2_000_000 if usec.isdigit() and int(usec) and is_for_us else None
    return Notifier(environment.get(SOCKET) or None, feed_every)
