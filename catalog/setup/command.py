"""The `catalog` command of a `.venv`, which runs the Python beside it wherever the folder is moved.

What pip writes there names the Python by its path: in a moved folder it would not start, in a copied one it
would run the first one's packages.
"""

from __future__ import annotations

from pathlib import Path

FILE = "bin/catalog"
# sh reads what follows the first line as commands, up to exec; Python reads it as one text. With -P no module
# is looked for beside this file.
TEXT = """\
#!/bin/sh
''':'
file=$0
[ -L "$file" ] && file=$(readlink -f -- "$file")
exec "${file%/*}/python" -P "$file" "$@"
' '''
import sys

from catalog.cli.main import main

sys.exit(main())
"""


def write(venv: Path) -> None:
    """Put the command in the place of pip's."""
    part = venv / (FILE + ".part")
    part.write_text(TEXT, encoding="utf-8")
    part.chmod(0o755)
    part.replace(venv / FILE)
