"""A page in the owner's browser: what Chromium sent for one is sent again, and none of it is served.

`tests/fixtures/web_page/requests.json` was recorded of Chromium 156 with a page of another origin, and with a
stranger's name that led to 127.0.0.1; headers that say nothing of where a request comes from are left out.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.local.support import NO_FAULTS, answered, raw, request
from tests.support.local_catalog import TOKEN, control
from tests.support.project import ROOT

RECORDED: list[dict[str, Any]] = json.loads((ROOT / "tests/fixtures/web_page/requests.json").read_text())
DATABASE = '{"DatabaseInput":{"Name":"owned"}}'
GLUE = ("Content-Type: application/x-amz-json-1.1", "X-Amz-Target: AWSGlue.CreateDatabase")


def nothing_happened(url: str, glue: GlueClient) -> bool:
    names = [database["Name"] for database in glue.get_databases()["DatabaseList"]]
    return "owned" not in names and control(url, "GET") == NO_FAULTS


@pytest.mark.parametrize("what", [one["what"] for one in RECORDED])
def test_what_a_page_sends_is_refused(url: str, glue: GlueClient, what: str) -> None:
    (one,) = (one for one in RECORDED if one["what"] == what)
    port = url.rsplit(":", 1)[1]
    sent = "\r\n".join((*one["head"], "", one["body"])).replace("PORT", port)
    answer = raw(url, sent.encode())
    assert answered(answer)[0] == 403
    assert b"no web pages" in answer or b"no other Host" in answer
    assert b"Cross-Origin-Resource-Policy: same-origin" in answer  # the page can't even see the refusal
    assert nothing_happened(url, glue)


@pytest.mark.parametrize(
    "mark",
    [
        "Origin: http://localhost:8000",
        "Origin: null",
        "Origin:",
        "Origin: http://127.0.0.1",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: none",
        "Sec-Fetch-Mode: no-cors",
        "Sec-Fetch-Dest: image",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Private-Network: true",
    ],
)
def test_each_mark_of_a_browser_is_enough_even_with_the_token(url: str, glue: GlueClient, mark: str) -> None:
    sent = request(url, "POST / HTTP/1.1", *GLUE, mark, f"X-Catalog-Token: {TOKEN}", body=DATABASE)
    assert answered(raw(url, sent))[0] == 403
    assert nothing_happened(url, glue)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1:{port}.evil.example",
        "127.0.0.1.evil.example:{port}",
        "localhost.:{port}",
        "127.0.0.2:{port}",
        "0.0.0.0:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "user@127.0.0.1:{port}",
        "127.0.0.1:0{port}",
        "127.0.0.1:{port}, evil.example",
        "",
    ],
)
def test_any_other_host_is_refused(url: str, glue: GlueClient, host: str) -> None:
    port = url.rsplit(":", 1)[1]
    ours = request(url, "POST / HTTP/1.1", *GLUE, f"X-Catalog-Token: {TOKEN}", body=DATABASE)
    sent = ours.replace(f"Host: 127.0.0.1:{port}".encode(), f"Host: {host.format(port=port)}".encode())
    assert answered(raw(url, sent))[0] == 403
    assert nothing_happened(url, glue)


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
def test_the_names_of_this_machine_are_served(url: str, host: str) -> None:
    port = url.rsplit(":", 1)[1]
    target = "X-Amz-Target: AWSGlue.GetDatabases"
    ours = request(url, "POST / HTTP/1.1", GLUE[0], target, body="{}")
    sent = ours.replace(f"Host: 127.0.0.1:{port}".encode(), f"Host: {host.format(port=port)}".encode())
    assert answered(raw(url, sent)) == (200, "")


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"])
def test_other_methods_than_post_reach_nothing(url: str, glue: GlueClient, method: str) -> None:
    for headers in (GLUE, (*GLUE, f"X-Catalog-Token: {TOKEN}")):
        status, _ = answered(raw(url, request(url, f"{method} / HTTP/1.1", *headers, body=DATABASE)))
        assert status in (403, 405)
    assert nothing_happened(url, glue)


@pytest.mark.parametrize(
    "media_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json",
    ],
)
def test_a_glue_request_of_a_type_that_forms_send_is_refused(
    url: str, glue: GlueClient, media_type: str
) -> None:
    sent = request(url, "POST / HTTP/1.1", f"Content-Type: {media_type}", GLUE[1], body=DATABASE)
    assert answered(raw(url, sent))[0] == 415
    assert nothing_happened(url, glue)


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-www-form-urlencoded", "text/json"])
def test_a_fault_of_another_type_than_json_is_refused(url: str, glue: GlueClient, media_type: str) -> None:
    headers = (f"Content-Type: {media_type}", f"X-Catalog-Token: {TOKEN}")
    sent = request(url, "POST /_catalog/faults HTTP/1.1", *headers, body='{"fault":"error"}')
    assert answered(raw(url, sent))[0] == 415
    assert nothing_happened(url, glue)


@pytest.mark.parametrize("path", ["/_catalog/health", "/_catalog/faults"])
def test_the_owner_s_own_connection_reaches_no_control_without_the_token(url: str, path: str) -> None:
    status, message = answered(raw(url, request(url, f"GET {path} HTTP/1.1")))
    assert (status, "send its token" in message) == (403, True)
