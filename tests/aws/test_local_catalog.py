"""What is sent to a port of this machine: nothing, where another listens than the catalog that is meant."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from catalog.aws import local_catalog
from catalog.aws.errors import ProviderError
from catalog.aws.local_catalog import loopback_port, where_they_are
from catalog.aws.session import Session
from catalog.aws.settings_reader import settings
from catalog.local.service import serve
from catalog.loopback.folder import IN_PROJECT, PID_FILE, TOKEN_FILE, VARIABLE, write
from catalog.loopback.port_record import FILE, PortRecord, write_record
from catalog.loopback.proof import TOKEN_HEADER
from tests.support import local_catalog as ours
from tests.support.impostors import http_answer, impostor
from tests.support.users import OTHER, REAL, staying

STS = b"<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>"
STS += b"</GetCallerIdentityResult></GetCallerIdentityResponse>"


def session(port: int, **more: Any) -> Session:
    endpoint = f"http://127.0.0.1:{port}"
    found = {"region": "us-east-1", "accessKey": "AKIAMINE", "secretKey": "mine", "maxRetries": "1"}
    return Session(settings({**found, "endpoints": [{"glue": endpoint, "sts": endpoint}], **more}, {}))


def nothing_of_ours(heard: list[bytes]) -> bool:
    return not any(
        word in text for text in heard for word in (b"AKIAMINE", b"Action", b"AWSGlue", b"Authorization")
    )


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, in a shell that `catalog env local` did not make."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: x\n")
    return tmp_path


@pytest.fixture
def folder(here: Path) -> Path:
    found = here / IN_PROJECT
    found.mkdir(parents=True)
    write(found, TOKEN_FILE, ours.TOKEN)
    return found


def test_a_stacks_port_on_this_machine_is_replaced_by_the_noted_one_and_nothing_else(here: Path) -> None:
    urls = {
        "glue": "http://127.0.0.1:4599",
        "sts": "http://localhost:4599/x",
        "s3": "http://127.0.0.1:4566",
        "athena": "https://127.0.0.1:4599",
        "kms": "https://glue.example.com:4599",
    }
    assert where_they_are(urls) == urls
    write_record(here, PortRecord(4600, 4599))
    moved = {"glue": "http://127.0.0.1:4600", "sts": "http://localhost:4600/x"}
    assert where_they_are(urls) == {**urls, **moved}


def test_where_no_endpoint_is_on_this_machine_the_note_is_not_even_read(here: Path) -> None:
    (here / FILE).parent.mkdir()
    (here / FILE).write_text('{"port": 1, "instead_of": 2, "host": "glue.example.com"}')
    aws = {"glue": "https://glue.eu-central-1.amazonaws.com", "sts": "https://sts.amazonaws.com"}
    assert where_they_are(aws) == aws
    with pytest.raises(ProviderError, match=r"cannot use .*local\.json: it says something else than"):
        where_they_are({"glue": "http://127.0.0.1:4599"})


def test_the_note_is_that_of_the_project_here_else_of_the_shells(
    here: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    write_record(other, PortRecord(4700, 4599))
    monkeypatch.setenv(VARIABLE, str(other / IN_PROJECT))
    urls = {"glue": "http://127.0.0.1:4599"}
    assert where_they_are(urls) == urls
    (here / "Pulumi.yaml").unlink()
    assert where_they_are(urls) == {"glue": "http://127.0.0.1:4700"}


def test_calls_go_to_the_noted_port(here: Path) -> None:
    with ours.running() as url:
        port = int(url.rsplit(":", 1)[1])
        write_record(here, PortRecord(port, port + 1))
        assert session(port + 1).account() == "123456789012"


def test_in_a_shell_of_env_local_a_stranger_is_sent_no_key_and_no_spec(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(folder))
    with impostor(lambda _: http_answer(STS)) as (port, heard):
        with pytest.raises(ProviderError) as refused:
            session(port).glue()
        assert f"what listens on port {port} is not this project's local catalog" in str(refused.value)
        (folder / TOKEN_FILE).unlink()
        with pytest.raises(ProviderError, match="not this project's local catalog"):
            session(port, skipRequestingAccountId="true").glue()
    assert heard
    assert nothing_of_ours(heard)
    assert not any(ours.TOKEN.encode() in text for text in heard)


def test_the_port_that_the_project_noted_is_meant_to_be_its_catalog_s(folder: Path) -> None:
    with impostor(lambda _: http_answer(STS)) as (port, heard):
        write(folder, PID_FILE, f'{{"pid": 1, "port": {port}}}')
        with pytest.raises(ProviderError, match="not this project's local catalog"):
            session(port).glue()
    assert heard
    assert nothing_of_ours(heard)


@pytest.mark.parametrize("spoilt", [TOKEN_FILE, PID_FILE])
def test_what_others_wrote_in_the_folder_does_not_help_a_stranger(folder: Path, spoilt: str) -> None:
    with impostor(lambda _: http_answer(STS)) as (port, heard):
        write(folder, PID_FILE, f'{{"pid": 1, "port": {port}}}')
        (folder / spoilt).chmod(0o644)
        if spoilt == TOKEN_FILE:
            with pytest.raises(ProviderError, match="not this project's local catalog"):
                session(port).glue()
            assert nothing_of_ours(heard)
        else:
            session(port).glue()  # no note of ours: as if there were none
            assert heard


def test_our_own_catalog_is_used_without_the_token_being_sent(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(folder))
    with _catalog(None) as port:
        client = session(port).glue()
        assert client.get_databases()["DatabaseList"] == []
    sent: list[Any] = []
    client.meta.events.register_last("before-send", lambda request, **_: sent.append(request))
    with pytest.raises(Exception, match="Could not connect"):
        client.get_databases()
    assert sent
    assert all(TOKEN_HEADER not in request.headers for request in sent)


def test_a_catalog_that_does_not_see_whose_we_are_is_sent_the_token(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(folder))
    with _catalog(lambda _: None) as port:
        assert session(port).glue().get_databases()["DatabaseList"] == []
        monkeypatch.delenv(VARIABLE)
        with pytest.raises(ProviderError, match="answers its owner alone"):
            session(port).account()


@contextmanager
def _catalog(owner_of: Any) -> Iterator[int]:
    more = {"owner_of": owner_of} if owner_of else {}
    url, stop = serve.start_in_thread(token=ours.TOKEN, **more)
    try:
        yield int(url.rsplit(":", 1)[1])
    finally:
        stop()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_that_another_user_holds_is_sent_nothing(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not REAL:
        monkeypatch.setattr(local_catalog, "owners_of_port", lambda _: {OTHER})
    kept: list[socket.socket] = []

    def listen() -> bytes:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        kept.append(socket.create_server((host, 0), family=family))
        return str(kept[0].getsockname()[1]).encode()

    with staying(listen) as answer:
        port = int(answer)
        with pytest.raises(ProviderError) as refused:
            session(port).glue()
        assert f"port {port} of this machine is held by another user ({OTHER})" in str(refused.value)
    for listener in kept:
        listener.close()


def test_other_programs_of_this_user_are_used_as_ever() -> None:
    with impostor(lambda _: http_answer(STS)) as (port, heard):
        assert session(port).account() == "123456789012"
    assert any(b"/us-east-1/sts/aws4_request" in text for text in heard)


def test_a_catalog_that_does_not_run_is_named_by_the_call(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(folder))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ProviderError, match="connect"):
        session(port).account()


@pytest.mark.parametrize(
    ("endpoint", "port"),
    [
        ("http://127.0.0.1:4599", 4599),
        ("http://localhost:4599/", 4599),
        ("http://[::1]:4599", 4599),
        ("http://127.8.8.8:1", 1),
        ("https://localhost", 443),
        ("http://127.0.0.1", 80),
        ("https://glue.us-east-1.amazonaws.com", None),
        ("http://localhost.example.com:4599", None),
        ("http://10.0.0.1:4599", None),
        ("http://127.0.0.1:99999", None),
        ("", None),
    ],
)
def test_which_endpoints_are_of_this_machine(endpoint: str, port: int | None) -> None:
    assert loopback_port(endpoint) == port
