"""Known vulnerabilities of what is locked and of the engine that was built: `make audit`.

Asks pip-audit about both locks and govulncheck about the built programs; both ask databases on the network.
Exit status 0: nothing is known against any of it; 1: something is; 2: something could not be looked up, which
is never taken for good news. Not part of `make test`: what is known changes from day to day.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from catalog.checkout.programs import program
from catalog.engine import cache

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
INSTALL = "go install golang.org/x/vuln/cmd/govulncheck@latest"


class Audit(NamedTuple):
    """What is known against something, a line each, and what kept from looking it up, if anything did."""

    known: Sequence[str] = ()
    unknown: str = ""


def of_packages(answer: str, error: str) -> Audit:
    """What pip-audit's JSON says. A package that it could not look up is not a good one."""
    try:
        found: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Audit(unknown=_last(error) or "pip-audit gave no answer")
    known = [
        f"{each['name']} {each['version']}: {one['id']} (fixed in {', '.join(one['fix_versions']) or 'none'})"
        for each in found
        for one in each.get("vulns", ())
    ]
    skipped = [each["name"] for each in found if "skip_reason" in each]
    if skipped or not found:
        return Audit(
            known, f"{len(skipped)} of {len(found)} packages are not in its database as it answers here"
        )
    return Audit(known)


def of_modules(answer: str, error: str, status: int) -> Audit:
    """What govulncheck's stream of JSON objects says: a finding a trace, here one a vulnerability."""
    known = {}
    for each in _objects(answer):
        finding = each.get("finding")
        if finding:
            module = finding["trace"][0]
            fixed = finding.get("fixed_version") or "none"
            known[finding["osv"], module["module"]] = (
                f"{module['module']} {module.get('version', '')}: {finding['osv']} (fixed in {fixed})"
            )
    return Audit(sorted(known.values()), (_last(error) or "govulncheck failed") if status else "")


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects that follow each other."""
    decoder, position = json.JSONDecoder(), 0
    while text[position:].strip():
        position += len(text[position:]) - len(text[position:].lstrip())
        found, position = decoder.raw_decode(text, position)
        yield found


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def audits(root: Path, env: Mapping[str, str]) -> Iterator[tuple[str, Audit]]:
    """Each subject and what came of it."""
    for lock in LOCKS:
        words = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
        done = _ran([sys.executable, "-P", "-m", "pip_audit", *words, "--requirement", str(root / lock)], env)
        yield lock, of_packages(done.stdout, done.stderr)
    engine = cache.find(env)
    govulncheck = program("govulncheck", env)
    if engine is None:
        yield (
            "engine",
            Audit(unknown="none was built here; one that is installed is its maker's to look after"),
        )
    elif govulncheck is None:
        yield "engine", Audit(unknown=f"govulncheck is not on PATH: {INSTALL}")
    else:
        for name in ("bin/pulumi", "libexec/pulumi-language-python"):
            built = Path(engine.folders[0]).parent / name
            done = _ran([govulncheck, "-format", "json", "-mode", "binary", str(built)], env)
            yield built.name, of_modules(done.stdout, done.stderr, done.returncode)


def _ran(words: Sequence[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, env=dict(env), capture_output=True, text=True, check=False)


def main() -> int:
    """Prints a line for each subject, and one for each thing that is known against it."""
    found = []
    for subject, audit in audits(ROOT, os.environ):
        found.append(audit)
        verdict = (
            f"could not be looked up: {audit.unknown}" if audit.unknown else "nothing is known against it"
        )
        if audit.known:
            print("\n".join(f"audit: {subject}: {line}" for line in audit.known), flush=True)
        if audit.unknown or not audit.known:
            print(f"audit: {subject}: {verdict}", flush=True)
    if any(audit.known for audit in found):
        return 1
    return 2 if any(audit.unknown for audit in found) else 0


if __name__ == "__main__":
    sys.exit(main())
