"""``python -m catalog.local [--port N] [--index-delay SECONDS]``: the local catalog in the foreground."""

from __future__ import annotations

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    # `python -m` puts the working folder first: what lies there must not stand in for an installed package.
    sys.path.append(sys.path.pop(0))

import argparse
import os
from pathlib import Path

from catalog.files.private import private_folder
from catalog.local.operations.partition_indexes import DEFAULT_DELAY
from catalog.local.service.control import DEFAULT_PORT, in_full
from catalog.local.service.launch import environment
from catalog.local.service.serve import serve_forever


def main() -> int:
    """Serve until stopped; 2 if the port is taken or the folder can't be used."""
    parser = argparse.ArgumentParser(
        prog="python -m catalog.local", description="The local catalog in the foreground."
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--index-delay", type=float, default=DEFAULT_DELAY, metavar="SECONDS")
    parser.add_argument(
        "--folder", type=Path, help="where to note the process ID and the token of its control"
    )
    given = parser.parse_args()
    for name in set(os.environ) - set(environment(os.environ)):
        del os.environ[name]  # Moto reads variables, and no key has any business here
    os.umask(0o077)
    try:
        folder = in_full(given.folder) if given.folder else None
        if folder:
            private_folder(folder, and_above=True)
        serve_forever(given.port, given.index_delay, folder)
    except (OSError, OverflowError) as error:
        filename = getattr(error, "filename", None)
        what = f"cannot use {filename}" if filename else f"cannot listen on port {given.port}"
        print(f"{what}: {getattr(error, 'strerror', error)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
