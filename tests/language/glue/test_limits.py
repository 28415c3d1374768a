"""The limits are those of the Glue API."""

import pytest
from botocore.loaders import Loader

from catalog.language.glue import limits
from catalog.language.glue import parameters as glue_parameters

SHAPES = Loader().load_service_model("glue", "service-2")["shapes"]
NAMED = {
    "NAME_LIMIT": "NameString",
    "COMMENT_LIMIT": "CommentString",
    "DESCRIPTION_LIMIT": "DescriptionString",
    "TYPE_LIMIT": "ColumnTypeString",
    "LOCATION_LIMIT": "LocationString",
    "VIEW_LIMIT": "ViewTextString",
    "PARAMETER_KEY_LIMIT": "KeyString",
    "PARAMETER_VALUE_LIMIT": "ParametersMapValue",
    "PARTITION_VALUE_LIMIT": "ValueString",
}


@pytest.mark.parametrize(("limit", "shape"), NAMED.items())
def test_a_limit_is_that_of_its_shape_in_the_api_model(limit: str, shape: str) -> None:
    assert getattr(limits, limit) == SHAPES[shape]["max"]


def test_the_codec_splits_where_glue_stops() -> None:
    assert glue_parameters.VALUE_LIMIT == limits.PARAMETER_VALUE_LIMIT
