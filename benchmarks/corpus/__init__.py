"""The corpus: 240 seeded hook calls of ten kinds of chart, what answering them costs, and whether the answers stay.

`python -m benchmarks.corpus` prints the table; `--against REF` alternates with another commit and compares the answers.
"""
