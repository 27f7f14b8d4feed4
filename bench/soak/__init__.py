"""The long part of the tests: each module tries one thing of the catalogue many times.

`python -m bench.soak` runs them and notes what came out in `measured.json`, from which
`python -m bench.reliability --write` writes docs/reliability.md.
"""
