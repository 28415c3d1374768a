"""Set-up as a program: `python3 -IS catalog/setup/__main__.py FOLDER [--dev]`.

That is what `make setup` runs, by any Python from 3.9 on: it looks for a fitting one
itself. `--dev` adds what tests and checks need.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 9):  # before the imports, which older versions can't read
    sys.exit("setup: this is Python %d.%d; install Python 3.11, 3.12 or 3.13" % sys.version_info[:2])

if __name__ == "__main__":  # what lies beside this file or in its project comes last, however it was started
    from os.path import dirname, realpath

    here = dirname(realpath(__file__))
    above = dirname(dirname(here))
    sys.path[:] = [path for path in sys.path if realpath(path) not in (here, above)] + [above]

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from catalog.engine.jobs import say_nothing, say_now
from catalog.setup.set_up import run

OPTIONS = ("--dev", "--quiet")


def interrupt(signum: int, frame: Any) -> None:
    """End like on Ctrl-C when the process is asked to stop."""
    raise KeyboardInterrupt


def main(words: Sequence[str]) -> int:
    """Run the set-up; 0 done, 2 something is missing or failed, 130 interrupted."""
    signal.signal(signal.SIGTERM, interrupt)
    folders = [word for word in words if not word.startswith("--")]
    unknown = [word for word in words if word.startswith("--") and word not in OPTIONS] + folders[1:]
    if unknown or not folders:
        said = f"{unknown[0]}: only --dev is known" if unknown else "the project's folder is missing"
        print(f"setup: {said}", file=sys.stderr)
        return 2
    say = say_nothing if "--quiet" in words else say_now
    done = run(Path(folders[0]).resolve(), os.environ, dev="--dev" in words, say=say)
    if done.problem:
        print(f"setup: {done.problem}", file=sys.stderr)
    return done.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
