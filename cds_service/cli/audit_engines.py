"""From the options of `coding-cards audit` to the engine that runs it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cards import Situation
from cds_service.audit.checkpoint import begun_on
from cds_service.audit.errors import UsageError
from cds_service.audit.export.input_files import find_files
from cds_service.audit.plan import Plan
from cds_service.audit.review.hashed_names import Names
from cds_service.audit.review.review_patient import Auditor
from cds_service.errors import SettingsError
from cds_service.hooks.services import find_service
from cds_service.keyed_hash import KeyedHashes, key_from_file, key_from_text
from cds_service.loaded_releases import load_releases
from cds_service.overlay import load_rulebook
from cds_service.overlay.card_options import deck_options
from cds_service.server.garbage_collector import settle
from cds_service.settings import load_settings
from icd10cm.releases.by_date import FixedReleases

if TYPE_CHECKING:
    from cds_service.audit.report.totals import Totals
    from cds_service.settings import Settings
    from icd10cm.releases.by_date import Releases


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options, as given."""

    exports: tuple[str, ...]
    out: str
    as_of: date | None
    base_url: str | None
    icd_10_cm_system: tuple[str, ...]
    max_cards: int | None
    service: str
    client: str
    plain_ids: bool
    key_file: Path | None
    workers: int | None
    memory: int
    engine: Literal["local", "spark"]
    master: str | None
    restart: bool
    quiet: bool


def run_engine(wanted: Wanted, releases: Releases | None = None) -> Totals:
    """Run the audit on the engine asked for, with the releases of the settings if none are given.

    :raises ModuleNotFoundError: the extra of the engine is not installed.
    :raises SettingsError: the settings do not allow it.
    :raises UsageError: what was asked for cannot be done.
    :raises AuditError: the run cannot go on.
    :raises CodingLogicError: a release cannot be read.
    """
    if wanted.engine == "spark":
        return _run_on_spark(wanted)
    from cds_service.audit.run import run_audit  # noqa: PLC0415 - the extra may not be installed

    out = Path(wanted.out)
    exports = [Path(export) for export in wanted.exports]
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is not a folder")
    for export in exports:
        if export.is_dir() and out.resolve().is_relative_to(export.resolve()):
            raise UsageError(f"{out} lies within {export}, and would be read as a part of it; give another folder")
    files = find_files(exports)
    begun = None if wanted.restart else begun_on(out)
    auditor = _auditor(wanted, load_settings(), begun, releases)
    settle()  # the workers share the releases page by page, as long as nobody touches them
    workers = wanted.workers or len(os.sched_getaffinity(0))
    plan = Plan(files, out, auditor, workers, wanted.memory, restart=wanted.restart)
    return run_audit(plan, version("coding-cards"), quiet=wanted.quiet)


def _run_on_spark(wanted: Wanted) -> Totals:
    from cds_service.audit.progress import Progress  # noqa: PLC0415 - the extra may not be installed
    from cds_service.audit.spark.engine import SparkPlan, begun_on_spark, run_on_spark  # noqa: PLC0415
    from cds_service.audit.spark.session import spark_session  # noqa: PLC0415

    settings = load_settings()
    with spark_session(wanted.master) as spark:
        begun = None if wanted.restart else begun_on_spark(spark, wanted.out)
        auditor = _auditor(wanted, settings, begun)
        plan = SparkPlan(wanted.exports, wanted.out, auditor, settings.releases_dir, restart=wanted.restart)
        return run_on_spark(plan, spark, version("coding-cards"), Progress(quiet=wanted.quiet))


def _auditor(wanted: Wanted, settings: Settings, begun: date | None, releases: Releases | None = None) -> Auditor:
    """Return what the review needs; a run that goes on keeps the day on which it was begun."""
    rulebook = load_rulebook(settings)
    options = replace(
        deck_options(settings, rulebook),
        max_cards=wanted.max_cards or settings.max_cards,
        quiet=find_service(wanted.service).is_quiet,
        situation=Situation(service=wanted.service, client=wanted.client),
    )
    return Auditor(
        releases=releases or FixedReleases(load_releases(settings.releases_dir, settings.compiled_dir).all),
        options=options,
        names=Names(None if wanted.plain_ids else _hashes(wanted, settings)),
        as_of=wanted.as_of or begun or datetime.now().astimezone().date(),
        rules=rulebook.rules,
        service=wanted.service,
        base_url=wanted.base_url,
        icd_10_cm_systems=frozenset((*settings.icd_10_cm_systems, *wanted.icd_10_cm_system)),
        reads_reports=settings.read_reports,
        rules_file=sha256(settings.rules_file.read_bytes()).hexdigest() if settings.rules_file else "",
    )


def _hashes(wanted: Wanted, settings: Settings) -> KeyedHashes:
    """Return what makes the keyed hashes: by the key file named, the setting, or a key made beside the results."""
    if wanted.key_file is None and settings.hash_key is not None:
        return KeyedHashes(key_from_text(settings.hash_key.get_secret_value()))
    if wanted.key_file is None and "://" in wanted.out:
        raise UsageError("the results do not lie on this machine: name a --key-file for the hashes, or --plain-ids")
    key_file = wanted.key_file or Path(f"{wanted.out.rstrip('/')}.key")
    try:
        key_file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError((f"{key_file.parent}: {error.strerror}",)) from None
    return KeyedHashes(key_from_file(key_file, "the results"))
