"""What an offer claims: a code, several that go together, or one wording of the tabular list."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.choosing.code_words import code_words
from icd10cm.evidence.stated.stems import stems_in
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import DEFAULTS, left_open_in, said_in, stem
from icd10cm.titles.title_stems import TitleStems, stems_of_title

if TYPE_CHECKING:
    from icd10cm.releases.release import Release
    from icd10cm.titles.wordings import Wording

Stems = frozenset[str]

DISPLACED = Stems((stem("displaced"),))
"""A fracture that is not said to be displaced or nondisplaced is coded as displaced (guideline I.C.19)."""

LEFT_OVER = Stems(("other",))
_OF_THE_SEVENTH = Stems(stem(word) for word in ("encounter", "initial", "subsequent", "open", "closed"))


class Claimed(Struct, frozen=True):
    """What an offer claims.

    `needed`, `denied` and `unsaid` are the claims of a title (`Claims`) less its place, `is_open` tells that it leaves
    something open or over, `linked` are the stems that may name another disease. `said` are all by which the titles and
    terms of a code name the disease, `wordings` those of the title and of each term, `headers` those of the titles
    above them; of these only a list says the `listed` ("abscess, furuncle"). `opened` are the words between which a
    title leaves it open ("partial versus complete"). `implied` are those that a text about the code need not repeat,
    `assumed` those that hold unless a text denies them, `defaults` what a title claims that claims nothing else
    ("unilateral").
    """

    needed: tuple[Stems, ...]
    denied: tuple[Stems, ...]
    said: Stems
    wordings: tuple[Stems, ...]
    headers: Stems = Stems()
    is_open: bool = False
    unsaid: Stems = Stems()
    linked: Stems = Stems()
    implied: Stems = Stems()
    assumed: Stems = Stems()
    defaults: Stems = Stems()
    listed: Stems = Stems()
    opened: Stems = Stems()

    @property
    def titles(self) -> Stems:
        """The stems of the title and of the terms."""
        return Stems().union(*self.wordings)

    @property
    def all_needed(self) -> Stems:
        """The stems of all claims."""
        return Stems().union(*self.needed)

    @property
    def all_denied(self) -> Stems:
        """The stems of all that is denied."""
        return Stems().union(*self.denied)

    def beside(self, other: Claimed) -> Claimed:
        """Return what this code and another one that applies too claim together."""
        return Claimed(
            needed=self.needed + other.needed,
            denied=self.denied + other.denied,
            said=self.said | other.said,
            wordings=self.wordings + other.wordings,
            headers=self.headers | other.headers,
            is_open=self.is_open and other.is_open,
            unsaid=self.unsaid | other.unsaid,
            linked=self.linked | other.linked,
        )


@kept_with_release
def of_code(code: str, release: Release) -> Claimed:
    """Return what a code claims; that its category is called other does not count."""
    index = release.position(code)
    if index is None:
        return Claimed((), (), Stems(), ())
    node, words = release.tabular.nodes[index], code_words(index, release)
    opened = left_open_in(node.title)
    title = stems_in((node.title,)) if node.children else title_of(code, index, release).all
    header = () if node.parent < 0 else (release.tabular.nodes[node.parent].title,)
    return Claimed(
        needed=words.claims.needed,
        denied=words.whole.denied,
        said=(words.lineage | words.terms) - LEFT_OVER | words.whole.said,
        wordings=(title - opened, *(stems_in((term,)) for term in node.inclusion_terms)),
        headers=stems_in(header),
        is_open=words.whole.is_open,
        unsaid=words.whole.unsaid,
        linked=words.whole.linked,
        implied=words.implied,
        opened=opened,
    )


def of_wording(wording: Wording, release: Release) -> Claimed:
    """Return what a wording claims; that a fracture is displaced need not be stated where its title says it."""
    claims = wording.claims
    return Claimed(
        needed=claims.needed,
        denied=claims.denied,
        said=claims.said,
        wordings=(claims.said,),
        headers=code_words(wording.family, release).lineage,
        is_open=claims.is_open,
        unsaid=claims.unsaid,
        linked=claims.linked,
        assumed=Stems() if wording.is_term else DISPLACED,
        defaults=Stems() if wording.is_term else claims.said & DEFAULTS,
        listed=_listed(wording.family, release) - claims.said,
    )


@kept_with_release
def _listed(leaf: int, release: Release) -> Stems:
    """Return what the title of a category says of a leaf only as one of a list."""
    category = release.category(leaf).title
    if "," not in category.partition(" of ")[0]:
        return Stems()
    return said_in(category) - said_in(release.tabular.nodes[leaf].title)


def title_of(code: str, leaf: int, release: Release) -> TitleStems:
    """Return what the title of a code says; of its 7th character what is not weighed by itself (`seventh`)."""
    own = release.families.stems(release.notes.categories[leaf]).of(leaf)
    meaning = release.meaning_of_seventh(code, release.tabular.nodes[leaf])
    if not meaning:
        return own
    weighed, added = _OF_THE_SEVENTH - own.all, _of_seventh(meaning)
    return TitleStems((own.claimed | added.claimed) - weighed, (own.all | added.all) - weighed, own.denied)


@lru_cache(maxsize=1 << 10)
def _of_seventh(meaning: str) -> TitleStems:
    return stems_of_title(meaning)
