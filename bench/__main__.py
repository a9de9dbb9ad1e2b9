"""`python -m bench pages|singleview|meeting [--quick]`."""

import argparse
import sys
import tempfile


def main() -> int:
    """Measures what is asked for; 0 when it keeps its budget."""
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("what", choices=["pages", "singleview", "meeting"], help="what to measure")
    parser.add_argument("--quick", action="store_true", help="fewer records and requests, under a minute")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="riskpanel-bench-") as folder:
        if chosen.what == "singleview":
            from bench.singleview.measuring import measure
        elif chosen.what == "meeting":
            from bench.meeting import measure
        else:
            from bench.pages import measure
        return measure(folder, quick=chosen.quick)


if __name__ == "__main__":
    sys.exit(main())
