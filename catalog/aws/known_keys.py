"""The keys of pulumi-aws's provider configuration, and what this plugin makes of each.

The table is that of pulumi-aws 7 (`pulumi_aws/config/vars.py`): a key that is not in it is a mistake, most
likely of spelling, and a guard that is misspelt guards nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.glue.names import nearest

READ = frozenset(
    {
        *("region", "profile", "accessKey", "secretKey", "token", "assumeRoles", "endpoints", "maxRetries"),
        *("retryMode", "allowedAccountIds", "forbiddenAccountIds", "defaultTags", "ignoreTags"),
        *("skipRequestingAccountId", "skipMetadataApiCheck", "stsRegion", "sharedConfigFiles"),
        *("sharedCredentialsFiles", "customCaBundle", "insecure", "httpProxy", "httpsProxy"),
        *("useFipsEndpoint", "useDualstackEndpoint", "userAgents"),
    }
)
# They change nothing about who calls whom here.
PASSED_OVER = frozenset(
    {
        *("skipCredentialsValidation", "skipRegionValidation", "tokenBucketRateLimiterCapacity"),
        *("s3UsePathStyle", "s3UsEast1RegionalEndpoint", "tagPolicyCompliance"),
    }
)
# They would change who calls or how, were they read: to pass over them is no choice.
NOT_READ = {
    "assumeRole": "is the old key: write aws:assumeRoles, a list of roles",
    "assumeRoleWithWebIdentity": "is not read here: set AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE",
    "noProxy": "is not read here: set HTTPS_PROXY and NO_PROXY in place of aws:httpsProxy and aws:noProxy",
    "ec2MetadataServiceEndpoint": "is not read here: set AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "ec2MetadataServiceEndpointMode": "is not read here: set AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
}
ENGINES_OWN = frozenset({"version", "pluginDownloadURL", "pluginChecksums"})  # and all that begins with __
KNOWN = READ | PASSED_OVER | frozenset(NOT_READ)

# Values that no log, state or message may show in clear. An external ID makes its whole list one.
CREDENTIALS = ("accessKey", "secretKey", "token")
ACCOUNTS = ("allowedAccountIds", "forbiddenAccountIds")  # the guard's lists
PROXIES = ("httpProxy", "httpsProxy")


def refusal(key: str, value: Any) -> str:
    """What is wrong with a key being there at all; '' if nothing is."""
    if key in NOT_READ:
        return f"aws:{key} {NOT_READ[key]}" if value else ""
    if key in KNOWN or key in ENGINES_OWN or key.startswith("__"):
        return ""
    hint = nearest(key, sorted(KNOWN))
    return f"aws:{key} is no key of the aws plugin{hint}. Write a key that it knows, or remove it"


def is_secret(key: str, value: Any) -> bool:
    """Whether the value of a key is, or holds, something to be kept secret."""
    if key in CREDENTIALS:
        return bool(value)
    if key in PROXIES:
        return "@" in str(value)
    return key in ("assumeRoles", "assumeRole", "assumeRoleWithWebIdentity") and _holds_secret(value)


def _holds_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(k in ("externalId", "webIdentityToken") or _holds_secret(v) for k, v in value.items())
    if isinstance(value, list):
        return any(map(_holds_secret, value))
    return isinstance(value, str) and ("externalId" in value or "webIdentityToken" in value)  # JSON text
