"""The program that `spark-submit` is given: the audit, with the cluster's own session.

`spark-submit --master yarn ... spark_submit.py EXPORT --out OUT` takes the options of `coding-cards audit`.
"""

from __future__ import annotations

import sys

from cds_service.cli.audit import audit

if __name__ == "__main__":
    audit.main(["--engine", "spark", *sys.argv[1:]], prog_name="coding-cards audit")
