"""The lists of accounts that guard a stack: `allowedAccountIds` and `forbiddenAccountIds`.

A list that is there is a guard: one that is empty, or that can't be read for certain, is an error and never
the same as none.
"""

from __future__ import annotations

import json
import re
from typing import Any

from catalog.language.findings import short

from .errors import ConfigError

EXAMPLE = '["123456789012"]'
_ID = re.compile(r"[0-9]{12}", re.ASCII)


def account_ids(key: str, value: Any) -> frozenset[str]:
    """The account IDs of a list, given as itself or as its JSON text. Raises ConfigError."""
    if isinstance(value, str):
        value = _from_text(key, value)
    if not isinstance(value, list):
        raise ConfigError(f"aws:{key} is a list of account IDs, such as {EXAMPLE}, not {_shown(value)}", key)
    if not value:
        raise ConfigError(
            f"aws:{key} is an empty list: write the account IDs, such as {EXAMPLE}, "
            "or remove the key if no account is to be told from another",
            key,
        )
    return frozenset(_account(key, item) for item in value)


def _from_text(key: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ConfigError(
            f"aws:{key} is a list of account IDs, such as {EXAMPLE}, not the text {short(text)}", key
        ) from None


def _account(key: str, item: Any) -> str:
    """One account ID. A number of less digits was one with leading zeros, or octal: nobody can tell."""
    number = isinstance(item, int) and not isinstance(item, bool)
    text = str(item) if number else item.strip() if isinstance(item, str) else ""
    if _ID.fullmatch(text):
        return text
    hint = "put account IDs in quotes: YAML drops leading zeros" if number else f"write it as in {EXAMPLE}"
    raise ConfigError(f"aws:{key}: {_shown(item)} is no account ID of 12 digits; {hint}", key)


def _shown(value: Any) -> str:
    return short(value) if isinstance(value, str) else short(json.dumps(value, default=repr)).strip("'")


def refusal(account: str, allowed: frozenset[str], forbidden: frozenset[str]) -> str:
    """Why nothing may be called with the credentials of `account`; '' if it may."""
    if allowed and account not in allowed:
        return (
            f"the credentials belong to account {account}, but aws:allowedAccountIds allows only "
            f"{', '.join(sorted(allowed))}; nothing was changed. Use other credentials or another stack"
        )
    if account in forbidden:
        return (
            f"the credentials belong to account {account}, which aws:forbiddenAccountIds forbids; "
            "nothing was changed. Use other credentials or another stack"
        )
    return ""
