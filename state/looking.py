"""What the store tells of the service, for those who do not hold it open."""

from state.open import open_store
from sync.service.vitals import Vitals


class VitalsAt:
    """Implements `sync.service.vitals.StoreVitals` for a store at a URL, open only during a look; for any thread."""

    def __init__(self, url: str) -> None:
        self._url = url

    def look(self) -> Vitals:
        with open_store(self._url) as store:
            return store.vitals.look()
