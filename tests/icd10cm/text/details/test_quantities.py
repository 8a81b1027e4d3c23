"""Quantities in the words of titles; what leaves open which range it is in stays as it is."""

from __future__ import annotations

import pytest

from icd10cm.evidence.disease_words import ranges_of
from icd10cm.text.details.quantities import in_ranges
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_sentences
from tests.icd10cm.choosing.charts import RELEASE

_LOSS = "loss of consciousness"
_30, _59 = f"{_LOSS} 30 minutes or less", f"{_LOSS} 31 minutes to 59 minutes"
_5_H, _24_H = f"{_LOSS} 1 hour to 5 hours 59 minutes", f"{_LOSS} 6 hours to 24 hours"
_MORE = f"{_LOSS} greater than 24 hours"


def _read(code: str, text: str) -> str:
    """Return what a text says of its quantity in the words of titles; "" for one that it leaves open."""
    position = RELEASE.position(code)
    assert position is not None
    (items,) = read_sentences(text, load_lexicon(), ())
    known = list(map(id, items))
    return " ".join(item.text for item in in_ranges(items, ranges_of(position, RELEASE)) if id(item) not in known)


@pytest.mark.parametrize(
    ("time", "title"),
    [
        ("10 min", _30),
        ("30 min", _30),
        ("31 min", _59),
        ("59 min", _59),
        ("60 min", _5_H),
        ("1 hour", _5_H),
        ("1 hr 30 min", _5_H),
        ("359 minutes", _5_H),
        ("6 h", _24_H),
        ("24 hr", _24_H),
        ("90 sec", _30),
        ("1860 s", _59),
        ("20min", _30),
        ("for about 10 mins", _30),
        ("x 2 hrs", _5_H),
        ("< 1 min", _30),
        ("less than 30 minutes", _30),
        ("5-10 min", _30),
        ("31 to 40 min", _59),
        ("2-3 hours", _5_H),
        ("lasting approx 7 hours", _24_H),
        ("for more than 24 hours", _MORE),
        (", 20 min", _30),
        ("29-31 min", ""),
        ("59-60 min", ""),
        ("< 45 min", ""),
        ("< 31 min", ""),
        ("over 30 min", ""),
        ("10 min ago", ""),
        ("10 min after fall", ""),
        (", 20 min drive to ED", ""),
        ("10", ""),
        ("for", ""),
        ("ten min", ""),
        ("10 mm", ""),
        ("for years, 10 min ago", ""),
    ],
)
def test_a_time_behind_the_loss_of_consciousness(time: str, title: str) -> None:
    assert _read("S06.9X9A", f"{_LOSS} {time}") == title


@pytest.mark.parametrize(
    ("code", "text", "title"),
    [
        ("S06.9X9A", f"20 min {_LOSS}", _30),
        ("S06.9X9A", f"5-10 min {_LOSS}", _30),
        ("S06.9X9A", "20 min of headache", ""),
        ("S06.0X9A", f"{_LOSS} 20 min", _30),
        ("S52.501A", f"{_LOSS} 20 min", ""),
        ("P07.10", "BW 1,620 g", "newborn 1500-1749 grams"),
        ("P07.10", "BW 1.62 kg", "newborn 1500-1749 grams"),
        ("P07.10", "BW 3 lb 9 oz", "newborn 1500-1749 grams"),
        ("P07.10", "birth weight: 1500 grams", "newborn 1500-1749 grams"),
        ("P07.10", "1749 g birth weight", "newborn 1500-1749 grams"),
        ("P05.10", "birthweight 499 g", "newborn less than 500 grams"),
        ("P07.10", "BW 2600 g", ""),
        ("P07.10", "BW < 1500 g", ""),
        ("P07.10", "weight today 1620 g", ""),
        ("P07.10", "BW 1620", ""),
        ("P05.00", "BW 2600 g", "newborn 2500 grams and over"),
        ("Z68.1", "BMI 41.2", "body mass index 40.0-44.9"),
        ("Z68.1", "BMI of 70", "body mass index 70 or greater"),
        ("Z68.1", "BMI 19.9", "body mass index 19.9 or less"),
        ("Z68.1", "BMI 44.95", ""),
        ("Z68.1", "BMI 41 percentile", ""),
        ("Z68.1", "BMI, 41", ""),
        ("R29.700", "NIHSS 12", "nihss score 12"),
        ("R29.700", "NIHSS 12-14", ""),
        ("R40.2410", "GCS 10", "glasgow coma scale score 9-12"),
        ("R40.2410", "GCS 12-13", ""),
    ],
)
def test_a_quantity_in_the_words_of_titles(code: str, text: str, title: str) -> None:
    assert _read(code, text) == title


def test_what_is_denied_stays() -> None:
    assert not _read("S06.9X9A", f"no {_LOSS}, headache for 20 min")
