"""What a remote table reads: the locator that Datasphere keeps of it, as parts that people can read.

`@DataWarehouse.remote.entity` has two spellings beside the plain name (DataHub's source for Datasphere reads
both): parts with the control character 0x7f between them, `<NULL>` for one that there is none of, and SQL's
quoted names with dots between them, a quote inside doubled. A control character inside of a part stands there
as its escape.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

from catalog.language.visible import escaped

_DELIMITER = "\x7f"
_NONE = "<NULL>"
_PART = r'(?:"(?:[^"]|"")*"|[^".]+)'
_QUOTED = re.compile(rf"{_PART}(?:\.{_PART})*")
_NEXT = re.compile(_PART)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class Object(Protocol):
    """What is known of an object so far, as far as it is written here."""

    source: dict[str, Any]


def parts_of(locator: str) -> tuple[list[str], bool]:
    """The parts of a locator, outermost first, and whether they say all of it; none of a plain name.

    A part that there is none of is left out: at the start it says nothing, further on the rest is ambiguous.
    """
    if _DELIMITER in locator:
        steps = [step if step != _NONE else "" for step in locator.split(_DELIMITER)]
    elif '"' in locator and _QUOTED.fullmatch(locator):
        steps = [_unquoted(step) for step in _NEXT.findall(locator)]
    else:
        return [], False
    while steps and not steps[0]:
        del steps[0]
    parts = [_shown(step) for step in steps if step]
    return parts, bool(parts) and parts == steps


def remote_entity(context: Object, locator: str) -> bool:
    """Keeps the parts as `source.remote_entity`; the text itself where they don't say it all."""
    parts, is_all = parts_of(locator)
    context.source["remote_entity"] = parts or _shown(locator)
    if parts and not is_all:
        context.source["remote_locator"] = _shown(locator)
    return True


def _shown(text: str) -> str:
    return _CONTROL.sub(lambda found: escaped(found[0]), text)


def _unquoted(step: str) -> str:
    return step[1:-1].replace('""', '"') if step[:1] == '"' else step
