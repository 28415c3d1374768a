"""The example that a repository may start with: exports of a BNPL lender, context, and partitions by hand.

In the distribution it lies in this package, where tools/distribution.py puts it at a build; in a checkout it
is the checkout's `examples/`. Reads only what the tool ships.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files as shipped
from importlib.resources.abc import Traversable
from pathlib import Path

SHIPPED = "example"  # in this package
IN_CHECKOUT = "examples"
PARTS = ("exports", "partitions", "context.yaml")  # what a distribution has of it
HEAD = """\
# yaml-language-server: $schema=schemas/context.schema.json
# What no export says: "catalog import" writes it into the specs. For each key the first entry that fits and
# sets it gives its value; tags and custom are put together name by name. What people write into a spec stays.
"""


class NoExampleError(Exception):
    """The installed package has no example."""


def exports() -> dict[str, str]:
    """The exports by their names below `exports/`: `BNPL_RAW/master_data.json`."""
    return dict(_texts(_part("exports")))


def context() -> str:
    """The business context, with the head of a file of a repository."""
    text = _part("context.yaml").read_text("utf-8")
    return HEAD + re.sub(r"\A(#.*\n)+", "", text)


def partitions() -> dict[str, str]:
    """What a person adds to the end of a spec, by its name below the specs: `bnpl_raw/orders_feed.yaml`."""
    return dict(_texts(_part("partitions")))


def _part(name: str) -> Traversable:
    own = shipped("catalog.repository").joinpath(SHIPPED)
    top = own if own.is_dir() else Path(__file__).resolve().parents[2] / IN_CHECKOUT
    part = top.joinpath(name)
    if not (part.is_dir() or part.is_file()):
        raise NoExampleError(
            "this installation has no example: install the tool anew, or leave --example out"
        )
    return part


def _texts(folder: Traversable, above: str = "") -> Iterator[tuple[str, str]]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{above}{each.name}"
        if each.is_dir():
            yield from _texts(each, f"{name}/")
        else:
            yield name, each.read_text("utf-8")
