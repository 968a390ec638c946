"""Why an exchange over HTTP did not come to an end, told from what requests and urllib3 raise."""

import ssl

import requests
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

from sync.ports import Cause

NO_COMMON_TLS = (
    "WRONG_VERSION_NUMBER",  # the other side does not speak TLS at all
    "HTTP_REQUEST",
    "UNSUPPORTED_PROTOCOL",
    "NO_PROTOCOLS_AVAILABLE",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
)


def cause_of(error: Exception) -> Cause | None:
    """Return why nothing was sent at all; None where the exchange broke later, so that a write may have happened."""
    if isinstance(error, ValueError):  # how requests reports an address that is none
        return Cause.BAD_ADDRESS
    if isinstance(error, requests.exceptions.SSLError):
        return _tls_cause(_reason(error))
    if isinstance(error, requests.exceptions.ProxyError):
        return Cause.PROXY
    if isinstance(error, requests.ConnectTimeout):
        return Cause.SLOW
    match _reason(error):
        case NameResolutionError():
            return Cause.NO_NAME
        case NewConnectionError() as reason:
            return Cause.REFUSED if isinstance(reason.__cause__, ConnectionRefusedError) else Cause.NO_WAY
        case _:
            return None


def came_too_late(error: Exception) -> bool:
    """Tell whether an answer was waited for in vain."""
    return isinstance(error, requests.Timeout) or "timed out" in str(error)


def detail_of(error: Exception) -> str:
    """Return what is wrong with a certificate, in the words of OpenSSL; empty for anything else."""
    told = _told_by_ssl(_reason(error))
    return told.verify_message if isinstance(told, ssl.SSLCertVerificationError) else ""


def _tls_cause(reason: Exception | None) -> Cause | None:
    match _told_by_ssl(reason):
        case ssl.SSLCertVerificationError():
            return Cause.UNTRUSTED
        case ssl.SSLError(reason=word) if word in NO_COMMON_TLS:
            return Cause.NO_TLS
        case _:
            return None


def _reason(error: Exception) -> Exception | None:
    cause = error.args[0] if error.args else None
    return cause.reason if isinstance(cause, MaxRetryError) else None


def _told_by_ssl(reason: Exception | None) -> object:
    return reason.args[0] if reason is not None and reason.args else None
