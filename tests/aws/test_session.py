"""The session: lazy, one question for the account, the account guard, roles, endpoints."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from mypy_boto3_glue import GlueClient

from catalog.aws.errors import ConfigError, ProviderError
from catalog.aws.session import Session
from catalog.aws.settings_reader import settings
from tests.support.project import ROOT
from tests.support.provider import examples
from tests.support.provider.fixtures import SETTINGS
from tests.support.provider.harness import ACCOUNT, DATABASE, TABLE, Plugin, Refused, State

IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn</Arn><UserId>u</UserId><Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""
ASSUMED = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""


class Sts(BaseHTTPRequestHandler):
    """Security Token Service as far as the session uses it; `asked` holds (key, request) in order."""

    asked: list[tuple[str, dict[str, str]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        request = {k: v[0] for k, v in parse_qs(body).items()}
        key = self.headers["Authorization"].split("Credential=")[1].split("/")[0]
        self.asked.append((key, request))
        role = request.get("RoleArn", "").rpartition("/")[2]
        answer = ASSUMED.format(key=f"ROLE{role.upper()}") if role else IDENTITY.format(account=ACCOUNT)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_: Any) -> None:
        """Nothing on stderr."""


@pytest.fixture
def sts() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    asked: list[tuple[str, dict[str, str]]] = []
    handler = type("Handler", (Sts,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def test_nothing_is_asked_before_the_first_call(sts: Any) -> None:
    url, asked = sts
    session = Session(settings({**SETTINGS, "endpoints": [{"glue": url, "sts": url}]}))
    assert (session.region, asked) == ("us-east-1", [])


def test_the_account_is_asked_for_once_by_all_threads_together(sts: Any) -> None:
    url, asked = sts
    session = Session(settings({**SETTINGS, "endpoints": [{"glue": url, "sts": url}]}))
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: session.account(), range(16))) == {ACCOUNT}
    assert len(asked) == 1


def test_a_role_is_assumed_with_its_external_id_and_its_keys_are_used(sts: Any) -> None:
    url, asked = sts
    roles = [
        {
            "roleArn": "arn:aws:iam::123456789012:role/deploy",
            "externalId": "word",
            "sessionName": "ci",
            "duration": "1h",
        }
    ]
    session = Session(settings({**SETTINGS, "endpoints": [{"glue": url, "sts": url}], "assumeRoles": roles}))
    assert session.account() == ACCOUNT
    (first_key, assume), (second_key, identity) = asked
    assert (first_key, second_key) == ("testing", "ROLEDEPLOY")
    assert (assume["Action"], identity["Action"]) == ("AssumeRole", "GetCallerIdentity")
    wanted = {
        "RoleArn": roles[0]["roleArn"],
        "ExternalId": "word",
        "RoleSessionName": "ci",
        "DurationSeconds": "3600",
    }
    assert wanted.items() <= assume.items()


def test_several_roles_are_assumed_in_order(sts: Any) -> None:
    url, asked = sts
    roles = json.dumps([{"roleArn": f"arn:aws:iam::123456789012:role/{name}"} for name in ("one", "two")])
    Session(settings({**SETTINGS, "endpoints": [{"glue": url, "sts": url}], "assumeRoles": roles})).account()
    assert [(key, request["Action"]) for key, request in asked] == [
        ("testing", "AssumeRole"),
        ("ROLEONE", "AssumeRole"),
        ("ROLETWO", "GetCallerIdentity"),
    ]


@pytest.mark.parametrize(
    ("guard", "message"),
    [
        (
            {"allowedAccountIds": ["999999999999"]},
            "aws:allowedAccountIds allows only 999999999999; nothing was changed",
        ),
        (
            {"forbiddenAccountIds": [ACCOUNT]},
            f"belong to account {ACCOUNT}, which aws:forbiddenAccountIds forbids",
        ),
    ],
)
def test_an_account_that_is_not_allowed_stops_every_call(
    settings: dict[str, Any], glue: GlueClient, name: str, guard: Any, message: str
) -> None:
    plugin = Plugin()
    plugin.configure(**settings, **guard)
    plugin.record(plugin.servicer._session._session())
    for attempt in (
        lambda: plugin.create(DATABASE, examples.database(name)),
        lambda: plugin.import_(TABLE, f"{ACCOUNT}:{name}:t"),
        lambda: plugin.delete(State(DATABASE, f"{ACCOUNT}:{name}", {}, {})),
    ):
        with pytest.raises(Refused, match=message):
            attempt()
    assert plugin.take_calls() == []
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_database(Name=name)


@pytest.mark.parametrize(
    "guard", [{"allowedAccountIds": [ACCOUNT]}, {"forbiddenAccountIds": ["999999999999"]}]
)
def test_an_allowed_account_goes_on(settings: dict[str, Any], name: str, guard: Any) -> None:
    plugin = Plugin()
    plugin.configure(**settings, **guard)
    assert plugin.create(DATABASE, examples.database(name)).id == f"{ACCOUNT}:{name}"


def test_a_preview_that_makes_no_call_asks_no_account(settings: dict[str, Any]) -> None:
    plugin = Plugin()
    plugin.configure(**settings, allowedAccountIds=["999999999999"])
    plugin.create(TABLE, examples.table("sales"), preview=True)
    assert plugin.servicer._session._account is None


def test_without_the_account_requests_leave_the_catalog_to_aws(settings: dict[str, Any], name: str) -> None:
    plugin = Plugin()
    plugin.configure(**settings, skipRequestingAccountId="true")
    plugin.record(plugin.servicer._session._session())
    state = plugin.create(DATABASE, examples.database(name))
    assert state.id == f":{name}"
    assert state.outputs["arn"] == f"arn:aws:glue:us-east-1::database/{name}"
    assert all("CatalogId" not in request for _, request in plugin.take_calls())


def test_a_missing_region_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(
        ConfigError, match="no AWS region is configured: set one with 'pulumi config set aws:region"
    ):
        _ = Session(settings({})).region
    with pytest.raises(Refused, match="no AWS region is configured"):
        Plugin().configure()


def test_the_region_and_the_keys_of_a_profile_are_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sts: Any
) -> None:
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable, raising=False)
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    monkeypatch.setenv("CATALOG_AWS_TRUST", f"{config}, {credentials}")
    config.write_text("[profile dev]\nregion = ap-southeast-5\n")
    credentials.write_text("[dev]\naws_access_key_id = FROMPROFILE\naws_secret_access_key = x\n")
    url, asked = sts
    session = Session(
        settings(
            {
                "profile": "dev",
                "sharedConfigFiles": [str(config)],
                "sharedCredentialsFiles": [str(credentials)],
                "endpoints": [{"glue": url, "sts": url}],
            }
        )
    )
    assert (session.region, session.account()) == ("ap-southeast-5", ACCOUNT)
    assert asked[0][0] == "FROMPROFILE"


def test_the_region_is_the_profiles_when_a_role_is_assumed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sts: Any
) -> None:
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(variable, raising=False)
    config = tmp_path / "config"
    monkeypatch.setenv("CATALOG_AWS_TRUST", str(config))
    config.write_text("[default]\nregion = us-east-1\n[profile dev]\nregion = ap-southeast-5\n")
    keys = {"accessKey": "K", "secretKey": "x", "endpoints": [{"glue": sts[0], "sts": sts[0]}]}
    role = {"assumeRoles": [{"roleArn": "arn:aws:iam::123456789012:role/deploy"}]}
    session = Session(settings({"profile": "dev", "sharedConfigFiles": [str(config)], **keys, **role}))
    assert session.account() == ACCOUNT
    assert session.region == "ap-southeast-5"


def test_a_catalog_that_does_not_run_is_a_quick_and_clear_error() -> None:
    session = Session(
        settings({**SETTINGS, "endpoints": [{"glue": "http://127.0.0.1:9", "sts": "http://127.0.0.1:9"}]})
    )
    with pytest.raises(ProviderError, match=r"cannot find out which AWS account .* aws:endpoints"):
        session.account()
    with pytest.raises(ProviderError, match="which AWS account"):  # the same answer, without asking again
        session.glue()


def test_a_profile_that_does_not_exist_is_named() -> None:
    session = Session(settings({**SETTINGS, "profile": "nobody"}))
    with pytest.raises(ProviderError, match=r"nobody.*check aws:profile"):
        session.account()


def test_starting_loads_no_part_of_aws() -> None:
    loaded = "{m.split('.')[0] for m in sys.modules} & {'boto3', 'botocore', 'pulumi'}"
    code = f"import sys, catalog.provider.server; print(sorted({loaded}))"
    root = ROOT
    found = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert found.stdout.strip() == "[]", found.stderr
