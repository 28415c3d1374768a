"""Labels and descriptions of CSN definitions, elements and parameters.

Which annotation wins is the order of the two tables; a placeholder (`{i18n>KEY}`) is looked up in
the file's own `i18n` section, in the languages the rules prefer (English first, if they don't say),
then in the first that is no pseudo-locale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

LABELS = ("@EndUserText.label", "@Common.Label", "@title", "@sap.label")
DESCRIPTIONS = (
    "@EndUserText.quickInfo",
    "@Common.QuickInfo",
    "@Core.Description",
    "@description",
    "@sap.quickinfo",
    "doc",
)
PREFERRED = ("en", "en_US", "en_GB", "")
PSEUDO_LOCALES = frozenset(
    {"hb", "en_US_saptrc", "en_US_sappsd", "en_US_saprigi", "zz"}
)  # SAP's test languages

_PLACEHOLDER = re.compile(r"\{i18n>(.+)\}|\{(@?i18n[:>])(.+)\}")


def first_text(source: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of `names` that holds a text; not yet looked up."""
    for name in names:
        value = source.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def i18n_texts(root: Mapping[str, Any], preferred: tuple[str, ...] = PREFERRED) -> dict[str, str]:
    """The texts of a file's `i18n` section by key: each in the first language of `preferred` that has it.

    After those come their regional variants (`de_AT` for `de`), then all others as the file has them.
    """
    section = root.get("i18n")
    if not isinstance(section, dict):
        return {}
    languages = [name for name in section if name not in PSEUDO_LOCALES]
    languages.sort(key=lambda name: _rank(name.replace("-", "_"), preferred))
    texts: dict[str, str] = {}
    for language in languages:
        entries = section[language]
        for key, text in entries.items() if isinstance(entries, dict) else ():
            if isinstance(text, str):
                texts.setdefault(key, text)
    return texts


def other_languages(root: Mapping[str, Any], texts: Mapping[str, str]) -> list[str]:
    """The languages of the `i18n` section with texts that are not those taken; no pseudo-locales."""
    section = root.get("i18n")
    return [
        language
        for language, entries in (section.items() if isinstance(section, dict) else ())
        if language not in PSEUDO_LOCALES and isinstance(entries, dict)
        if any(isinstance(text, str) and texts.get(key) != text for key, text in entries.items())
    ]


def _rank(language: str, preferred: tuple[str, ...]) -> int:
    wanted = [name.replace("-", "_") for name in preferred]
    for step, name in enumerate((language, language.partition("_")[0])):
        if name in wanted:
            return step * len(wanted) + wanted.index(name)
    return 2 * len(wanted)


def placeholder_key(text: str) -> str:
    """`KEY` when the whole text is a placeholder for it, else nothing."""
    match = _PLACEHOLDER.fullmatch(text) if text.startswith("{") else None
    return (match[1] or match[3]) if match else ""
