"""Write docs/reliability.md: `python -m bench.reliability --write`; without it, print it."""

from __future__ import annotations

import argparse

from bench.reliability import catalogue, page


def main() -> None:
    """Print the document or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    text = page.text(catalogue.entries())
    if parser.parse_args().write:
        page.PLACE.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
