"""The table of SQL functions: what type each gives out.

A row is a result that never changes, or a rule over the types of the arguments. The names are those of HANA's
SQL functions, with OData's canonical functions that CDS takes as well and those of Datasphere's editor of
formulas. Source: HANA's SQL reference (SQL Functions, Spatial Reference), CAP's list of portable functions,
Datasphere's help (calculated columns and measures). A function without a row has no known type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.language.glue.types import MAX_PRECISION
from mapping.model import TypeRef

from .numeric_types import (
    BIGINT,
    DOUBLE,
    FLOATING,
    INTEGER,
    UNKNOWN,
    averaged,
    number_of,
    over,
    summed,
    widest,
)

NULL = TypeRef("NULL")  # of a value that fits any type; never leaves an expression
TEXT, LONG_TEXT = TypeRef("cds.String"), TypeRef("cds.LargeString")
BOOLEAN, BINARY = TypeRef("cds.Boolean"), TypeRef("cds.Binary")
DATE, TIME, TIMESTAMP = TypeRef("cds.Date"), TypeRef("cds.Time"), TypeRef("cds.Timestamp")
SECONDDATE = TypeRef("cds.DateTime")
GEOMETRY, POINT = TypeRef("cds.hana.ST_GEOMETRY"), TypeRef("cds.hana.ST_POINT")
_HANA_TEXTS = ("CHAR", "NCHAR", "VARCHAR", "NVARCHAR", "SHORTTEXT", "ALPHANUM", "STRING", "CLOB", "NCLOB")
_TEXTS = frozenset(
    [
        "cds.String",
        "cds.LargeString",
        "cds.UUID",
        "Edm.String",
        "Edm.Guid",
        *(f"cds.hana.{n}" for n in _HANA_TEXTS),
    ]
)
_MOMENTS = {  # later ones hold earlier ones
    **dict.fromkeys(("cds.Date", "cds.hana.DATE", "cds.hana.DAYDATE", "Edm.Date"), 1),
    **dict.fromkeys(("cds.DateTime", "cds.hana.SECONDDATE"), 2),
    **dict.fromkeys(
        ("cds.Timestamp", "cds.hana.TIMESTAMP", "cds.hana.LONGDATE", "Edm.DateTimeOffset", "Edm.DateTime"), 3
    ),
}
_TIMES = frozenset(["cds.Time", "cds.hana.TIME", "cds.hana.SECONDTIME", "Edm.TimeOfDay"])


@dataclass(frozen=True, slots=True)
class Call:
    """A function's arguments: their types and, where they are literals, their values."""

    types: Sequence[TypeRef]
    values: Sequence[Any]
    named: Mapping[str, TypeRef]

    def whole(self, place: int) -> int | None:
        """The literal whole number in this place."""
        value = self.values[place] if place < len(self.values) else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None


Rule = Callable[[Call], TypeRef]


def is_text(ref: TypeRef) -> bool:
    """True for a type whose values are texts."""
    return ref.name in _TEXTS


def common(types: Sequence[TypeRef]) -> TypeRef:
    """The type that holds the values of all of these; unknown where one is, or where they don't fit."""
    found = NULL
    for ref in types:
        found = _wider(found, ref)
    return UNKNOWN if found == NULL else found


def _wider(left: TypeRef, right: TypeRef) -> TypeRef:
    if NULL in (left, right):
        return right if left == NULL else left
    if left == right or not left.stated or not right.stated:
        return left if left == right else UNKNOWN
    if number_of(left) and number_of(right):
        return widest(left, right)
    if is_text(left) and is_text(right):
        return _longer(left, right)
    if left.name in _MOMENTS and right.name in _MOMENTS:
        return left if _MOMENTS[left.name] >= _MOMENTS[right.name] else right
    for moment, other in ((left, right), (right, left)):
        if (moment.name in _MOMENTS or moment.name in _TIMES) and is_text(other):
            return moment  # HANA reads the text as a date
    same = left.name == right.name and not (left.fields or left.items or right.fields or right.items)
    return TypeRef(left.name) if same else UNKNOWN


def _longer(left: TypeRef, right: TypeRef) -> TypeRef:
    if left.name == right.name and left.length is not None and right.length is not None:
        return TypeRef(left.name, max(left.length, right.length))
    return LONG_TEXT if "cds.LargeString" in (left.name, right.name) else TEXT


def joined(left: TypeRef, right: TypeRef) -> TypeRef:
    """The type of `left || right`: a text, as long as both where that is known."""
    if left.name == right.name == TEXT.name and left.length is not None and right.length is not None:
        return TypeRef(TEXT.name, left.length + right.length)
    return LONG_TEXT if LONG_TEXT in (left, right) else TEXT


def _first(call: Call) -> TypeRef:
    return call.types[0] if call.types else UNKNOWN


def _of_first(rule: Callable[[TypeRef], TypeRef]) -> Rule:
    return lambda call: rule(_first(call))


def _number(call: Call) -> TypeRef:
    return _first(call) if number_of(_first(call)) else UNKNOWN


def _quotient(call: Call) -> TypeRef:
    """Of a division that gives 0 where the divisor is 0: `NDIV0(a / b)`, `NDIV0(a, b)`."""
    return over(*call.types[:2]) if len(call.types) > 1 else _number(call)


def _moment(call: Call) -> TypeRef:
    """Of a date plus days or months: as exact as what is added to."""
    return _first(call) if _first(call).name in _MOMENTS else DATE


def _to_decimal(call: Call) -> TypeRef:
    precision, scale = call.whole(1), call.whole(2) or 0
    if precision is None or not 0 <= scale <= precision <= MAX_PRECISION:
        return FLOATING
    return TypeRef("cds.Decimal", precision=precision, scale=scale)


def _concatenated(call: Call) -> TypeRef:
    found = _first(call)
    for ref in call.types[1:]:
        found = joined(found, ref)
    return found if is_text(found) else TEXT


def _decoded(call: Call) -> TypeRef:
    """`MAP(value, search, result, ..., default)`: the results and the default."""
    results = list(call.types[2::2])
    return common(results + (list(call.types[-1:]) if len(call.types) % 2 == 0 else []))


def _converted(name: str) -> Rule:
    """Of a currency or unit conversion: what is converted keeps its type."""
    return lambda call: call.named.get(name) or _number(call)


def _rows() -> dict[str, TypeRef | Rule]:
    table: dict[str, TypeRef | Rule] = {}
    for names, result in _TABLE:
        table.update(dict.fromkeys(names.split(), result))
    return table


_TABLE: tuple[tuple[str, TypeRef | Rule], ...] = (
    # aggregates and window functions
    ("count countdistinct count_distinct approx_count_distinct row_number rank dense_rank ntile", BIGINT),
    ("sum", _of_first(summed)),
    ("avg average median", _of_first(averaged)),
    ("min max", lambda call: common(call.types)),  # of one column, or in formulas of several values
    ("first_value last_value nth_value lag lead any_value series_filter", _first),
    ("stddev stddev_pop stddev_samp var var_pop var_samp variance corr corr_spearman", DOUBLE),
    ("percent_rank cume_dist percentile_cont binning random_partition", DOUBLE),
    ("grouping grouping_id", INTEGER),
    ("string_agg", TEXT),
    # conditions
    ("coalesce ifnull nvl greatest least", lambda call: common(call.types)),
    ("if iif", lambda call: common(call.types[1:])),
    ("nullif restrict lookup", _first),
    ("map decode", _decoded),
    ("contains startswith endswith matchespattern like_regexpr isnull to_json_boolean", BOOLEAN),
    # numbers
    ("abs round floor ceil ceiling trunc truncate int negate uminus grandtotal subtotal nodim", _number),
    ("ndiv0 div0", _quotient),
    ("mod remainder", lambda call: widest(*call.types[:2]) if len(call.types) > 1 else UNKNOWN),
    ("cosine_similarity l2distance l2norm score pi degrees radians log2 log10 weighted_avg", DOUBLE),
    ("hamming_distance width_bucket cardinality current_connection", INTEGER),
    ("current_identity_value", BIGINT),
    ("power sqrt exp ln log sin cos tan asin acos atan atan2 sinh cosh tanh cot rand rand_secure", DOUBLE),
    ("sign", INTEGER),
    ("bitand bitor bitxor bitnot bitcount", BIGINT),
    ("convert_currency", _converted("amount")),
    ("convert_unit", _converted("quantity")),
    # conversions
    ("to_int to_integer", INTEGER),
    ("to_bigint", BIGINT),
    ("to_smallint", TypeRef("cds.Int16")),
    ("to_tinyint", TypeRef("cds.UInt8")),
    ("to_decimal", _to_decimal),
    ("to_smalldecimal tonumber to_number", FLOATING),
    ("to_double", DOUBLE),
    ("to_real", TypeRef("cds.hana.REAL")),
    ("to_boolean", BOOLEAN),
    ("to_varchar to_nvarchar to_char to_alphanum to_dats to_fixedchar", TEXT),
    ("to_clob to_nclob to_text", LONG_TEXT),
    ("to_binary to_varbinary to_blob hextobin strtobin sysuuid newuid hash_md5 hash_sha256", BINARY),
    # texts
    ("upper lower ucase lcase toupper tolower trim ltrim rtrim substr substring left right lpad rpad", TEXT),
    ("replace replace_regexpr substr_regexpr substr_before substr_after substring_regexpr initcap", TEXT),
    (
        "abap_upper abap_lower abap_lpad char nchar bintohex bintostr reverse soundex escape_single_quotes",
        TEXT,
    ),
    ("concat concat_naz", _concatenated),
    ("json_value xmlextractvalue bintonhex highlighted tostring to_string language", TEXT),
    ("json_query xmlextract snippets", LONG_TEXT),
    ("generate_password current_object_schema application_user current_user_id", TEXT),
    ("monthname dayname isoweek quarter abap_alphanum", TEXT),
    ("session_user current_user current_schema session_context", TEXT),
    ("length char_length locate instr indexof ascii unicode occurrences_regexpr locate_regexpr", INTEGER),
    # dates
    ("to_date date last_day next_day current_date current_utcdate mindate maxdate", DATE),
    ("add_days add_months add_months_last add_years add_workdays", _moment),
    ("to_time time current_time current_utctime", TIME),
    (
        "to_timestamp to_datetime add_seconds add_nano100 now current_timestamp current_utctimestamp",
        TIMESTAMP,
    ),
    ("utctolocal localtoutc mindatetime maxdatetime", TIMESTAMP),
    ("to_seconddate", SECONDDATE),
    # places: methods of HANA's spatial types; what they test is 0 or 1
    ("st_distance st_area st_length st_perimeter st_x st_y st_z st_m st_hausdorffdistance", DOUBLE),
    ("st_xmin st_xmax st_ymin st_ymax st_zmin st_zmax st_mmin st_mmax st_frechetdistance", DOUBLE),
    ("st_srid st_dimension st_coorddim st_numpoints st_numgeometries st_numinteriorring", INTEGER),
    ("st_numinteriorrings st_clusterid st_contains st_within st_intersects st_covers st_coveredby", INTEGER),
    ("st_crosses st_disjoint st_equals st_overlaps st_touches st_relate st_withindistance", INTEGER),
    ("st_isempty st_isvalid st_isclosed st_issimple st_isring st_is3d st_ismeasured", INTEGER),
    ("st_geometrytype st_geohash st_quadkey", TEXT),
    ("st_astext st_aswkt st_asewkt st_asgeojson st_assvg st_asesrijson", LONG_TEXT),
    ("st_asbinary st_aswkb st_asewkb", BINARY),
    ("st_point st_centroid st_startpoint st_endpoint st_pointn st_pointonsurface", POINT),
    ("st_pointfromgeohash", POINT),
    ("st_geomfromtext st_geomfromwkt st_geomfromewkt st_geomfromwkb st_geomfromewkb", GEOMETRY),
    ("st_geomfromgeojson st_geomfromesrijson st_geometryn st_transform st_buffer st_boundary", GEOMETRY),
    ("st_convexhull st_envelope st_union st_unionaggr st_intersection st_difference", GEOMETRY),
    ("year month day dayofmonth dayofyear hour minute second week weekday extract", INTEGER),
    ("days_between months_between years_between workdays_between", INTEGER),
    ("seconds_between nano100_between", BIGINT),
)
FUNCTIONS = _rows()


def function_type(name: str, call: Call) -> TypeRef:
    """What the function gives out; unknown where the table has no row or the arguments don't say it."""
    row = FUNCTIONS.get(name.lower(), UNKNOWN)
    found = row if isinstance(row, TypeRef) else row(call)
    return UNKNOWN if found == NULL else found
