"""What the engine's errors about a stack's backend and secrets mean, and what people can do. Pure."""

from __future__ import annotations

# What stands in the engine's line, and what is said in its place.
ADVICE = (
    (
        "passphrase must be set with",
        "the stack's secrets are kept by a passphrase: set PULUMI_CONFIG_PASSPHRASE to it, or "
        "PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it; for a key of KMS in its place make the stack "
        "with pulumi stack init NAME --secrets-provider='awskms://alias/KEY?region=REGION'",
    ),
    (
        "incorrect passphrase",
        "PULUMI_CONFIG_PASSPHRASE is not the passphrase that the stack was made with: encryptionsalt in its "
        "file belongs to another one",
    ),
    (
        "PULUMI_ACCESS_TOKEN must be set for login",
        "no backend is logged in to: run pulumi login s3://BUCKET, or set PULUMI_BACKEND_URL to it",
    ),
    (
        "unable to open state directory",
        "the backend's folder is not there: make it, or correct PULUMI_BACKEND_URL or pulumi login",
    ),
    (
        "Invalid region: region was not a valid DNS name",
        "the backend's bucket needs its region: set AWS_REGION, or write it behind the bucket's name, "
        "s3://BUCKET?region=REGION",
    ),
)


def explained(text: str) -> str:
    """The engine's message, each line of it that is known replaced by what to do."""
    return "\n".join(map(_line, text.splitlines()))


def is_known(text: str) -> bool:
    """Whether `explained` says what to do about a message."""
    return explained(text) != "\n".join(text.splitlines())


def _line(text: str) -> str:
    found = next((advice for words, advice in ADVICE if words in text), None)
    if found is None:
        return text
    return f"{text[: text.index('error: ')]}error: {found}" if "error: " in text else found
