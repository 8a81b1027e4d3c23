from __future__ import annotations

from datetime import date

import pytest

from cds_service.errors import SettingsError
from cds_service.release_download.editions import CODE_URLS, TABLE_URLS, Edition, addresses
from cds_service.settings import load_settings


def test_the_list_of_october_and_its_update_have_their_days_and_addresses() -> None:
    october, april = Edition(2027), Edition(2027, april=True)
    assert (october.first, october.last) == (date(2026, 10, 1), date(2027, 9, 30))
    assert (april.first, april.last) == (date(2027, 4, 1), date(2027, 9, 30))
    assert addresses(TABLE_URLS, october)[0].endswith("/ICD10CM/2027/icd10cm-table-and-index-2027.zip")
    assert addresses(TABLE_URLS, april)[0].endswith("/ICD10CM/2027-update/icd10cm-table-and-index-April-1-2027.zip")
    assert addresses(CODE_URLS, april)[-1].endswith("/april-1-2027-code-descriptions-tabular-order.zip")


@pytest.mark.parametrize("wrong", ["http://mirror.example.org/{year}.zip", "https://mirror.example.org/{month}.zip"])
def test_an_address_has_to_be_https_with_known_placeholders(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODING_CARDS_RELEASE_TABLE_URLS", wrong)
    with pytest.raises(SettingsError, match="CODING_CARDS_RELEASE_TABLE_URLS"):
        load_settings()
