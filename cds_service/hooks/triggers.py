"""Which patient-view calls are answered with cards.

A chart is opened far more often than a diagnosis is entered, so a call says what it was triggered by where it can. Epic
sends its own triggers as patient-view and names them in an extension (Epic's CDS Hooks documentation, "Hooks"):
6 enter problem, 7 enter diagnosis, 18 enter order, 23 sign orders, 27 inpatient discharge, 60 open chart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_service.settings import NO_TRIGGER

if TYPE_CHECKING:
    from collections.abc import Collection

    from cds_service.hooks.hook_request import HookRequest

TRIGGER_EXTENSION = "com.epic.cdshooks.request.bpa-trigger-action"
_CLINICIANS = ("Practitioner/", "PractitionerRole/")


def reason_for_silence(request: HookRequest, triggers: Collection[str]) -> str:
    """Return why a patient-view call is answered without a review; "" when it is reviewed, as all other hooks are.

    Patients and relatives, who may open a chart too, are not asked about codes.
    """
    if request.hook != "patient-view":
        return ""
    if "/" in request.context.user_id and not request.context.user_id.startswith(_CLINICIANS):
        return "not a clinician"
    value = request.extension.get(TRIGGER_EXTENSION)
    trigger = NO_TRIGGER if value is None else str(value).strip() if isinstance(value, (str, int)) else ""
    return "" if trigger in triggers else "trigger without cards"
