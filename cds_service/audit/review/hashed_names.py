"""How encounters, patients and resources are called in the outputs: by keyed hashes, or by their own ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cds_service.keyed_hash import KeyedHashes


@dataclass(frozen=True, slots=True)
class Names:
    """Gives the names; without `hashes` everything keeps its own id."""

    hashes: KeyedHashes | None

    def patient(self, reference: str) -> str:
        """Return the name of a patient."""
        return reference if self.hashes is None else self.hashes.of("patient", reference)

    def encounter(self, reference: str) -> str:
        """Return the name of an encounter."""
        return reference if self.hashes is None else self.hashes.of("encounter", reference)

    def resource(self, reference: str) -> str:
        """Return the name of a resource: its type stays readable, its id does not.

        A reference other than "Type/id" (the place of a resource without an id) stays as it is: it names a line.
        """
        kind, slash, rest = reference.partition("/")
        if self.hashes is None or not slash or not kind.isalpha():
            return reference
        return f"{kind}/{self.hashes.of('resource', kind, rest)}"
