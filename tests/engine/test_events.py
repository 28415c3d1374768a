"""What is read of an event."""

from __future__ import annotations

from catalog.engine.events import read

METADATA = '{"metadata":{"op":"create","urn":"urn:x::sales.a","type":"aws:glue/catalogTable:CatalogTable"'


def test_of_a_resources_event_only_its_head_is_read() -> None:
    found = read('{"sequence":7,"timestamp":1,"resOutputsEvent":' + METADATA + ',"new":{never closed')
    assert found.sequence == 7
    assert found.res_outputs_event is not None
    assert vars(found.res_outputs_event.metadata)["urn"] == "urn:x::sales.a"
    assert read('{"sequence":7,"timestamp":1,"resourcePreEvent":' + METADATA).res_outputs_event is None


def test_any_other_event_is_read_whole_and_an_unknown_one_is_empty() -> None:
    text = '{"sequence":7,"timestamp":1,"diagnosticEvent":{"message":"m","severity":"error"}}'
    found = read(text).diagnostic_event
    assert found is not None
    assert found.message == "m"
    assert read('{"sequence":1,"timestamp":1,"cancelEvent":{}}').cancel_event is not None
    for odd in ("{", '{"sequence":1}', '{"resOutputsEvent":{"metadata":{"op":"new-op"}}}'):
        assert read(odd).res_outputs_event is None


def test_of_what_is_removed_the_state_before_is_read() -> None:
    text = (
        '{"sequence":1,"timestamp":2,"resOutputsEvent":{"metadata":{"op":"delete","urn":"urn:x::d","type":"c",'
        '"provider":"","old":{"type":"c","inputs":{"manage":"context"},"outputs":{"count":3}}}}}'
    )
    old = read(text).res_outputs_event.metadata.old  # type: ignore[union-attr]
    assert (old.inputs, old.outputs) == ({"manage": "context"}, {"count": 3})  # type: ignore[union-attr]
    unlike = read(text.replace('"delete"', '"same"')).res_outputs_event
    assert unlike is not None
    assert unlike.metadata.old is None
