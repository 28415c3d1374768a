"""Which server a URL names, and that nothing else is taken for this machine or for AWS."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from catalog.aws.endpoints import AWS_SUFFIXES, EndpointError, World, is_local, is_loopback, parse

HERE = [
    ("http://127.0.0.1:4599", "http://127.0.0.1:4599"),
    ("http://127.0.0.1", "http://127.0.0.1"),
    ("HTTP://LocalHost:4599/", "http://localhost:4599"),
    ("https://[::1]:4599/base", "https://[::1]:4599"),
    ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
]


@pytest.mark.parametrize(("url", "origin"), HERE)
def test_this_machine_is_known_by_its_plain_names(url: str, origin: str) -> None:
    assert is_loopback(url)
    assert parse(url).origin == origin
    assert parse(url).world("glue") is World.LOCAL


# Each is read as this machine by one parser or another, or by people.
DISGUISED = [
    r"http://127.0.0.1:4599\@evil.example",
    r"http://evil.example\@127.0.0.1:4599",
    "http://127.0.0.1:4599@evil.example",
    "http://localhost@evil.example/",
    "http://evil.example#@127.0.0.1/",
    "http://evil.example?@127.0.0.1/",
    "http://127.1",
    "http://127.0.1",
    "http://2130706433",
    "http://0x7f000001",
    "http://0x7f.1",
    "http://0177.0.0.1",
    "http://127.0.0.01",
    "http://localhost.",
    "http://127.0.0.1.",
    "http://127.0.0.1 ",
    " http://127.0.0.1",
    "http://127.0.0.1\t.evil.example",
    "http://127.0.0.1\n",
    "http://local\nhost",
    "http://%31%32%37.0.0.1",
    "http://127.0.0.1%2eevil.example",
    "http://127。0。0。1",
    "http://ⓛocalhost",
    "http://ｌocalhost",
    "http://localhoſt",
    "http://[::1%25lo]",
    "http://[::1]evil.example",
    "http://[127.0.0.1]",
    "http://[::g]",
    "http://127.0.0.1:0",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:+80",
    "http://127.0.0.1:٤",
    "http:127.0.0.1",
    "http:/127.0.0.1",
    "http:///127.0.0.1",
    "//127.0.0.1",
    "127.0.0.1:4599",
    "file://127.0.0.1/etc/passwd",
    "http+unix://127.0.0.1",
    "",
]


@pytest.mark.parametrize("url", DISGUISED)
def test_a_url_that_parsers_read_in_several_ways_is_refused_and_not_quoted(url: str) -> None:
    assert not is_loopback(url)
    with pytest.raises(
        EndpointError, match=r"expected a URL such as|not written as four|in brackets"
    ) as caught:
        parse(url)
    assert "evil" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.2",
        "http://0.0.0.0:4599",
        "http://[::ffff:127.0.0.1]",
        "http://[::]",
        "http://xn--lcalhost-54a.example",
    ],
)
def test_another_host_is_elsewhere(url: str) -> None:
    assert not is_loopback(url)
    assert parse(url).world("glue") is World.ELSEWHERE


@pytest.mark.parametrize(
    ("service", "url"),
    [
        ("glue", "https://glue.ap-southeast-5.amazonaws.com"),
        ("glue", "https://glue-fips.us-gov-west-1.amazonaws.com:443/"),
        ("glue", "https://glue.cn-north-1.amazonaws.com.cn"),
        ("glue", "https://glue.eu-west-1.api.aws"),
        ("glue", "https://vpce-0a1b-2c3d-eu-west-1a.glue.eu-west-1.vpce.amazonaws.com"),
        ("sts", "https://sts.amazonaws.com"),
        ("sts", "https://sts.eu-central-1.amazonaws.com"),
        ("sts", "https://STS.us-isob-east-1.SC2S.sgov.gov"),
    ],
)
def test_the_services_own_names_are_aws(service: str, url: str) -> None:
    assert parse(url).world(service) is World.AWS


@pytest.mark.parametrize(
    "url",
    [
        "http://glue.us-east-1.amazonaws.com",  # in clear
        "https://glue.us-east-1.amazonaws.com:8443",
        "https://sts.us-east-1.amazonaws.com",  # of another service
        "https://ec2-1-2-3-4.compute-1.amazonaws.com",
        "https://glue.s3.amazonaws.com",
        "https://glue.us-east-1.s3.amazonaws.com",
        "https://evil.glue.us-east-1.amazonaws.com",
        "https://glue.us-east-1.elb.amazonaws.com",
        "https://vpce-0a.vpce-svc-0b.us-east-1.vpce.amazonaws.com",
        "https://glue.us-east-1.amazonaws.com.evil.example",
        "https://glueamazonaws.com",
        "https://glue.execute-api.us-east-1.amazonaws.com",
    ],
)
def test_what_customers_may_own_at_aws_is_elsewhere(url: str) -> None:
    assert parse(url).world("glue") is World.ELSEWHERE


def test_the_names_of_aws_are_those_that_botocore_has() -> None:
    spec = find_spec("botocore")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    text = Path(spec.submodule_search_locations[0], "data", "partitions.json").read_text("utf-8")
    outputs = [partition["outputs"] for partition in json.loads(text)["partitions"]]
    theirs = {o[name] for o in outputs for name in ("dnsSuffix", "dualStackDnsSuffix")}
    assert theirs == {*AWS_SUFFIXES}


def test_a_stack_is_local_if_both_are_on_this_machine() -> None:
    url, other = "http://127.0.0.1:1", "https://glue.eu-west-1.amazonaws.com"
    assert is_local({"glue": url, "sts": url, "s3": "https://example.com"})
    assert not any(map(is_local, ({}, {"glue": url}, {"sts": url}, {"glue": other, "sts": url})))


PIECES = st.sampled_from(
    [*"ahltcos.:/@\\#?%[]-_ \t\n0127", "127.0.0.1", "localhost", "::1", "evil.example", "http://", "https://"]
)


@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from(["", "http://", "https://"]))
def test_what_is_taken_is_read_alike_by_the_clients_parsers(text: str, scheme: str) -> None:
    url = scheme + text
    try:
        found = parse(url)
    except EndpointError:
        return
    theirs = parse_url(url)
    ours = (found.scheme, found.host)
    assert (urlsplit(url).scheme, urlsplit(url).hostname) in (ours, (found.scheme, theirs.host or ""))
    assert theirs.scheme == found.scheme
    assert (theirs.host or "").strip("[]") == urlsplit(url).hostname
    assert (theirs.port or (443 if found.scheme == "https" else 80)) == found.port
    assert found.loopback <= (
        urlsplit(url).hostname in ("localhost", "127.0.0.1") or "::1" in url or ":1]" in url
    )
