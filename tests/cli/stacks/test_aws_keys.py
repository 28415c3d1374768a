"""The `aws:` keys of stack files in `catalog check`: each mistake with its file, line, code and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from catalog.cli.stacks.aws_keys import check_aws_keys, values_of
from catalog.language.findings import Severity
from tests.support.specs import write_project

HERE = "http://127.0.0.1:4599"
LOCAL = f"  aws:endpoints: [{{glue: '{HERE}', sts: '{HERE}'}}]\n"
GUARD = '  aws:allowedAccountIds: ["123456789012"]\n'
SECRETS = (
    "  aws:accessKey: AKIAIOSFODNN7EXAMPLE\n  aws:secretKey: wJalrXUtnFEMI\n  aws:token: FwoGZXIvYXdzE\n"
)


def found(root: Path, text: str, project: str = "") -> list[tuple[str, int, str]]:
    """Code, line and message of each finding about a stack file with this text below `config:`."""
    (root / "Pulumi.yaml").write_text(f"name: shop\nruntime: python\n{project}")
    (root / "Pulumi.dev.yaml").write_text(f"config:\n{text}")
    findings = check_aws_keys(root, "dev")
    assert all(f.file.endswith(".yaml") and (f.remedy or f.code == "STACK004") for f in findings)
    return [(f.code, f.line, f.message) for f in findings]


def codes(root: Path, text: str, project: str = "") -> list[tuple[str, int]]:
    return [(code, line) for code, line, _ in found(root, text, project)]


@pytest.mark.parametrize("text", [GUARD, LOCAL + SECRETS, GUARD + LOCAL])
def test_a_guarded_stack_and_a_local_one_are_fine(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, f"  aws:region: eu-west-1\n{text}") == []


def test_the_shipped_stacks_are_fine_but_for_their_placeholders() -> None:
    root = Path(__file__).parents[3]
    found = {stack: check_aws_keys(root, stack) for stack in ("dev", "local", "prod")}
    codes = {stack: [(f.code, f.severity) for f in some] for stack, some in found.items()}
    assert codes == {
        "dev": [("STACK009", Severity.WARNING)],
        "local": [],
        "prod": [("STACK009", Severity.WARNING)],
    }
    assert found["dev"][0].message == "stack dev holds placeholders of an example in lines 8, 10, 11 and 15"


@pytest.mark.parametrize("text", ["  aws:region: eu-west-1\n", "  catalog:environment: dev\n"])
def test_a_stack_without_a_guard_is_an_error(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == [
        ("STACK005", 1, "stack dev is not on this machine, and may change any account")
    ]


def test_forbidding_some_accounts_is_not_naming_the_own_one(tmp_path: Path) -> None:
    text = f"  aws:region: eu-west-1\n{GUARD.replace('allowed', 'forbidden')}"
    (code, line, message) = found(tmp_path, text)[0]
    assert (code, line) == ("STACK005", 3)
    assert "forbids some accounts and lets all others through" in message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("[]", "is an empty list"),
        ("", "not null"),
        ('""', "not the text ''"),
        ("123456789012", "not 123456789012"),
        ("111111111111,222222222222", "not the text '111111111111,222222222222'"),
        ("[prod]", "'prod' is no account ID of 12 digits"),
        ("[012345670123]", "an account ID that begins with 0 is a number to YAML without quotes"),
        ("[000000000001]", "an account ID that begins with 0 is a number to YAML without quotes"),
        ("[12345678901]", "put account IDs in quotes"),
        ("[[123456789012]]", "is no account ID of 12 digits"),
        ("[{a: 1}]", "is no account ID of 12 digits"),
        ("{secure: v1:abc}", "is encrypted: nobody who reviews the stack sees what it says"),
    ],
)
def test_a_guard_that_says_nothing_for_certain_is_an_error(tmp_path: Path, value: str, message: str) -> None:
    (problem,) = found(tmp_path, f"  aws:region: x\n  aws:allowedAccountIds: {value}\n")
    assert problem[:2] == ("STACK004", 3)
    assert message in problem[2] or message in check_aws_keys(tmp_path, "dev")[0].remedy


def test_quoted_ids_with_leading_zeros_are_fine(tmp_path: Path) -> None:
    assert found(tmp_path, "  aws:allowedAccountIds: ['012345670123', \"000000000001\"]\n") == []


def test_a_misspelt_key_is_named_with_the_nearest_and_hides_no_other_error(tmp_path: Path) -> None:
    text = '  aws:allowedAccountsIds: ["123456789012"]\n  aws:insecure: perhaps\n  aws:maxRetries: often\n'
    problems = found(tmp_path, text)
    expected = {("STACK004", 2), ("STACK004", 3), ("STACK004", 4), ("STACK005", 1)}
    assert ({p[:2] for p in problems}, len(problems)) == (expected, 4)
    assert "did you mean 'allowedAccountIds'?" in problems[0][2]


def test_secrets_in_clear_are_errors_and_not_quoted(tmp_path: Path) -> None:
    findings = []
    assert codes(tmp_path, GUARD + SECRETS) == [("STACK008", 3), ("STACK006", 4), ("STACK006", 5)]
    findings = check_aws_keys(tmp_path, "dev")
    assert [f.severity for f in findings] == [Severity.WARNING, Severity.ERROR, Severity.ERROR]
    text = "".join(f.render() for f in findings)
    assert not any(secret in text for secret in ("AKIA", "wJalr", "FwoG"))
    assert "pulumi config set --secret aws:secretKey" in findings[1].remedy


def test_encrypted_secrets_are_fine(tmp_path: Path) -> None:
    text = "".join(f"  aws:{k}: {{secure: v1:x}}\n" for k in ("accessKey", "secretKey", "token"))
    role = "  aws:assumeRoles: [{roleArn: 'arn:aws:iam::1:role/x', externalId: {secure: v1:x}}]\n"
    assert found(tmp_path, GUARD + text + role) == []


def test_a_password_of_a_proxy_is_a_secret(tmp_path: Path) -> None:
    text = f"{GUARD}  aws:httpProxy: http://me:hush@127.0.0.1:8\n"
    assert codes(tmp_path, text) == [("STACK006", 3)]


NOT_LOCAL = [
    r"http://127.0.0.1:4599\@evil.example",
    "http://localhost@evil.example",
    "http://localhost.evil.example",
    "http://127.1",
    "http://2130706433",
    "http://LOCALHOST.:4599",
    "http://local%68ost",
    "http://evil.example",
]


@pytest.mark.parametrize("url", NOT_LOCAL)
@pytest.mark.parametrize("service", ["glue", "sts"])
def test_an_address_that_only_looks_local_makes_no_local_stack(
    tmp_path: Path, url: str, service: str
) -> None:
    endpoints = {"glue": HERE, "sts": HERE, service: url}
    text = f"  aws:endpoints: [{{glue: '{endpoints['glue']}', sts: '{endpoints['sts']}'}}]\n{SECRETS}"
    problems = codes(tmp_path, text)
    assert problems[0] in (("STACK004", 2), ("STACK007", 2))
    assert [code for code, _ in problems[1:]] == ["STACK005", "STACK008", "STACK006", "STACK006"]


STRANGE = [
    (
        "aws:endpoints",
        "[{glue: 'https://evil.example', sts: 'https://evil.example'}]",
        "https://evil.example",
    ),
    ("aws:httpsProxy", "http://evil.example:8080", "http://evil.example:8080"),
    ("aws:customCaBundle", "./ca.pem", "./ca.pem"),
    ("aws:sharedConfigFiles", "[./config]", "./config"),
    ("aws:sharedConfigFiles", "[~/.aws/../repo/config]", "~/.aws/../repo/config"),
    ("aws:sharedCredentialsFiles", "[/proc/self/environ]", "/proc/self/environ"),
]


@pytest.mark.parametrize(("key", "value", "word"), STRANGE)
def test_what_leads_to_strangers_needs_the_word_of_who_runs_it(
    tmp_path: Path, key: str, value: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CATALOG_AWS_TRUST", raising=False)
    assert codes(tmp_path, f"{GUARD}  {key}: {value}\n") == [("STACK007", 3)]
    assert f"CATALOG_AWS_TRUST={word}" in check_aws_keys(tmp_path, "dev")[0].remedy
    monkeypatch.setenv("CATALOG_AWS_TRUST", f"https://other.example , {word}")
    assert codes(tmp_path, f"{GUARD}  {key}: {value}\n") == []


@pytest.mark.parametrize("value", ["[~/.aws/other]", "['/etc/aws/config']"])
def test_the_users_own_files_need_no_word(tmp_path: Path, value: str) -> None:
    assert codes(tmp_path, f"{GUARD}  aws:sharedConfigFiles: {value}\n") == []


def test_a_file_that_the_environment_names_needs_no_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/opt/ca.pem")
    assert codes(tmp_path, f"{GUARD}  aws:customCaBundle: /opt/ca.pem\n") == []


def test_tls_that_nobody_verifies_and_a_guard_exclude_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOG_AWS_TRUST", "insecure")
    problems = found(tmp_path, f"{GUARD}  aws:insecure: true\n")
    assert problems[0][:2] == ("STACK004", 3)
    assert "leaves open who answers" in problems[0][2]
    assert codes(tmp_path, f"{LOCAL}  aws:insecure: true\n") == []
    assert codes(tmp_path, "  aws:insecure: true\n") == [("STACK005", 1)]
    monkeypatch.delenv("CATALOG_AWS_TRUST")
    assert codes(tmp_path, "  aws:insecure: true\n") == [("STACK007", 2), ("STACK005", 1)]


@pytest.mark.parametrize("endpoints", ["glue: 'http://127.0.0.1:1'", "sts: 'http://127.0.0.1:1'"])
def test_one_endpoint_without_the_other_is_an_error(tmp_path: Path, endpoints: str) -> None:
    problems = found(tmp_path, f"{GUARD}  aws:endpoints: [{{{endpoints}}}]\n")
    assert problems[0][:2] == ("STACK004", 3)
    assert "glue" in problems[0][2]
    assert "sts" in problems[0][2]


def test_variables_and_servers_beside_config_are_errors(tmp_path: Path) -> None:
    text = (
        f"{GUARD}environment:\n  values:\n    environmentVariables: {{CATALOG_AWS_TRUST: x}}\n"
        "secretsprovider: awskms://alias/x?region=eu-west-1&endpoint=https://evil.example\n"
    )
    assert codes(tmp_path, text) == [("STACK007", 3), ("STACK007", 6)]
    fine = f"{GUARD}environment: [team/dev]\nsecretsprovider: awskms://alias/x?region=eu-west-1\n"
    assert codes(tmp_path, fine) == []


def test_what_pulumi_yaml_says_for_all_stacks_counts(tmp_path: Path) -> None:
    project = 'config:\n  aws:allowedAccountIds: {value: ["123456789012"]}\n  aws:region: eu-west-1\n'
    assert found(tmp_path, "  catalog:environment: dev\n", project) == []
    assert values_of(tmp_path, "dev") == {"allowedAccountIds": ["123456789012"], "region": "eu-west-1"}
    assert (
        found(tmp_path, "  catalog:environment: dev\n", "config:\n  aws:secretKey: x\n")[0][0] == "STACK004"
    )


def test_check_says_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path)
    text = "config:\n  aws:regoin: eu-west-1\n  catalog:variables: {lake: a-lake}\n"
    (tmp_path / "Pulumi.prod.yaml").write_text(text)
    assert main(["check"]) == 1
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "Pulumi.prod.yaml:2: STACK004 error: aws:regoin is no key of the aws plugin "
        "(did you mean 'region'?). Write a key that it knows, or remove it.",
        "Pulumi.prod.yaml:1: STACK005 error: stack prod is not on this machine, and may change any account. "
        'Name the account that it is for below config: aws:allowedAccountIds: ["123456789012"].',
    ]
    assert printed.out == "checked for stacks dev, prod: 2 errors\n"
