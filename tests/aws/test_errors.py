"""Errors of AWS and of the way to it: who said what, what to do, and nothing secret."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from botocore.parsers import ResponseParserError

from catalog.aws.errors import AwsError, Secrets, aws, entry_error, explain


def refused(code: str, message: str = "no", retries: int = 0) -> ClientError:
    answer: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"RetryAttempts": retries},
    }
    return ClientError(answer, "CreateTable")


def test_says_what_was_tried_what_aws_said_and_what_to_do() -> None:
    said = explain("create table a.b", refused("AccessDeniedException", "User x is not authorized"))
    assert said.startswith("cannot create table a.b: AccessDeniedException: User x is not authorized; ")
    assert "IAM policy" in said


def test_a_refusal_names_the_action_that_was_refused() -> None:
    lake_formation = "Insufficient Lake Formation permission(s): Required Alter on a"
    assert "may not call CreateTable: check" in explain("x", refused("AccessDeniedException", lake_formation))
    named = "User x is not authorized to perform: glue:CreateTable"
    assert "may not do this: check" in explain("x", refused("AccessDeniedException", named))


def test_an_unknown_code_is_told_as_it_is() -> None:
    assert (
        explain("do it", refused("InvalidInputException", "bad"))
        == "cannot do it: InvalidInputException: bad"
    )


@pytest.mark.parametrize(
    ("operation", "text", "advice"),
    [
        ("CreateTable", "Number of tables limit exceeded", "the quota of tables"),
        ("CreateTable", "limit exceeded", "the quota of tables"),
        ("UpdateTable", "Number of table versions exceeded", "batch-delete-table-version"),
        ("CreateDatabase", "no more", "quota of databases"),
        ("CreatePartition", "no more", "quota of partitions"),
        ("CreatePartitionIndex", "Partition index limit exceeded. Maximum: 3", ""),
        ("CreatePartitionIndex", "limit exceeded", ""),
        ("CreatePartitionIndex", "Only 1 index can be created or deleted simultaneously per table.", ""),
        ("DeleteTable", "concurrent operations on the table", ""),
        ("TagResource", "too many tags", ""),
    ],
)
def test_a_limit_is_told_as_the_one_that_was_reached(operation: str, text: str, advice: str) -> None:
    answer: Any = {"Error": {"Code": "ResourceNumberLimitExceededException", "Message": text}}
    said = explain("do it", ClientError(answer, operation))
    assert said.startswith(f"cannot do it: ResourceNumberLimitExceededException: {text}")
    assert advice in said
    assert ("Service Quotas" in said) == bool(advice)


def test_the_limit_of_a_batchs_entry_is_told_by_its_text() -> None:
    detail = {"ErrorCode": "ResourceNumberLimitExceededException", "ErrorMessage": "partitions per table"}
    assert "the quota of partitions" in str(entry_error("create partition a of b.index", detail))


@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "InvalidSignatureException"])
def test_a_signature_error_does_not_quote_the_signed_request(code: str) -> None:
    said = explain("do it", refused(code, "The canonical request was x-amz-security-token:FwoGZXIvYXdzE"))
    assert "FwoGZXIvYXdzE" not in said
    assert code in said


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (NoCredentialsError(), "there are no AWS credentials"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), "check aws:region, aws:endpoints"),
    ],
)
def test_an_error_of_the_way_to_aws_has_advice(error: Exception, advice: str) -> None:
    assert advice in explain("do it", error)


def test_an_answer_that_is_not_of_aws_is_told_in_one_line() -> None:
    with pytest.raises(AwsError) as caught, aws("do it"):
        raise ResponseParserError("Unable to parse response:\nb'<html>sign in</html>'")
    assert str(caught.value) == (
        "cannot do it: ResponseParserError: Unable to parse response:; "
        "what answered is no AWS: check aws:endpoints, and proxies on the way"
    )


def test_the_block_keeps_code_and_retries() -> None:
    with pytest.raises(AwsError) as caught, aws("do it"):
        raise refused("AlreadyExistsException", retries=2)
    assert (caught.value.code, caught.value.retried) == ("AlreadyExistsException", True)


def test_the_block_ends_at_an_ignored_code_and_at_no_other() -> None:
    with aws("do it", ignoring="EntityNotFoundException"):
        raise refused("EntityNotFoundException")
    with pytest.raises(AwsError), aws("do it", ignoring="EntityNotFoundException"):
        raise refused("OtherException")


def test_an_error_of_another_kind_passes_through() -> None:
    with pytest.raises(KeyError), aws("do it"):
        raise KeyError("x")


def test_short_values_are_no_secrets() -> None:
    assert Secrets("", "a").blot("banana") == "banana"
