"""The provider's own configuration on the wire: read, checked, and its secrets marked.

The engine takes what CheckConfig gives back for the provider's inputs: marked values are encrypted in the
state and hidden in previews, also where a stack's file has them in clear.
"""

from __future__ import annotations

import json
from typing import Any

from google.protobuf.struct_pb2 import Struct

from catalog.aws import known_keys
from catalog.aws import settings_reader as config
from catalog.aws.errors import ConfigError, Secrets
from catalog.aws.shapes.properties import Properties, contains_unknown

from . import secret_values, wire


def decoded(struct: Struct) -> Properties:
    """The keys and values; a list of accounts that is null stays there, and is none that can be used."""
    values = wire.decode(struct)
    return {**{key: None for key in known_keys.ACCOUNTS if key in struct.fields}, **values}


def checked(news: Struct) -> tuple[Struct, list[str]]:
    """The configuration to go on with, its secrets marked; and what is wrong with it."""
    values = decoded(news)
    try:
        for key, value in values.items():
            if wrong := known_keys.refusal(key, value):
                raise ConfigError(wrong, key)
        if not contains_unknown(values):
            config.settings(values)
    except ConfigError as error:
        secrets = Secrets(*secret_values.texts_in(values.get(key) for key in known_keys.CREDENTIALS))
        return news, [secrets.blot(str(error))]
    inputs = Struct()
    inputs.CopyFrom(news)
    for key, value in values.items():
        if known_keys.is_secret(key, _native(value)):
            secret_values.wrap(inputs.fields[key])
    return inputs, []


def _native(value: Any) -> Any:
    """The value itself, of its JSON text too."""
    try:
        return json.loads(value) if isinstance(value, str) and value[:1] in ("[", "{") else value
    except (ValueError, RecursionError):
        return value
