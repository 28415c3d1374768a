"""The provider protocol: each RPC is unmarshal, one call on a resource, marshal.

Own servicer instead of the SDK's experimental server, which can't report a half-made object, spoils
DiffConfig and costs the whole SDK at start. Equal messages are compared as messages: an unchanged
resource costs no decoding at all, and that is nearly all of a usual run.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NoReturn

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct

from catalog.aws import settings_reader as config
from catalog.aws.calls.partition_counts import PartitionCounts
from catalog.aws.calls.read_ahead import ReadAhead
from catalog.aws.calls.table_deletes import TableDeletes
from catalog.aws.errors import ProviderError, Secrets
from catalog.aws.session import Session
from catalog.aws.settings import Settings
from catalog.aws.shapes.properties import UNKNOWN, Properties
from catalog.language.changes import forms
from catalog.language.findings import described
from catalog.provider.framework import validation
from catalog.provider.framework.autonaming import Naming
from catalog.provider.framework.declared_sets import DeclaredSets
from catalog.provider.framework.errors import InitFailed
from catalog.provider.framework.function import Function
from catalog.provider.framework.object_claims import ObjectClaims
from catalog.provider.framework.property_diff import Delta
from catalog.provider.framework.request import Context, Request
from catalog.provider.framework.resource import Resource
from catalog.provider.framework.targets import GLUE, PREVIEW
from catalog.provider.framework.urn import Urn

from . import answers, configuration, secret_values, wire
from .engine_log import EngineLog, shown
from .messages import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2
from .package_schema import package_schema

VERSION = "7.51.1"  # of pulumi-aws, whose tokens, properties and outputs these are
STATUS_KEY = "grpc-status-details-bin"
Diff = provider_pb2.DiffResponse


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """All RPCs that engine 3.259 uses, for these resources, each by its token."""

    def __init__(
        self,
        resources: Mapping[str, Resource],
        engine: str = "",
        functions: Mapping[str, Function] = MappingProxyType({}),
    ) -> None:
        self._resources = resources
        self._functions = functions
        self._log = EngineLog(engine)
        self._cancelled = threading.Event()
        self._session = Session(Settings())
        self._reads, self._deletes = ReadAhead(), TableDeletes()
        self._claims, self._declared, self._counts = ObjectClaims(), DeclaredSets(), PartitionCounts()
        self._secrets = Secrets()

    # --- the plugin itself

    def Handshake(self, request: Any, context: Any) -> Any:
        """Who we are talking to, and what we can take: plain values, and secrets marked as such."""
        if request.engine_address:
            self._log = EngineLog(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, supports_autonaming_configuration=True
        )

    def Attach(self, request: Any, context: Any) -> Any:
        """The engine's address, for a plugin that was started by hand."""
        self._log = EngineLog(request.address)
        return Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        """The version of pulumi-aws that this plugin stands in for."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(self, request: Any, context: Any) -> Any:
        """The package schema of the resources served here."""
        return provider_pb2.GetSchemaResponse(schema=json.dumps(package_schema(VERSION, self._resources)))

    def GetMapping(self, request: Any, context: Any) -> Any:
        """No mapping from other tools' providers."""
        return provider_pb2.GetMappingResponse()

    def GetMappings(self, request: Any, context: Any) -> Any:
        """No mappings from other tools' providers."""
        return provider_pb2.GetMappingsResponse()

    def Cancel(self, request: Any, context: Any) -> Any:
        """Ends all waits; calls to AWS that are under way are left to finish."""
        self._cancelled.set()
        return Empty()

    # --- configuration

    def CheckConfig(self, request: Any, context: Any) -> Any:
        """Refuses a configuration that can't be used, before anything is planned; marks its secrets."""
        with self._errors(context):
            inputs, problems = configuration.checked(request.news)
        return answers.failures(problems) if problems else provider_pb2.CheckResponse(inputs=inputs)

    def DiffConfig(self, request: Any, context: Any) -> Any:
        """Whether the configuration changed; that never replaces the provider (resources see the region)."""
        old, new = wire.decode(request.old_inputs), wire.decode(request.news)
        changed = sorted(k for k in {*old, *new} if old.get(k) != new.get(k))
        return Diff(changes=Diff.DIFF_SOME if changed else Diff.DIFF_NONE, diffs=changed)

    def Configure(self, request: Any, context: Any) -> Any:
        """Takes the `aws:` keys; AWS itself is not asked before the first resource needs it."""
        values: Properties = {k.removeprefix("aws:config:"): v for k, v in request.variables.items()}
        with self._errors(context):
            values |= configuration.decoded(request.args)
            settings = config.settings(values)
            self._secrets = settings.secrets
            session = Session(settings)
            session.region  # noqa: B018  # a missing region is an error of the configuration
        self._session = session
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
        )

    # --- resources

    def Check(self, request: Any, context: Any) -> Any:
        """The inputs to go on with, or all that is wrong with them."""
        resource = self._resources.get(request.type or Urn(request.urn).type)
        if resource is None:
            return answers.failures(
                [answers.not_served(request.type or Urn(request.urn).type, self._resources)]
            )
        resource.register(self._declared, request.urn, wire.Lazy(request.news))
        tagged = self._session.settings.default_tags and "tags" in resource.shape.by_name
        if request.olds.fields and request.olds == request.news and not tagged:
            return provider_pb2.CheckResponse(inputs=request.news)  # was checked when it was new
        with self._errors(context):
            olds, news = wire.Lazy(request.olds), wire.decode(request.news)
            checked, problems = resource.check(self._session, olds, news, _naming(request))
            problems += validation.refused_types(resource.shape, news, olds)
            if problems:
                return answers.failures(map(self._blot, problems))
            self._log.warn(request.urn, *map(self._blot, validation.doubted_types(resource.shape, news)))
            inputs = request.news if checked is news else _encoded(checked, request.news)
        return provider_pb2.CheckResponse(inputs=inputs)

    def Diff(self, request: Any, context: Any) -> Any:
        """What an update would change, property by property."""
        with self._errors(context):
            resource = self._resource(request)
            same = request.old_inputs == request.news and self._same_region(request)
            sure = resource.is_converged(wire.Lazy(request.olds)) and not resource.needs_read(
                self._declared, wire.Lazy(request.news)
            )
            if same and sure:
                return Diff(changes=Diff.DIFF_NONE, hasDetailedDiff=True)
            outputs, news = wire.decode(request.olds), wire.decode(request.news)
            old_inputs = wire.decode(request.old_inputs) if request.HasField("old_inputs") else outputs
            asked = self._request(request)
            outputs = dict(resource.refresh_outputs(asked, old_inputs, outputs, news))
            ignored = set(request.ignoreChanges)
            found = resource.diff(self._session, old_inputs, outputs, news)
            deltas = [d for d in found if d.path not in ignored and d.top not in ignored]
            # whole properties not known: the engine asks what a replacement elsewhere drags along
            known = UNKNOWN not in news.values()
            if deltas and known:
                self._report_changes(
                    resource, request.urn, resource.baseline(old_inputs, outputs, news), news, deltas
                )
                self.info(request.urn, *resource.describe_update(asked, old_inputs, outputs, news))
            if known:
                resource.tell_kept(asked, old_inputs, outputs, news)
        return answers.diff(deltas, delete_first=resource.delete_first(news))

    def _same_region(self, request: Any) -> bool:
        if "region" in request.news.fields:
            return True
        old = request.olds.fields["region"].string_value if "region" in request.olds.fields else ""
        return not old or old == self._session.region

    def _report_changes(
        self, resource: Resource, urn: str, old: Properties, new: Properties, deltas: Iterable[Delta]
    ) -> None:
        """The changes by name, since index paths can't show what happened to a column."""
        tops = {d.top for d in deltas}
        self.info(
            urn,
            *resource.describe_changes(
                {k: v for k, v in old.items() if k in tops}, {k: v for k, v in new.items() if k in tops}
            ),
        )

    def Create(self, request: Any, context: Any) -> Any:
        """Makes an object, or says what would be made."""
        with self._errors(context, request.properties):
            resource, inputs = self._resource(request), wire.decode(request.properties)
            target = PREVIEW if request.preview else GLUE
            id, outputs = target.create(resource, self._request(request), inputs)
            properties = _encoded(outputs, request.properties)
        return provider_pb2.CreateResponse(id=id, properties=properties)

    def Read(self, request: Any, context: Any) -> Any:
        """The live object, for a refresh or an import; no ID if there is none."""
        with self._errors(context, request.properties):
            inputs = wire.decode(request.inputs) if request.inputs.fields else None
            outputs = wire.decode(request.properties)
            found = self._resource(request).read(self._request(request), inputs, outputs)
            if found is None:
                return provider_pb2.ReadResponse()
            # Most of a refresh finds what the state has: a third quicker to hand back than to write anew.
            same, still = found.inputs == inputs, found.outputs == outputs
            return provider_pb2.ReadResponse(
                id=found.id,
                inputs=request.inputs if same else _encoded(found.inputs, request.inputs),
                properties=request.properties if still else _encoded(found.outputs, request.properties),
            )

    def Update(self, request: Any, context: Any) -> Any:
        """Changes an object in place, or says what it would be."""
        with self._errors(context, request.news):
            resource = self._resource(request)
            outputs, news = wire.decode(request.olds), wire.decode(request.news)
            old_inputs = wire.decode(request.old_inputs) if request.HasField("old_inputs") else outputs
            target = PREVIEW if request.preview else GLUE
            outputs = target.update(resource, self._request(request), outputs, old_inputs, news)
            properties = _encoded(outputs, request.news)
        return provider_pb2.UpdateResponse(properties=properties)

    def Delete(self, request: Any, context: Any) -> Any:
        """Removes an object."""
        with self._errors(context):
            resource = self._resource(request)
            other = self._claims.other_owner(resource.token, request.id, request.urn)
            if other and not resource.parts:
                self._log.info(request.urn, forms.KEPT.text(other))
                return Empty()
            outputs, inputs = (
                wire.Lazy(request.properties),
                wire.Lazy(request.old_inputs),
            )
            resource.delete(self._request(request), outputs, inputs)
        return Empty()

    # --- functions

    def Invoke(self, request: Any, context: Any) -> Any:
        """What a function answers, in preview as in a run: none changes anything."""
        function = self._functions.get(request.tok)
        if function is None:
            self._refuse(context, answers.not_served(request.tok, self._resources))
        with self._errors(context, request.args):
            found = function(self._context(), wire.decode(request.args))
            answer = provider_pb2.InvokeResponse()
            getattr(answer, "return").CopyFrom(_encoded(found, request.args))
        return answer

    # --- not served

    def Call(self, request: Any, context: Any) -> Any:
        """No method is served."""
        self._refuse(context, answers.not_served(request.tok, self._resources))

    def Construct(self, request: Any, context: Any) -> Any:
        """No component is served."""
        self._refuse(context, answers.not_served(request.type, self._resources))

    # --- between the protocol and the resources

    def _resource(self, request: Any) -> Resource:
        token = request.type or Urn(request.urn).type
        found = self._resources.get(token)
        if found is None:
            raise ProviderError(answers.not_served(token, self._resources))
        return found

    def _context(self) -> Context:
        return Context(
            self._session,
            self._reads,
            self._deletes,
            self._claims,
            self._declared,
            self._counts,
            self,
            self._cancelled,
        )

    def _request(self, request: Any) -> Request:
        id = getattr(request, "id", "")
        return Request(self._context(), Urn(request.urn), id, getattr(request, "timeout", 0))

    def info(self, urn: str, *lines: str) -> None:
        """Lines to the engine's log, without the secrets of the request they are about."""
        secrets = _secrets_seen()
        self._log.info(urn, *(map(secrets.blot, lines) if secrets else lines))

    def _blot(self, text: str) -> str:
        secrets = _secrets_seen()
        return self._secrets.blot(secrets.blot(text) if secrets else text)

    def _errors(self, context: Any, like: Struct | None = None) -> _Errors:
        """Around all of a request. `like`: what in a half-made object's state is secret."""
        return _Errors(self, context, like or Struct())

    def _refuse(self, context: Any, message: str) -> NoReturn:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, shown(self._blot(message)))
        raise AssertionError("abort returned")  # pragma: no cover  # it always raises

    def _half_done(self, context: Any, error: InitFailed, like: Struct) -> NoReturn:
        """Tells the engine what exists now, so that its state is true although the request failed."""
        message = shown(self._blot(str(error)))
        detail = provider_pb2.ErrorResourceInitFailed(
            id=error.id,
            properties=_encoded(error.outputs, like),
            inputs=_encoded(error.inputs, like),
            reasons=[message],
        )
        packed = AnyMessage()
        packed.Pack(detail)
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=message, details=[packed])
        context.set_trailing_metadata(((STATUS_KEY, status.SerializeToString()),))
        context.abort(grpc.StatusCode.UNKNOWN, message)
        raise AssertionError("abort returned")  # pragma: no cover  # it always raises


class _Errors:
    """Ends an RPC with a message for people, whatever went wrong in the block."""

    __slots__ = ("_context", "_like", "_servicer")

    def __init__(self, servicer: Servicer, context: Any, like: Struct) -> None:
        self._servicer = servicer
        self._context = context
        self._like = like

    def __enter__(self) -> None:
        wire.seen.secrets = []

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, InitFailed):
            self._servicer._half_done(self._context, error, self._like)
        if isinstance(error, ProviderError | wire.WireError):
            self._servicer._refuse(self._context, str(error))
        if isinstance(error, Exception):
            reason = f"an error of the plugin itself, please report it: {described(error)}"
            self._servicer._refuse(self._context, reason)


def _secrets_seen() -> Secrets | None:
    """What the request of this thread held of secrets; None for nothing."""
    return Secrets(*secret_values.texts_in(wire.seen.secrets)) if wire.seen.secrets else None


def _encoded(answer: Mapping[str, Any], like: Struct) -> Struct:
    """An answer, with what came as secret marked as secret."""
    struct = wire.encode(answer)
    if secrets := _secrets_seen():
        secret_values.mark(struct, like, secrets)
    return struct


def _naming(request: Any) -> Naming:
    return Naming(
        request.name or Urn(request.urn).name,
        request.randomSeed,
        request.autonaming.proposed_name,
        request.autonaming.mode,
    )
