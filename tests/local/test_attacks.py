"""The attacks on a local catalog that once succeeded, carried out with sockets and the command line."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from catalog.local.service import control
from tests.support.ports import free_port
from tests.support.project import ROOT

GLUE = {"Content-Type": "application/x-amz-json-1.1"}
DATABASE = '{"DatabaseInput": {"Name": "owned"}}'
KEYS: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
SIGNED = (
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0"
)
Reply = tuple[int, dict[str, str], bytes]


def catalog(home: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """`catalog WORDS` in a project folder."""
    return subprocess.run(
        [sys.executable, "-m", "catalog.cli.main", *words],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    return tmp_path


@pytest.fixture
def port(home: Path) -> Iterator[int]:
    """That of a running catalog of the project."""
    found = free_port()
    started = catalog(home, "local", "start", "--port", str(found), AWS_SECRET_ACCESS_KEY="a-real-key")
    assert started.returncode == 0, started.stderr
    yield found
    catalog(home, "local", "stop", "--port", str(found))


@pytest.fixture
def project(home: Path) -> Path:
    """One with a stack file, whose catalog doesn't run; its port is in the file."""
    stack = (ROOT / "Pulumi.local.yaml").read_text()
    (home / "Pulumi.local.yaml").write_text(stack.replace("4599", str(free_port())))
    return home


def port_of(project: Path) -> int:
    found = re.search(r"127\.0\.0\.1:(\d+)", (project / "Pulumi.local.yaml").read_text())
    assert found is not None
    return int(found[1])


def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> Reply:
    """Status, headers and body of an answer; `_` in names of headers stands for `-`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    read = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, read


def databases(port: int) -> list[str]:
    glue = boto3.client("glue", endpoint_url=f"http://127.0.0.1:{port}", **KEYS)
    return [database["Name"] for database in glue.get_databases()["DatabaseList"]]


@contextlib.contextmanager
def listener(answer: dict[str, Any] | None = None, port: int = 0) -> Iterator[tuple[int, list[str]]]:
    """A server of a stranger's that answers with this JSON; gives its port and what it was sent."""
    heard: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            heard.append(f"{self.requestline}\n{self.headers}\n{body.decode('latin-1')}")
            content = json.dumps(answer or {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.server_address[1], heard
        server.shutdown()


def test_a_page_makes_no_database(port: int) -> None:
    for origin in ("http://evil.example", "null"):
        headers = {**GLUE, "X-Amz-Target": "AWSGlue.CreateDatabase", "Origin": origin}
        assert ask(port, "POST", "/", DATABASE, **headers)[0] == 403
    assert databases(port) == []


def test_a_name_that_leads_here_makes_no_database(port: int) -> None:
    headers = {**GLUE, "X-Amz-Target": "AWSGlue.CreateDatabase", "Host": f"evil.example:{port}"}
    assert ask(port, "POST", "/", DATABASE, **headers)[0] == 403
    assert databases(port) == []


def test_a_form_of_a_page_makes_no_fault_and_reaches_no_glue(port: int) -> None:
    fault = '{"operation": "*", "fault": "error", "times": 0}'
    assert ask(port, "POST", "/_catalog/faults", fault, Content_Type="text/plain")[0] >= 400
    headers = {"Content-Type": "text/plain", "X-Amz-Target": "AWSGlue.CreateDatabase"}
    assert ask(port, "POST", "/", DATABASE, **headers)[0] >= 400
    assert databases(port) == []


def test_no_preflight_is_answered_and_no_page_may_read(port: int) -> None:
    wanted = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    who = "Action=GetCallerIdentity&Version=2011-06-15"
    refused = ask(port, "OPTIONS", "/", **wanted, Authorization=SIGNED)
    for status, headers, _ in (refused, ask(port, "POST", "/", who, **form, Authorization=SIGNED)):
        assert status >= 400 or headers["content-type"] == "text/xml"
        assert not [name for name in headers if name.startswith("access-control-")]
    assert refused[0] == 403


def test_health_tells_strangers_nothing(home: Path, port: int) -> None:
    status, _, body = ask(port, "GET", "/_catalog/health")
    assert status in (401, 403)
    assert str(home) not in body.decode()
    assert b"pid" not in body


def test_no_other_service_reaches_out_or_writes(home: Path, port: int) -> None:
    with listener() as (outside, heard):
        once = Config(retries={"total_max_attempts": 1})
        sns = boto3.client("sns", endpoint_url=f"http://127.0.0.1:{port}", config=once, **KEYS)
        with contextlib.suppress(ClientError, BotoCoreError):
            topic = sns.create_topic(Name="t")["TopicArn"]
            sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=f"http://127.0.0.1:{outside}/")
            sns.publish(TopicArn=topic, Message="m")
        assert heard == []
    assert ask(port, "POST", "/moto-api/recorder/start-recording")[0] >= 400
    assert ask(port, "POST", "/moto-api/reset")[0] >= 400
    assert ask(port, "GET", "/moto-api/data.json")[0] >= 400


@pytest.mark.parametrize("length", ["-1", "+2", "0_2", " 2 2"])
def test_an_odd_length_is_refused(port: int, length: str) -> None:
    head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Amz-Target: AWSGlue.GetDatabases\r\n"
    head += f"Content-Type: application/x-amz-json-1.1\r\nContent-Length: {length}\r\n\r\n{{}}"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(head.encode())
        assert client.recv(4096).startswith(b"HTTP/1.1 400 ")


@pytest.mark.skipif(sys.platform != "linux", reason="the process is looked at in /proc")
def test_the_process_holds_no_keys(home: Path, port: int) -> None:
    pid = json.loads((home / ".catalog/local/pid.json").read_text())["pid"]
    assert b"a-real-key" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_what_it_keeps_is_for_its_owner_alone(home: Path, port: int) -> None:
    place = home / ".catalog" / "local"
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in (place.parent, place, *place.iterdir())}
    assert all(not mode & 0o077 for mode in modes.values()), modes
    assert (place / "token").is_file()


@pytest.mark.parametrize(
    "pid",
    [-1, 0, 1, os.getpid(), os.getppid(), True, "1", 2.0, 2**40],
    ids=["all", "group", "first", "own", "parent", "true", "text", "fraction", "huge"],
)
def test_a_stranger_s_word_signals_no_process(home: Path, monkeypatch: pytest.MonkeyPatch, pid: Any) -> None:
    signalled: list[Any] = []

    def kill(number: int, which: int) -> None:
        signalled.append((number, which))
        raise ProcessLookupError

    monkeypatch.setattr(os, "kill", kill)
    folder = home.resolve() / ".catalog" / "local"
    folder.mkdir(parents=True)
    answer = {"service": "catalog-local", "version": "1", "pid": pid, "folder": str(folder)}
    with listener(answer) as (taken, _):
        (folder / "pid.json").write_text(json.dumps({"pid": pid, "port": taken}))
        with contextlib.suppress(control.ControlError, OverflowError, TypeError, ValueError):
            control.stop(folder, taken)
    assert signalled == []


def test_a_stranger_s_word_stops_no_process_of_ours(home: Path) -> None:
    folder = home.resolve() / ".catalog" / "local"
    folder.mkdir(parents=True)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as victim:
        answer = {"service": "catalog-local", "version": "1", "pid": victim.pid, "folder": str(folder)}
        with listener(answer) as (taken, _):
            stopped = catalog(home, "local", "stop", "--port", str(taken))
            started = catalog(home, "local", "start", "--port", str(taken))
            said = catalog(home, "local", "status", "--port", str(taken))
        assert victim.poll() is None
        victim.send_signal(signal.SIGKILL)
    assert (stopped.returncode, stopped.stdout) == (0, "local catalog was not running\n")
    assert (started.returncode, started.stdout) == (2, "")
    assert f"port {taken} is taken by something else" in started.stderr
    assert said.returncode == 1


def test_env_local_believes_no_impostor_and_sends_it_nothing(project: Path) -> None:
    folder = project.resolve() / ".catalog" / "local"
    answer = {"service": "catalog-local", "version": "1", "pid": os.getpid(), "folder": str(folder)}
    with listener(answer, port_of(project)) as (taken, heard):
        done = catalog(project, "env", "local")
        catalog(project, "local", "stop")
    assert f"port {taken} is taken by something else" in done.stderr
    assert done.returncode == 0  # on a port of its own
    assert "AWS_ENDPOINT_URL_GLUE" in done.stdout
    assert f":{taken}" not in done.stdout
    assert not any("Authorization" in text for text in heard)


@pytest.mark.parametrize("name", ["yaml.py", "moto.py", "botocore.py"])
def test_modules_of_the_project_are_not_run(home: Path, name: str) -> None:
    run = "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\nraise SystemExit(7)\n"
    (home / name).write_text(run)
    found = free_port()
    words = [sys.executable, "-m", "catalog.local", "--port", str(found)]
    with subprocess.Popen(words, cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        try:
            served, until = False, time.monotonic() + 60
            while not served and process.poll() is None and time.monotonic() < until:
                with contextlib.suppress(BotoCoreError):
                    served = databases(found) == []
        finally:
            process.terminate()
    assert served
    assert not (home / "ran").exists()
