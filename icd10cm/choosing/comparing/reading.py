"""Whether texts state a claim of the coded disease: what names another disease has to be linked to it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.evidence.stated.clauses import DEGREE, ORDINALS, counted_in
from icd10cm.evidence.stated.stems import place_words, plain_words
from icd10cm.evidence.stated.told_by_itself import told_by_itself
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import claims_of, is_another_number, said_in
from icd10cm.titles.packed.word_lists import load_word_lists

if TYPE_CHECKING:
    from icd10cm.choosing.comparing.claimed import Claimed, Stems
    from icd10cm.evidence.stated.clauses import StatedClause
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release

_FEWEST_WORDS = 2
_CAUSED = frozenset(("due",))
"""What it links has to be linked by a text too; what "with" links is presumed to go together (guideline I.A.15)."""


class Diseases(Struct, frozen=True):
    """The categories of diseases of a release: the stems of all titles, and the claims of each."""

    words: Stems
    titles: tuple[tuple[Stems, ...], ...]

    def names_one(self, words: Stems) -> bool:
        """Return whether words have all that the title of a category of diseases claims."""
        return any(len(each) >= _FEWEST_WORDS and not any(map(words.isdisjoint, each)) for each in self.titles)


@kept_with_release
def diseases_of(_: int, release: Release) -> Diseases:
    """Return the diseases of a release; words that name none ("first", "trimester") are left out."""
    categories = [node for node in release.tabular.nodes if node.parent < 0]
    apart = load_policy().circumstances
    said = frozenset[str]().union(*(said_in(node.title) for node in categories if not node.code.startswith(apart)))
    return Diseases(
        said - load_word_lists().neutral - load_word_lists().presumed,
        tuple([claims_of(node.title).needed for node in categories]),
    )


class Reading(Struct, frozen=True):
    """The clauses of the texts of a diagnosis, read with the diseases of a release."""

    words: StatedWords
    release: Release

    @property
    def diseases(self) -> Diseases:
        """The diseases of the release."""
        return diseases_of(0, self.release)

    def _disease_words(self) -> Stems:
        return self.diseases.words

    def stated_of(self, group: Stems, offered: Claimed, coded: Claimed) -> Stems:
        """Return the words of a claim that the texts state; another disease has to be linked to the coded one.

        Not the one that the title of the code denies, and no text: that they go together is presumed (guideline
        I.A.15).
        """
        presumed = not self.words.denied and not offered.linked.isdisjoint(coded.all_denied)
        needs_link = not presumed and self._needs_link(group, offered)
        hits = self.words.states(group, offered.said, linked=needs_link, title=offered.needed)
        hits = self._counting(hits or self._told(group, offered, coded, presumed=presumed), offered)
        if any(self._is_one_of_several(hit) for hit in hits if ":" in hit) or self._is_of_another(hits, offered):
            return frozenset()
        return hits - self._of_care if hits else hits

    def _needs_link(self, group: Stems, offered: Claimed) -> bool:
        """Return whether words name another disease than the coded one, which a text has to link to it."""
        return (
            not group.isdisjoint(offered.linked)  # the usual case ends here
            and not group.isdisjoint(offered.linked & self.diseases.words)
            and not self._tells_apart(offered.linked.difference(*offered.denied))
        )

    @property
    def _of_care(self) -> Stems:
        """The words that the texts have only for what is done ("relapse clinic"), and the places of an exam."""
        lists, words = load_word_lists(), self.words.words
        if lists.care.isdisjoint(words) and lists.methods.isdisjoint(words):  # the usual case
            return frozenset()
        return self._before_care() | self._examined()

    def _before_care(self) -> Stems:
        """Return the words that stand only before what is done; a degree or number is the disease's even there."""
        lists, clauses = load_word_lists(), self.words.clauses
        pairs = {pair for each in clauses for pair in zip(each.stems, (*each.stems[1:], ""), strict=True)}
        before = {word for word, after in pairs if after in lists.care and ":" not in word}
        return frozenset(before - lists.modifiers).difference(word for word, after in pairs if after not in lists.care)

    def _counting(self, hits: Stems, offered: Claimed) -> Stems:
        """Return the words of a claim; of a degree only ordinals that a text has before it: not "second visit"."""
        if hits.isdisjoint(ORDINALS) or DEGREE not in offered.said:  # the usual case
            return hits
        return hits & frozenset[str]().union(*(counted_in(clause, DEGREE) for clause in self.words.clauses))

    def _told(self, group: Stems, offered: Claimed, coded: Claimed, *, presumed: bool) -> Stems:
        """Return the words of a claim that a clause tells by itself; what a title calls a cause has to be linked."""
        if not presumed and not _CAUSED.isdisjoint(offered.said):
            return frozenset()
        return told_by_itself(group, offered.needed, self.words, coded.all_denied | coded.opened, self._disease_words)

    def _examined(self) -> Stems:
        """Return the places that only clauses of an exam have which do not name the disease: "CT head"."""
        methods, clauses = load_word_lists().methods, self.words.clauses
        exams = [each.words for each in clauses if not (each.names_disease or methods.isdisjoint(each.words))]
        others = (each.words for each in clauses if each.words not in exams)
        return place_words().intersection(frozenset().union(*exams)).difference(*others)

    def _is_of_another(self, hits: Stems, offered: Claimed) -> bool:
        """Return whether the word before a "cell" is none of the offer: a squamous cell carcinoma of the liver."""
        named_before = load_word_lists().named_before & hits
        before = [one for clause in self.words.clauses for one, word in pairwise(clause.stems) if word in named_before]
        return bool(before) and offered.said.isdisjoint(before)

    def _tells_apart(self, linked: Stems) -> bool:
        """Return whether a clause has all that a title has behind its "with", and that names no other disease.

        "Necrosis of bone" does not; "chronic kidney disease" does, and so may one word of the title of a category.
        """
        if len(linked) < _FEWEST_WORDS and linked <= self.diseases.words:
            return False
        clauses = self.words.clauses
        return not self.diseases.names_one(linked) and any(
            linked <= one.words and "or" not in one.words and not any(_lists_more(each, one) for each in clauses)
            for one in clauses
        )

    def _is_one_of_several(self, hit: str) -> bool:
        """Return whether texts have another number of one property of the disease: "stage 2, another stage 3".

        One of a clause that has a word of another disease is that one's: "stage 2 ulcer, CKD stage 3".
        """
        others = self.diseases.words - self.words.own - self.words.said - plain_words()
        return any(
            is_another_number(hit, word)
            for clause in self.words.clauses
            if clause.names_disease or others.isdisjoint(word for word in clause.words if ":" not in word)
            for word in clause.words
        )


def _lists_more(other: StatedClause, clause: StatedClause) -> bool:
    """Return whether another clause of the same sentence goes on with a place: "necrosis of muscle | and bone"."""
    return other is not clause and other.sentence == clause.sentence and other.words <= place_words()
