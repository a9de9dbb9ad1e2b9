"""`python -m bench.filling`: the meeting that `bench.following` asks for, in the empty database that the
environment names."""

import os

from bench.meeting import crowd_in


def main() -> None:
    """Fills the database; stops where it holds tables already."""
    crowd_in(os.environ["RISKPANEL_DEMO_FOLDER"])


if __name__ == "__main__":
    main()
