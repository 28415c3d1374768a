"""The protocol's generated modules, loaded without the rest of the Pulumi SDK.

`import pulumi.runtime.proto...` first runs `pulumi/__init__.py`: the whole SDK with OpenTelemetry,
which triples this plugin's start-up time. The generated files need only one another, so they are
loaded as a package of our own that lies over the same folder.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi.runtime.proto import (
        engine_pb2,
        engine_pb2_grpc,
        plugin_pb2,
        provider_pb2,
        provider_pb2_grpc,
        status_pb2,
    )
else:
    PACKAGE = "_pulumi_protocol"

    def _generated(name: str) -> ModuleType:
        return import_module(f"{_package()}.{name}")

    def _package() -> str:
        if "pulumi" in sys.modules:  # already paid for, and one set of classes is enough
            return "pulumi.runtime.proto"
        if PACKAGE not in sys.modules:
            package = ModuleType(PACKAGE)
            package.__path__ = [str(_folder())]
            sys.modules[PACKAGE] = package
        return PACKAGE

    def _folder() -> Path:
        spec = find_spec("pulumi")
        if spec is None or not spec.submodule_search_locations:
            raise ImportError("the package 'pulumi' is not installed")
        return Path(spec.submodule_search_locations[0]) / "runtime" / "proto"

    plugin_pb2 = _generated("plugin_pb2")
    provider_pb2 = _generated("provider_pb2")
    provider_pb2_grpc = _generated("provider_pb2_grpc")
    engine_pb2 = _generated("engine_pb2")
    engine_pb2_grpc = _generated("engine_pb2_grpc")
    status_pb2 = _generated("status_pb2")

__all__ = [
    "engine_pb2",
    "engine_pb2_grpc",
    "plugin_pb2",
    "provider_pb2",
    "provider_pb2_grpc",
    "status_pb2",
]
