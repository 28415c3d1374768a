"""What a soak records."""

from __future__ import annotations

from datetime import date

from bench.soak import record, results

XML = """<testsuites><testsuite>
<testcase classname="tests.e2e.test_soak" name="test_kills[1]" time="2.5"/>
<testcase classname="tests.e2e.test_soak" name="test_kills[2]" time="1.5"><failure>boom</failure></testcase>
<testcase classname="tests.properties.test_laws" name="test_law" time="9.0"/>
</testsuite></testsuites>"""


def test_cases_of_a_test_are_one_row_and_the_slowest_test_comes_first() -> None:
    rows = [(row.name, row.cases, row.failed, row.seconds) for row in results(XML)]
    assert rows == [("properties.test_laws.test_law", 1, 0, 9.0), ("e2e.test_soak.test_kills", 2, 1, 4.0)]


def test_the_record_says_when_how_much_and_what_failed() -> None:
    text = record(list(results(XML)), "2 rounds", date(2026, 1, 31))
    assert "on 2026-01-31" in text
    assert "1 of 3 cases failed in 13 s" in text
    assert "Sizes: 2 rounds." in text
    assert "| e2e.test_soak.test_kills | 2 | 1 | 4.0 |" in text
