"""Short signatures for what leaves the house and comes back: addresses and links nobody else can make up. Pure."""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256

SHORTEST_KEY = 16  # characters


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret of an installation. It never shows in text; another key makes all earlier signatures worthless."""

    secret: str = field(repr=False)

    def sign(self, purpose: str, said: str, length: int = 32) -> str:
        """Return the signature of a text as hexadecimal digits; one made for another purpose differs."""
        return hmac.new(self.secret.encode(), f"{purpose}\n{said}".encode(), sha256).hexdigest()[:length]

    def signed(self, purpose: str, said: str, signature: str) -> bool:
        """Tell whether a signature is ours, in a time that tells nothing of it."""
        made = self.sign(purpose, said, len(signature))
        return len(signature) >= SHORTEST_SIGNATURE and hmac.compare_digest(made.encode(), signature.encode())


SHORTEST_SIGNATURE = 16  # hexadecimal digits
