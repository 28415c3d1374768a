"""A boto3 Glue client for a stack: its region and endpoints, and for the local one its dummy keys."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.cli.project import UsageError, known_stack
from catalog.language.stacks.settings import read_stack

if TYPE_CHECKING:
    from mypy_boto3_glue.client import GlueClient


def glue_client(project: Path, stack: str) -> GlueClient:
    """The client. Raises UsageError for a stack without file or region, DataError for a broken file."""
    import boto3
    from botocore.config import Config

    config = read_stack(project, known_stack(project, stack)).config
    if config.get("aws:assumeRoles"):
        raise UsageError(
            f"stack {stack} assumes a role (aws:assumeRoles), which this command does not: the Glue shown "
            "would be another's. Use the AWS CLI with that role"
        )
    endpoints = endpoints_of(config.get("aws:endpoints"), stack)
    profile = _text(config, "aws:profile")
    session = boto3.Session(**_keys(config), profile_name=profile)
    region = _text(config, "aws:region") or session.region_name
    if not region:
        raise UsageError(f"stack {stack} sets no aws:region and the shell no AWS_REGION: set one of them")
    # the stack's own endpoints only: a shell made for the local catalog names others in its environment
    where: Any = {"region_name": region, "config": Config(ignore_configured_endpoint_urls=True)}  # type: ignore[call-arg]  # not in the stubs
    _refuse_other_account(session.client("sts", endpoint_url=endpoints.get("sts"), **where), config, stack)
    return session.client("glue", endpoint_url=endpoints.get("glue"), **where)


def _refuse_other_account(sts: Any, config: Mapping[str, Any], stack: str) -> None:
    allowed = config.get("aws:allowedAccountIds")
    if not isinstance(allowed, list) or not allowed:
        return
    account = sts.get_caller_identity()["Account"]
    if account not in [str(a) for a in allowed]:
        raise UsageError(
            f"the credentials belong to account {account}, but stack {stack} allows only "
            f"{', '.join(map(str, allowed))}"
        )


def endpoints_of(value: Any, stack: str) -> dict[str, str]:
    """`aws:endpoints`, a list or its JSON text, as service to URL. Raises UsageError for anything else."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    if not isinstance(value or [], list) or not all(isinstance(entry, dict) for entry in value or []):
        raise UsageError(f"Pulumi.{stack}.yaml: aws:endpoints is a list of mappings such as {{glue: URL}}")
    return {service: str(url) for entry in value or [] for service, url in entry.items()}


def _text(config: Mapping[str, Any], key: str) -> str | None:
    value = config.get(key)
    return value if isinstance(value, str) and value else None


def _keys(config: Mapping[str, Any]) -> dict[str, Any]:
    """Keys that the stack's file holds in plain text, as only the local stack's does; secrets are skipped."""
    names = (("aws:accessKey", "aws_access_key_id"), ("aws:secretKey", "aws_secret_access_key"))
    return {theirs: config[ours] for ours, theirs in names if isinstance(config.get(ours), str)}
