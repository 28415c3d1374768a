"""``python -m catalog.local [--port N] [--index-delay SECONDS]``: the local catalog in the foreground."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from catalog.local.operations.partition_indexes import DEFAULT_DELAY
from catalog.local.service.control import DEFAULT_PORT
from catalog.local.service.serve import serve_forever


def main() -> int:
    """Serve until stopped; 2 if the port is taken."""
    parser = argparse.ArgumentParser(
        prog="python -m catalog.local", description="The local catalog in the foreground."
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--index-delay", type=float, default=DEFAULT_DELAY, metavar="SECONDS")
    parser.add_argument("--folder", type=Path, help="where to note the process ID")
    given = parser.parse_args()
    try:
        serve_forever(given.port, given.index_delay, given.folder)
    except OSError as error:
        print(f"cannot listen on port {given.port}: {error.strerror}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
