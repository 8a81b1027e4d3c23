"""What reading a usual chart takes, counted in calls of functions, once its codes and results have been seen."""

from __future__ import annotations

from datetime import date

import orjson

from benchmarks.reference_request import reference_request
from cds_service.hooks.gathering.gather import gather
from cds_service.hooks.hook_request import parse_hook_request
from cds_service.hooks.process_call import chart_source
from fhir_mappings import read_chart
from tests.function_calls import function_calls

MOST_CALLS = 2200


def test_each_resource_is_looked_at_once() -> None:
    request = parse_hook_request(orjson.dumps(reference_request()))
    source = chart_source(request, gather(request, None, frozenset()), date(2026, 6, 18))
    assert len(read_chart(source).encounter.diagnoses) == 20
    assert function_calls(lambda: read_chart(source)) <= MOST_CALLS
