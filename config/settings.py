"""What the environment says: where the configuration is, and every secret (CONTRACT section 2).

A secret is looked for in the variable of its name, then in the file that the variable with `_FILE` behind
its name points to, then in a file of its name in the secrets folder.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.sources import token_variable, webhook_variable
from config.values import Installation
from sync.engagement import MailPolicy
from sync.examination import Secret
from sync.mailing.signing import SHORTEST_KEY, SigningKey
from sync.ports import PortError

PREFIX = "STAGEWARD_"
PASSWORD_HASH = f"{PREFIX}BOARD_PASSWORD_HASH"


@dataclass(unsafe_hash=True)
class MissingSecret(PortError):
    """A secret is needed and nowhere given; `variable` is where it is expected."""

    exit_code: ClassVar[int] = 2
    variable: str

    def __str__(self) -> str:
        return f"{self.variable} is not set; set it, or {self.variable}_FILE, or put a file of that name into the secrets folder"


@dataclass(unsafe_hash=True)
class WeakSecret(PortError):
    """A secret that others could guess."""

    exit_code: ClassVar[int] = 2
    variable: str
    shortest: int

    def __str__(self) -> str:
        return f"{self.variable} is too short; give it {self.shortest} signs or more, such as those of: openssl rand -hex 32"


@dataclass(unsafe_hash=True)
class UnreadableSecret(PortError):
    """A file that should hold a secret cannot be read."""

    exit_code: ClassVar[int] = 2
    variable: str
    reason: str

    def __str__(self) -> str:
        return f"the file for {self.variable} cannot be read: {self.reason}"


def find_secret(variable: str, folder: Path | None) -> SecretStr | None:
    """Return a secret, without white space around it, or None where it is nowhere given.

    Raises UnreadableSecret where a file is named and cannot be read.
    """
    if value := os.environ.get(variable, "").strip():
        return SecretStr(value)
    named = os.environ.get(f"{variable}_FILE", "").strip()
    if named:
        return _secret_in(Path(named), variable)
    if folder is not None and (folder / variable).is_file():
        return _secret_in(folder / variable, variable)
    return None


def _secret_in(file: Path, variable: str) -> SecretStr | None:
    try:
        value = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UnreadableSecret(variable, error.strerror or "unknown reason") from error
    except UnicodeDecodeError:
        raise UnreadableSecret(variable, "it is not UTF-8 text") from None
    return SecretStr(value) if value else None


class _SecretsBesideTheEnvironment(PydanticBaseSettingsSource):
    """Finds the secrets among the settings in files, where their variable is not set."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - pydantic's own shape
        folder = os.environ.get(f"{PREFIX}SECRETS_DIR", "").strip()
        return find_secret(PREFIX + field_name.upper(), Path(folder) if folder else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(info, name)[0] for name, info in _secret_fields(self.settings_cls)}
        return {name: value for name, value in found.items() if value is not None}


def _secret_fields(settings: type[BaseSettings]) -> list[tuple[str, FieldInfo]]:
    return [(name, info) for name, info in settings.model_fields.items() if info.annotation == SecretStr | None]


class Settings(BaseSettings):
    """Read from the environment when made. Secrets never show in text, logs or errors."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    config: Path = Path("config/stageward.yaml")
    secrets_dir: Path | None = None
    state_url: SecretStr | None = None
    state_password: SecretStr | None = None
    smtp_user: SecretStr | None = None
    smtp_password: SecretStr | None = None
    imap_password: SecretStr | None = None
    secret_key: SecretStr | None = None
    billing_secret: SecretStr | None = None
    ping_url: SecretStr | None = None
    board_password_hash: SecretStr | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's own shape
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's own shape
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _SecretsBesideTheEnvironment(settings_cls)

    def token(self, source: str) -> SecretStr:
        """Return the token of a source. Raises MissingSecret, naming the variable, or UnreadableSecret."""
        variable = token_variable(source)
        found = find_secret(variable, self.secrets_dir)
        if found is None:
            raise MissingSecret(variable)
        return found

    def webhook_secrets(self, source: str) -> tuple[str, ...]:
        """Return what the webhooks of a source are signed with, one behind the other in one secret: two while a new
        one takes the place of the old. Empty where none is given. Raises WeakSecret or UnreadableSecret."""
        variable = webhook_variable(source)
        found = find_secret(variable, self.secrets_dir)
        secrets = tuple(found.get_secret_value().split()) if found else ()
        if any(len(one) < SHORTEST_KEY for one in secrets):
            raise WeakSecret(variable, SHORTEST_KEY)
        return secrets

    def takes_webhooks(self, source: str) -> bool:
        """Tell whether the secret of a source's webhooks is given, and can be read."""
        return _is_given(webhook_variable(source), self.secrets_dir)

    def state_url_for(self, configured: str) -> SecretStr:
        """Return where the state is kept: STAGEWARD_STATE_URL, else what is configured with the password put in."""
        return self.state_url if self.state_url is not None else SecretStr(self.with_state_password(configured))

    def with_state_password(self, configured: str) -> str:
        """Put STAGEWARD_STATE_PASSWORD into the URL of a server, where it is given."""
        parts = urlsplit(configured)
        if self.state_password is None or parts.scheme == "sqlite":
            return configured
        user, _, host = parts.netloc.rpartition("@")
        password = quote(self.state_password.get_secret_value(), safe="")
        return parts._replace(netloc=f"{user}:{password}@{host}").geturl()

    def signing(self, mail: MailPolicy | None) -> MailPolicy | None:
        """Return a mail policy with the key its links and return paths are signed with, where it needs one.
        Raises MissingSecret or WeakSecret."""
        return mail if mail is None or not mail.is_signed else replace(mail, key=self._signing_key())

    def key_for_board(self, *, asks_who: bool) -> SigningKey | None:
        """Return what sessions and links are signed with; needed where the board asks who somebody is. Raises
        MissingSecret or WeakSecret."""
        return None if self.secret_key is None and not asks_who else self._signing_key()

    def key_for_bills(self) -> SigningKey | None:
        """Return what records for bills are signed with, where it is given; raises WeakSecret."""
        return None if self.billing_secret is None else _key(f"{PREFIX}BILLING_SECRET", self.billing_secret)

    def _signing_key(self) -> SigningKey:
        variable = f"{PREFIX}SECRET_KEY"
        if self.secret_key is None:
            raise MissingSecret(variable)
        return _key(variable, self.secret_key)

    def known_secrets(self, sources: Iterable[str]) -> tuple[str, ...]:
        """Return every secret that is given, with the tokens and webhook secrets of these sources, so that it can be
        kept out of logs. Raises UnreadableSecret."""
        own = [getattr(self, name) for name, _ in _secret_fields(type(self))]
        named = [variable(source) for source in sources for variable in (token_variable, webhook_variable)]
        found = (*own, *(find_secret(name, self.secrets_dir) for name in named))
        return tuple(word for one in found if one is not None for word in one.get_secret_value().split())

    @property
    def smtp_login(self) -> tuple[str | None, str | None]:
        """The login to the mail server: user and password, None where not given."""
        user, password = (one.get_secret_value() if one else None for one in (self.smtp_user, self.smtp_password))
        return user, password

    def password_of_imap(self) -> str:
        """Return the password of the mailbox undelivered mail comes back to. Raises MissingSecret."""
        if self.imap_password is None:
            raise MissingSecret(f"{PREFIX}IMAP_PASSWORD")
        return self.imap_password.get_secret_value()

    def secrets_for(self, installation: Installation, sources: Iterable[str]) -> tuple[Secret, ...]:
        """Tell which secrets are given: the token of each of these sources, the login to the mail server, of which each
        half needs the other, and what undelivered mail, signed links, the board and records for bills need."""
        user, password = self.smtp_user is not None, self.smtp_password is not None
        mail, board = installation.mail, installation.board
        signs_in = board.listen is not None and bool(self.board_password_hash or board.user_header)
        bills = any(one.billing and one.billing.webhook for one in installation.engagements)
        tokens = (token_variable(source) for source in sources)
        return (
            *(Secret(one, is_set=_is_given(one, self.secrets_dir), is_needed=True) for one in tokens),
            Secret(f"{PREFIX}SMTP_USER", user, is_needed=password),
            Secret(f"{PREFIX}SMTP_PASSWORD", password, is_needed=user),
            Secret(f"{PREFIX}IMAP_PASSWORD", self.imap_password is not None, is_needed=installation.imap is not None),
            Secret(
                f"{PREFIX}SECRET_KEY", self.secret_key is not None, is_needed=signs_in or bool(mail and mail.is_signed)
            ),
            Secret(PASSWORD_HASH, self.board_password_hash is not None, is_needed=board.needs_password),
            Secret(f"{PREFIX}BILLING_SECRET", self.billing_secret is not None, is_needed=bills),
        )


def _key(variable: str, secret: SecretStr) -> SigningKey:
    if len(secret.get_secret_value()) < SHORTEST_KEY:
        raise WeakSecret(variable, SHORTEST_KEY)
    return SigningKey(secret.get_secret_value())


def find_password_hash() -> SecretStr | None:
    """Return the hash of the board's password, where one is set; raises UnreadableSecret."""
    folder = os.environ.get(f"{PREFIX}SECRETS_DIR", "").strip()
    return find_secret(PASSWORD_HASH, Path(folder) if folder else None)


def _is_given(variable: str, folder: Path | None) -> bool:
    """Tell whether a secret is set and can be read."""
    try:
        return find_secret(variable, folder) is not None
    except UnreadableSecret:
        return False
