"""What a stack's file still holds of an example: values that somebody is to replace. Pure.

Comments count for nothing: a line may keep its `# REPLACE` after its value was replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from catalog.language.codes import finding
from catalog.language.findings import Finding, listed
from catalog.language.specs import yaml_text
from catalog.language.visible import cell

from .settings import StackFile

# A word in capitals, the account that AWS gives to nobody, and buckets named as in the examples.
_PLACEHOLDER = re.compile(r"(?<![A-Za-z])REPLACE(?![A-Za-z])|(?<![0-9])0{12}(?![0-9])|^example-lake(?:-|$)")
SHOWN = 10  # lines that a message lists
REMEDY = "Write your own account, role and bucket there, or remove the file if nobody needs the stack"


def placeholders(file: StackFile, stack: str) -> Iterator[Finding]:
    """STACK009, once: the lines of a stack's `config` whose values are still those of an example."""
    lines = sorted({line for line, value in _values(file) if _PLACEHOLDER.search(value)})
    if lines:
        where = "line" if len(lines) == 1 else "lines"
        message = f"stack {cell(stack)} holds placeholders of an example in {where} {_joined(lines)}"
        yield finding("STACK009", message, REMEDY, file.file, lines[0])


def _values(file: StackFile) -> Iterator[tuple[int, str]]:
    """Each text of `config`, keys left out, with its 1-based line."""
    root = yaml_text.nodes(file.text, file.file)
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    waiting: list[yaml.Node] = [value for key, value in pairs if key.value == "config"]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            yield node.start_mark.line + 1, node.value
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            waiting += [value for _, value in node.value]


def _joined(lines: list[int]) -> str:
    shown = [str(line) for line in lines]
    if len(shown) > SHOWN:
        return listed(shown, SHOWN)
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)
