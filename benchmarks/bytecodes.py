"""What a reference call executes: the bytecodes of each function, which are the same on every machine at any hour.

`python -m benchmarks.bytecodes` runs the call without server, socket and store, in one thread. Time goes with the
number of bytecodes, so that a change can be judged by it on a machine that is busy. What C does within a bytecode
(JSON, regular expressions, SQLite) is not seen.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, deque
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.reference_request import reference_requests
from cds_service.app import create_app
from cds_service.hooks.services import SERVICES
from cds_service.loaded_releases import load_releases
from cds_service.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType
    from typing import Any

_ROOT = Path(__file__).parent.parent
_WARM_UP, _COUNTED = 50, 3


class Counted(NamedTuple):
    """How many bytecodes were executed and how often functions were entered, by function."""

    bytecodes: Counter[CodeType]
    entries: Counter[CodeType]


def count_bytecodes(work: Callable[[], object]) -> Counted:
    """Run `work` and count what it executes in this thread."""
    counted = Counted(Counter(), Counter())

    def trace(frame: FrameType, event: str, arg: Any) -> Any:  # noqa: ANN401 - as sys.settrace has it
        del arg
        if event == "call":
            frame.f_trace_opcodes = True
            counted.entries[frame.f_code] += 1
        elif event == "opcode":
            counted.bytecodes[frame.f_code] += 1
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
    return counted


def main() -> None:
    """Count, and print the functions that execute most."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bytecodes", description=__doc__)
    parser.add_argument("--most", type=int, default=40, help="functions to print")
    given = parser.parse_args()
    client = create_app(load_settings(), load_releases(None)).test_client()
    bodies = list(reference_requests(_WARM_UP + _COUNTED))
    address = f"/cds-services/{next(each.id for each in SERVICES if each.hook == 'order-sign')}"

    def call(body: bytes) -> None:
        answer = client.post(address, data=body, content_type="application/json")
        if answer.status_code != 200:
            raise RuntimeError(f"the reference call was answered with {answer.status_code}")

    for body in bodies[:_WARM_UP]:
        call(body)
    counted = count_bytecodes(lambda: deque(map(call, bodies[_WARM_UP:])))
    by_package: Counter[str] = Counter()
    for code, bytecodes in counted.bytecodes.items():
        by_package[_place(code).split("/")[0]] += bytecodes
    for package, bytecodes in by_package.most_common():
        print(f"{bytecodes / _COUNTED:9,.0f}  {package}")
    print()
    for code, bytecodes in counted.bytecodes.most_common(given.most):
        entries = counted.entries[code] / _COUNTED
        print(f"{bytecodes / _COUNTED:9,.0f} in {entries:5,.0f} calls  {_place(code)} {code.co_qualname}")


def _place(code: CodeType) -> str:
    """Return the file of a function, within the project or "elsewhere"."""
    path = Path(code.co_filename)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) and ".venv" not in path.parts else "elsewhere"


if __name__ == "__main__":
    main()
