"""AWS's and botocore's errors as messages for people: what was tried, what AWS said, what to do.

A message never holds a secret: signature errors quote the signed request with its token, so of those
only the code is kept, and known secret values are blotted out wherever they appear.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from urllib.parse import quote, quote_plus

from catalog.language.visible import line

NOT_FOUND = "EntityNotFoundException"
EXISTS = "AlreadyExistsException"
LIMIT = "ResourceNumberLimitExceededException"
NOT_ALLOWED = "AccessDeniedException"

# by AWS's error code: what a person can do about it
ADVICE = {
    NOT_ALLOWED: "the credentials in use may not do this: check their IAM policy and, if the account "
    "uses Lake Formation, its grants",
    "ExpiredTokenException": "the credentials have expired: sign in again (aws sso login, or a new token)",
    "ExpiredToken": "the credentials have expired: sign in again (aws sso login, or a new token)",
    "UnrecognizedClientException": "AWS does not know these credentials: check aws:accessKey, aws:token, "
    "aws:profile or the environment",
    "InvalidClientTokenId": "AWS does not know these credentials: check aws:accessKey, aws:token, "
    "aws:profile or the environment",
    "InvalidSignatureException": "the secret key does not fit the access key, or the clock is wrong",
    "SignatureDoesNotMatch": "the secret key does not fit the access key, or the clock is wrong",
    "ThrottlingException": "AWS is throttling: run again later, or with fewer at once (up --parallel 4)",
    NOT_FOUND: "what it belongs to is gone from Glue: pulumi up --refresh makes it anew",
    "GlueEncryptionException": "the catalog's KMS key could not be used: check kms:Decrypt",
}
# Glue has one code for quotas that can be raised, for limits that can't and for what is under way already: by
# the first word that its text holds, else the request's name (AWS Glue endpoints and quotas)
LIMIT_ADVICE = (
    ("simultaneously", ""),  # it takes one at a time
    ("index", ""),  # three a table, for everybody
    ("concurrent", ""),
    (
        "version",
        "Glue keeps no more versions of a table: delete old ones (aws glue batch-delete-table-version), or "
        "have the quota raised: Service Quotas, AWS Glue",
    ),
    (
        "partition",
        "the quota of partitions, of the table or of the account, is reached: Service Quotas, AWS Glue",
    ),
    ("table", "the quota of tables, of the database or of the account, is reached: Service Quotas, AWS Glue"),
    ("database", "the account's quota of databases is reached: Service Quotas, AWS Glue"),
)
# by botocore's exception class: it met no answer of AWS at all
ADVICE_BY_CLASS = {
    "NoCredentialsError": "there are no AWS credentials: set aws:profile or AWS_PROFILE",
    "PartialCredentialsError": "the AWS credentials are incomplete",
    "ProfileNotFound": "check aws:profile and AWS_PROFILE",
    "ResponseParserError": "what answered is no AWS: check aws:endpoints, and proxies on the way",
    "EndpointConnectionError": "check aws:region, aws:endpoints and the network",
    "ConnectTimeoutError": "check the network, aws:region and aws:endpoints",
    "TokenRetrievalError": "sign in again: aws sso login",
    "SSOTokenLoadError": "sign in again: aws sso login",
    "UnauthorizedSSOTokenError": "sign in again: aws sso login",
}
QUOTING_CODES = frozenset(
    {"SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignatureException"}
)
_SHORTEST_SECRET = 4  # blotting out shorter texts would only garble the message
_LONG_SECRET = 8
_KEY_ID = re.compile(r"\b(A[KS]IA[A-Z0-9]{4})[A-Z0-9]{8,}\b")


class ProviderError(Exception):
    """Anything that ends a request with a message for people."""


class ConfigError(ProviderError):
    """A configuration value that can't be used; the message names the key, as does `key`."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(line(message))  # keys and values in it are the stack file's
        self.key = key


class TrustError(ConfigError):
    """A value that leads where the stack's file alone may not send anybody."""


class AwsError(ProviderError):
    """AWS or the way to it refused: AWS's error `code` or '', and if the request had been repeated."""

    def __init__(self, message: str, *, code: str = "", retried: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retried = retried


class Secrets:
    """Secret values, to be blotted out of every message; a short one only where it stands by itself."""

    def __init__(self, *values: str) -> None:
        long = {v for v in values if len(v) >= _SHORTEST_SECRET}
        spelt = sorted({form for v in long for form in _spellings(v)}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_pattern, spelt))) if spelt else None

    def blot(self, text: str) -> str:
        """`text` without any of the secrets."""
        if self._pattern is not None:
            text = self._pattern.sub("[secret]", text)
        return _KEY_ID.sub(r"\1...", text)

    def stand_in(self, text: str) -> bool:
        """Whether one of them is in `text`."""
        return self._pattern is not None and self._pattern.search(text) is not None


def _pattern(text: str) -> str:
    """As a word where it is short: a key such as `test` stands in many words that are none."""
    return re.escape(text) if len(text) >= _LONG_SECRET else rf"(?<!\w){re.escape(text)}(?!\w)"


def _spellings(value: str) -> Iterator[str]:
    """A text as it may appear in messages: as it is, in URLs, in JSON and Python, in XML."""
    yield value
    yield quote(value, safe="")
    yield quote(value)
    yield quote_plus(value)
    yield json.dumps(value)[1:-1]
    yield repr(value)[1:-1]
    yield escape(value)


def explain(doing: str, error: BaseException) -> str:
    """`cannot <doing>: <what AWS said>; <what to do>`."""
    code, answer_text, _ = _answer(error)
    if code:
        return _refused(doing, code, answer_text, str(getattr(error, "operation_name", "")))
    known = (ADVICE_BY_CLASS[c.__name__] for c in type(error).__mro__ if c.__name__ in ADVICE_BY_CLASS)
    answer_text = str(error).partition("\n")[0]  # what could not be parsed is quoted below, whole
    return _sentence(doing, f"{type(error).__name__}: {answer_text}", next(known, ""))


def entry_error(doing: str, detail: Mapping[str, str]) -> AwsError:
    """The error of one entry of a batch call: `detail` is Glue's ErrorDetail."""
    code = detail.get("ErrorCode", "")
    return AwsError(_refused(doing, code or "no reason given", detail.get("ErrorMessage", "")), code=code)


def _refused(doing: str, code: str, answer_text: str, operation: str = "") -> str:
    shown = code if code in QUOTING_CODES or not answer_text else f"{code}: {answer_text}"
    advice = _limit_advice(answer_text, operation) if code == LIMIT else ADVICE.get(code, "")
    if code == NOT_ALLOWED and operation and operation not in answer_text:
        advice = advice.replace("do this", f"call {operation}", 1)  # Lake Formation's text names no action
    return _sentence(doing, shown, advice)


def _limit_advice(answer_text: str, operation: str) -> str:
    """What to do about the limit that Glue's text names, or else the operation; '' where it is no quota."""
    for text in (answer_text.lower(), operation.lower()):
        for word, advice in LIMIT_ADVICE:
            if word in text:
                return advice
    return ""


def _answer(error: BaseException) -> tuple[str, str, bool]:
    """AWS's error code, its text, and if the request had been repeated; no code for an error of our side."""
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return "", "", False
    details = response.get("Error", {})
    repeated = response.get("ResponseMetadata", {}).get("RetryAttempts", 0) > 0
    return str(details.get("Code", "")), str(details.get("Message", "")), repeated


def _sentence(doing: str, answer_text: str, advice: str) -> str:
    return f"cannot {line(doing)}: {line(answer_text)}" + (f"; {advice}" if advice else "")


@contextmanager
def aws(doing: str, ignoring: str = "") -> Iterator[None]:
    """Turns a call's errors into an AwsError that says what was being done; AWS's code `ignoring` is none."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        yield
    except (ClientError, BotoCoreError, ResponseParserError) as error:
        code, _, retried = _answer(error)
        if not ignoring or code != ignoring:
            raise AwsError(explain(doing, error), code=code, retried=retried) from error
