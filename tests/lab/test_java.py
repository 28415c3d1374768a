"""What is said where Java or Maven is missing, by programs that answer as those do."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab import java

SAID = "Spark is left out: it needs Java 17 (Debian, Ubuntu: apt install openjdk-17-jre-headless)"


def program(folder: Path, name: str, text: str) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


def test_no_java_is_said_in_one_line(tmp_path: Path) -> None:
    assert java.missing({"PATH": str(tmp_path)}) == f"{SAID}; there is no java on PATH"


@pytest.mark.parametrize(
    ("version", "said"),
    [("1.8.0_292", "Java 1"), ("11.0.2", "Java 11"), ("25", "Java 25"), ("", "of no known version")],
)
def test_another_java_is_said_by_its_version(tmp_path: Path, version: str, said: str) -> None:
    env = program(tmp_path / "bin", "java", f"echo 'openjdk version \"{version}\"' >&2")
    assert java.missing(env) == f"{SAID}; {tmp_path}/bin/java is {said}"


@pytest.mark.parametrize("version", ["17.0.15", "21.0.1"])
def test_a_java_that_spark_runs_on_is_enough(tmp_path: Path, version: str) -> None:
    env = program(tmp_path / "bin", "java", f"echo 'openjdk version \"{version}\"' >&2")
    assert java.missing(env) == ""
    assert java.missing({"PATH": "", "JAVA_HOME": str(tmp_path)}) == ""


def test_another_file_than_the_known_jar_is_not_taken(tmp_path: Path) -> None:
    jars = tmp_path / "jars"
    env = program(tmp_path / "bin", "mvn", f"echo something > {jars}/{java.JAR}")
    assert java.json_serde(jars, env) is None
    assert (jars / java.JAR).is_file()


def test_without_maven_there_is_no_jar(tmp_path: Path) -> None:
    assert java.json_serde(tmp_path / "jars", {"PATH": str(tmp_path)}) is None
