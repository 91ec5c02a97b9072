/*
 * pickle_tree_names.c - the names that tables are made with, and what calls of them give.
 *
 * Sources: pandas, core/internals/managers.py, _libs/internals.pyx, core/indexes/base.py,
 * compat/pickle_compat.py; NumPy, core/src/multiarray/methods.c (array_reduce); joblib,
 * numpy_pickle.py; CPython, Lib/datetime.py.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/tables/pickle_tree_part.h"
#include "examine/tables/pickle_values.h"

/* clang-format off */
static const struct { const char *module, *name; enum pickle_tree_name is; } names[] = {
    {"_codecs", "encode", NAME_CODEC},
    {"copy_reg", "_reconstructor", NAME_RECONSTRUCTOR},
    {"copyreg", "_reconstructor", NAME_RECONSTRUCTOR},
    {"datetime", "date", NAME_DATE},
    {"datetime", "datetime", NAME_DATETIME},
    {"decimal", "Decimal", NAME_DECIMAL},
    {"builtins", "slice", NAME_SLICE},
    {"__builtin__", "slice", NAME_SLICE},
    {"geopandas.geodataframe", "GeoDataFrame", NAME_FRAME},
    {"joblib.numpy_pickle", "NumpyArrayWrapper", NAME_JOBLIB},
    {"sklearn.externals.joblib.numpy_pickle", "NumpyArrayWrapper", NAME_JOBLIB},
    {"numpy", "dtype", NAME_DTYPE},
    {"numpy.core.multiarray", "_reconstruct", NAME_RECONSTRUCT},
    {"numpy._core.multiarray", "_reconstruct", NAME_RECONSTRUCT},
    {"numpy.core.multiarray", "scalar", NAME_SCALAR},
    {"numpy._core.multiarray", "scalar", NAME_SCALAR},
    {"numpy.core.numeric", "_frombuffer", NAME_FROM_BUFFER},
    {"numpy._core.numeric", "_frombuffer", NAME_FROM_BUFFER},
    {"pandas", "DataFrame", NAME_FRAME},
    {"pandas", "Series", NAME_SERIES},
    {"pandas.core.frame", "DataFrame", NAME_FRAME},
    {"pandas.core.series", "Series", NAME_SERIES},
    {"pandas.core.internals", "BlockManager", NAME_MANAGER},
    {"pandas.core.internals", "SingleBlockManager", NAME_MANAGER},
    {"pandas.core.internals.managers", "BlockManager", NAME_MANAGER},
    {"pandas.core.internals.managers", "SingleBlockManager", NAME_MANAGER},
    {"pandas._libs.internals", "BlockManager", NAME_MANAGER},
    {"pandas._libs.internals", "_unpickle_block", NAME_BLOCK},
    {"pandas.core.internals.blocks", "new_block", NAME_BLOCK},
    {"pandas.core.indexes.base", "_new_Index", NAME_INDEX},
    {"pandas.core.indexes.datetimes", "_new_DatetimeIndex", NAME_INDEX},
    {"pandas.core.indexes.period", "_new_PeriodIndex", NAME_INDEX},
    {"pandas.core.indexes.range", "RangeIndex", NAME_RANGE_INDEX},
    {"pandas.core.indexes.multi", "MultiIndex", NAME_MULTI_INDEX},
    {"pandas._libs.missing", "NA", NAME_NA},
    {"pandas._libs.tslibs.nattype", "_nat_unpickle", NAME_NAT},
    {"pandas._libs.tslibs.timestamps", "_unpickle_timestamp", NAME_TIMESTAMP},
    {"pandas._libs.tslibs.timestamps", "Timestamp", NAME_TIMESTAMP},
};
/* clang-format on */

enum pickle_tree_name pickle_tree_name_of(struct bytes module, struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (bytes_equal(name, bytes_text(names[i].name)) &&
            bytes_equal(module, bytes_text(names[i].module)))
            return names[i].is;
    return NAME_OTHER;
}

/* ---- dates ---- */

/* Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
static int64_t days_of(unsigned year, unsigned month, unsigned day)
{
    enum { ERA = 146097, TO_MARCH_0000 = 719468 };
    const unsigned from_march = month > 2 ? year : year - 1;
    const unsigned era = from_march / 400, of_era = from_march % 400;
    const unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const unsigned of_years = of_era * 365 + of_era / 4 - of_era / 100;

    return (int64_t)era * ERA + of_years + of_year - TO_MARCH_0000;
}

static ASSAY_RESULT date_of(struct pickle_tree *tree, struct pickle_term args, bool time,
                            struct pickle_term *result)
{
    const uint64_t microseconds = 1000000;
    const size_t size = time ? 10 : 4;
    struct bytes bytes;
    const uint8_t *at;
    unsigned month;
    int64_t days, moment;

    /* characters of latin1 take two bytes at most */
    TRY(pickle_tree_text(tree, pickle_tree_item(tree, args, 0), 2 * size, &bytes));
    at = bytes.data;
    if (bytes.size != size)
        return ASSAY_OK;
    month = at[2] & 0x7fU; /* the highest bit tells the second of two equal hours */
    if (month < 1 || month > 12 || at[0] > 39 || (at[0] == 0 && at[1] == 0))
        return ASSAY_OK;
    days = days_of((unsigned)at[0] << 8 | at[1], month, at[3]);
    if (!time) {
        *result = pickle_term_of(TERM_DAY, (uint64_t)days);
        return ASSAY_OK;
    }
    moment = days * 86400 + (int64_t)at[4] * 3600 + (int64_t)at[5] * 60 + at[6];
    *result =
        pickle_term_of(TERM_MOMENT, (uint64_t)moment * microseconds +
                                        ((uint64_t)at[7] << 16 | (uint64_t)at[8] << 8 | at[9]));
    return ASSAY_OK;
}

/* (value, freq, zone, unit), the value in nanoseconds but where the unit is told. */
static ASSAY_RESULT timestamp_of(struct pickle_tree *tree, struct pickle_term args,
                                 struct pickle_term *result)
{
    enum { SECONDS = 7, MILLISECONDS, MICROSECONDS, NANOSECONDS };
    static const int64_t more[] = {1000000, 1000, 1};
    int64_t value, unit = NANOSECONDS;
    bool known, told;

    TRY(pickle_tree_number(tree, pickle_tree_item(tree, args, 3), &told, &unit));
    TRY(pickle_tree_number(tree, pickle_tree_item(tree, args, 0), &known, &value));
    if (!known)
        return ASSAY_OK;
    if (!told || unit < SECONDS || unit >= NANOSECONDS)
        value /= 1000;
    else if (ckd_mul(&value, value, more[unit - SECONDS]))
        return ASSAY_OK;
    *result = pickle_term_of(TERM_MOMENT, (uint64_t)value);
    return ASSAY_OK;
}

/* ---- numbers of NumPy ---- */

/* (dtype, bytes): where they stand, and the type of which they are. */
static ASSAY_RESULT scalar_of(struct pickle_tree *tree, struct pickle_term args,
                              struct pickle_term *result)
{
    const struct pickle_term bytes = pickle_tree_item(tree, args, 1);
    struct pickle_array_type type;
    uint64_t told;

    if (bytes.kind != TERM_LEAF && bytes.kind != TERM_LATIN)
        return ASSAY_OK;
    TRY(pickle_array_type_of(tree, pickle_tree_item(tree, args, 0), &type));
    if (type.field_count != 1 || type.objects || bytes.value >> PICKLE_NUMBER_SHIFT)
        return ASSAY_OK;
    told = (uint64_t)(type.letter & 0x7f) | (type.big ? PICKLE_NUMBER_BIG : 0) |
           (bytes.kind == TERM_LATIN ? PICKLE_NUMBER_LATIN : 0);
    *result = pickle_term_of(TERM_NUMBER, told << PICKLE_NUMBER_SHIFT | bytes.value);
    return ASSAY_OK;
}

/* ---- */

/* What stands for a single value becomes that; *result stays as it is for all else. */
static ASSAY_RESULT value_of(struct pickle_tree *tree, enum pickle_tree_name name,
                             struct pickle_term args, struct pickle_term *result)
{
    const struct pickle_term first = pickle_tree_item(tree, args, 0);

    switch (name) {
    case NAME_CODEC:
        if (first.kind == TERM_LEAF)
            *result = pickle_term_of(TERM_LATIN, first.value);
        return ASSAY_OK;
    case NAME_DATE:
    case NAME_DATETIME:
        return date_of(tree, args, name == NAME_DATETIME, result);
    case NAME_DECIMAL:
        if (first.kind == TERM_LEAF)
            *result = pickle_term_of(TERM_DECIMAL, first.value);
        return ASSAY_OK;
    case NAME_NAT:
        *result = pickle_term_of(TERM_NULL, 0);
        return ASSAY_OK;
    case NAME_SCALAR:
        return scalar_of(tree, args, result);
    case NAME_TIMESTAMP:
        return timestamp_of(tree, args, result);
    default:
        return ASSAY_OK;
    }
}

/* Whether a call that stands for a value has arguments that no such call is written with. */
static bool has_more(const struct pickle_tree *tree, enum pickle_tree_name name,
                     struct pickle_term args)
{
    static const uint8_t most[] = {[NAME_CODEC] = 2,   [NAME_DATE] = 1,   [NAME_DATETIME] = 2,
                                   [NAME_DECIMAL] = 1, [NAME_SCALAR] = 2, [NAME_TIMESTAMP] = 4};
    const struct pickle_node *node = pickle_tree_node(tree, args);

    return node && name < ARRAY_LEN(most) && node->count > most[name];
}

enum assay_status pickle_tree_call(struct pickle_tree *tree, struct pickle_term callee,
                                   struct pickle_term args, uint64_t offset,
                                   struct pickle_term *result)
{
    const struct pickle_node *name = pickle_tree_of(tree, callee, NODE_NAME);
    enum pickle_tree_name is = name ? (enum pickle_tree_name)name->name : NAME_OTHER;
    const enum pickle_tree_name made = is;
    struct pickle_node *node;

    *result = pickle_term_of(TERM_NOTHING, 0);
    TRY(value_of(tree, is, args, result));
    if (result->kind != TERM_NOTHING) {
        tree->stray |= has_more(tree, is, args);
        pickle_tree_drop(tree, args); /* nobody else has them */
        return ASSAY_OK;
    }
    if (is == NAME_RECONSTRUCTOR) {
        name = pickle_tree_of(tree, pickle_tree_item(tree, args, 0), NODE_NAME);
        is = name ? (enum pickle_tree_name)name->name : NAME_OTHER;
    }
    TRY(pickle_tree_make(tree, NODE_OBJECT, offset, result));
    node = pickle_tree_change(tree, *result);
    if (!node)
        return ASSAY_OK;
    node->name = (uint8_t)is;
    if (is == made)
        pickle_tree_give(tree, args, *result);
    return ASSAY_OK;
}
