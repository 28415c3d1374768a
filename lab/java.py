"""What Spark needs that Python's packages do not bring: Java 17, and for JSON tables a jar of Hive's."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from catalog.checkout.programs import program

OLDEST, NEWEST = 17, 21  # https://spark.apache.org/docs/latest/ : what Spark 3.5 and 4.0 both run on
ARTIFACT = "org.apache.hive.hcatalog:hive-hcatalog-core:2.3.9"
JAR = "hive-hcatalog-core-2.3.9.jar"
SHA256 = "24fa64f383a5e383de368a43e616c001d3145349c434d31e29b08c4d6eb4824a"
_VERSION = re.compile(r'version "(\d+)')


def missing(env: Mapping[str, str]) -> str:
    """Why Spark can't be run here; empty where it can."""
    java = f"{env['JAVA_HOME']}/bin/java" if env.get("JAVA_HOME") else program("java", env)
    said = "Spark is left out: it needs Java 17 (Debian, Ubuntu: apt install openjdk-17-jre-headless)"
    if not java:
        return f"{said}; there is no java on PATH"
    try:
        run = subprocess.run([java, "-version"], capture_output=True, check=False, text=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as problem:
        return f"{said}; {java} does not run: {problem}"
    found = _VERSION.search(run.stderr)
    if found is None or not OLDEST <= int(found[1]) <= NEWEST:
        return f"{said}; {java} is {'Java ' + found[1] if found else 'of no known version'}"
    return ""


def json_serde(folder: Path, env: Mapping[str, str]) -> Path | None:
    """Hive's JSON SerDe, by Maven; None where it can't be had, or is another file than the one known."""
    jar = folder / JAR
    maven = program("mvn", env)
    if not jar.is_file() and maven:
        words = [
            maven,
            "-q",
            "-B",
            "dependency:copy",
            f"-Dartifact={ARTIFACT}",
            f"-DoutputDirectory={folder}",
        ]
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(words, cwd=folder, capture_output=True, check=False, timeout=300)
    known = jar.is_file() and hashlib.sha256(jar.read_bytes()).hexdigest() == SHA256
    return jar if known else None
