/*
 * pickle_values.c - arrays of NumPy in a pickle: type, shape, and where their elements lie.
 *
 * Sources: NumPy, core/src/multiarray/methods.c, array_reduce() and array_setstate(); descriptor.c,
 * arraydescr_reduce(); joblib, numpy_pickle.py, NumpyArrayWrapper.
 */

#include "examine/tables/pickle_values.h"

#include "base/kit.h"
#include "base/text.h"
#include "examine/tables/pickle_tree_part.h"

enum { TYPE_MOST = 32, NAME_MOST = 64, TYPES_IN_TYPES = 4 };

/* ---- types ---- */

/* "f8", "U5", "O8", "V20"; an order in front is that of protocols for other programs. */
static bool read_letters(struct bytes text, struct pickle_array_type *type)
{
    uint64_t width;

    if (text.size > 0 && bytes_has(BYTES("<>=|"), text.data[0])) {
        type->big = text.data[0] == '>';
        text = bytes_from(text, 1);
    }
    if (text.size < 2 || !bytes_has(BYTES("biufcSUVOMm"), text.data[0]) ||
        !text_u64(bytes_from(text, 1), &width) || width > UINT32_MAX / 4)
        return false;
    type->letter = text.data[0];
    type->objects = text.data[0] == 'O';
    type->width = type->letter == 'U' ? 4 * width : width;
    return true;
}

/* The last item of the state of a date: ({}, (b'ns', 1, 1, 1)). Steps of several units are not
 * read. */
static ASSAY_RESULT read_step(struct pickle_tree *tree, struct pickle_term state, char step[8])
{
    enum { METADATA = 8 };
    const struct pickle_term unit =
        pickle_tree_item(tree, pickle_tree_item(tree, state, METADATA), 1);
    int64_t number = 0;
    struct bytes text;
    bool known;

    step[0] = 0;
    TRY(pickle_tree_number(tree, pickle_tree_item(tree, unit, 1), &known, &number));
    TRY(pickle_tree_text(tree, pickle_tree_item(tree, unit, 0), 4, &text));
    if (known && number == 1 && text.size > 0)
        snprintf(step, 8, "[%.*s]", (int)text.size, (const char *)text.data);
    return ASSAY_OK;
}

static ASSAY_RESULT read_type(struct pickle_tree *tree, struct pickle_term dtype, unsigned depth,
                              struct pickle_array_type *type);

/* A field of an element: (type, offset). */
// NOLINTNEXTLINE(misc-no-recursion): TYPES_IN_TYPES levels
static ASSAY_RESULT read_field(struct pickle_tree *tree, struct pickle_term name,
                               struct pickle_term place, unsigned depth,
                               struct pickle_array_type *type)
{
    struct npy_field *field = &type->fields[type->field_count];
    struct pickle_array_type inner;
    struct bytes text;
    int64_t at = 0;
    bool known;

    TRY(read_type(tree, pickle_tree_item(tree, place, 0), depth + 1, &inner));
    TRY(pickle_tree_number(tree, pickle_tree_item(tree, place, 1), &known, &at));
    type->objects |= inner.objects;
    if (!known || at < 0 || (uint64_t)at > type->width || inner.width > type->width - (uint64_t)at)
        return ASSAY_OK;
    if (inner.field_count == 1 && !inner.structure)
        *field = inner.fields[0];
    else
        npy_field_of(field, 'V', inner.width, bytes_of(NULL, 0), false);
    field->at = (uint64_t)at;
    TRY(pickle_tree_text(tree, name, sizeof field->name - 1, &text));
    if (text.size > 0)
        memcpy(field->name, text.data, text.size);
    field->name[text.size] = 0;
    type->field_count++;
    return ASSAY_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): TYPES_IN_TYPES levels
static ASSAY_RESULT read_fields(struct pickle_tree *tree, struct pickle_term names,
                                struct pickle_term fields, unsigned depth,
                                struct pickle_array_type *type)
{
    const struct pickle_node *list = pickle_tree_of(tree, names, NODE_TUPLE);
    const uint32_t count = list ? list->count : 0;

    type->structure = true;
    for (uint32_t i = 0; i < count && type->field_count < PICKLE_ARRAY_FIELDS; i++) {
        const struct pickle_term name = pickle_tree_item(tree, names, i);
        char room[NAME_MOST];
        struct pickle_term place;
        struct bytes text;

        TRY(pickle_tree_text(tree, name, sizeof room - 1, &text));
        if (text.size == 0)
            continue;
        memcpy(room, text.data, text.size);
        room[text.size] = 0;
        TRY(pickle_tree_get(tree, fields, room, &place));
        TRY(read_field(tree, name, place, depth, type));
    }
    return ASSAY_OK;
}

/* dtype(letters, ...), and its state: (version, order, base, names, fields, width, ...). */
// NOLINTNEXTLINE(misc-no-recursion): TYPES_IN_TYPES levels
static ASSAY_RESULT read_type(struct pickle_tree *tree, struct pickle_term dtype, unsigned depth,
                              struct pickle_array_type *type)
{
    enum { ORDER = 1, NAMES = 3, FIELDS = 4, WIDTH = 5 };
    const struct pickle_node *node = pickle_tree_made(tree, dtype, NAME_DTYPE);
    struct pickle_term state, names;
    struct bytes text;
    int64_t width;
    bool known;
    char step[8];

    *type = (struct pickle_array_type){0};
    if (!node || depth > TYPES_IN_TYPES)
        return ASSAY_OK;
    state = node->state;
    TRY(pickle_tree_text(tree, pickle_tree_item(tree, dtype, 0), TYPE_MOST, &text));
    if (pickle_tree_of(tree, pickle_tree_item(tree, dtype, 0), NODE_NAME)) { /* numpy.record */
        TRY(pickle_tree_number(tree, pickle_tree_item(tree, state, WIDTH), &known, &width));
        if (!known || width < 0 || width > UINT32_MAX)
            return ASSAY_OK;
        type->letter = 'V';
        type->width = (uint64_t)width;
    } else if (!read_letters(text, type)) {
        return ASSAY_OK;
    }
    TRY(pickle_tree_text(tree, pickle_tree_item(tree, state, ORDER), 1, &text));
    if (text.size == 1)
        type->big = text.data[0] == '>';
    names = pickle_tree_item(tree, state, NAMES);
    if (names.kind == TERM_NODE)
        return read_fields(tree, names, pickle_tree_item(tree, state, FIELDS), depth, type);
    TRY(read_step(tree, state, step));
    npy_field_of(&type->fields[0], type->letter, type->width, bytes_text(step), type->big);
    type->field_count = 1;
    return ASSAY_OK;
}

enum assay_status pickle_array_type_of(struct pickle_tree *tree, struct pickle_term dtype,
                                       struct pickle_array_type *type)
{
    return read_type(tree, dtype, 0, type);
}

/* ---- arrays ---- */

static ASSAY_RESULT read_shape(struct pickle_tree *tree, struct pickle_term shape,
                               struct pickle_values *values, bool *known)
{
    const struct pickle_node *node = pickle_tree_of(tree, shape, NODE_TUPLE);
    const uint32_t rank = node ? node->count : 0;

    *known = node && rank <= LIMIT_RANK;
    values->rank = rank;
    values->count = 1;
    for (uint32_t i = 0; *known && i < rank; i++) {
        int64_t size;

        TRY(pickle_tree_number(tree, pickle_tree_item(tree, shape, i), known, &size));
        if (!*known || size < 0 || ckd_mul(&values->count, values->count, (uint64_t)size))
            *known = false;
        else
            values->shape[i] = (uint64_t)size;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_true(struct pickle_tree *tree, struct pickle_term term, bool *yes)
{
    enum cell_type type;
    struct bytes text;

    *yes = false;
    if (term.kind != TERM_LEAF)
        return ASSAY_OK;
    TRY(pickle_tree_cell(tree, term, &type, &text));
    *yes = (type == CELL_BOOLEAN && bytes_equal(text, BYTES("true"))) ||
           (type == CELL_INTEGER && !bytes_equal(text, BYTES("0")));
    return ASSAY_OK;
}

/* Bytes that stand in the file as they are, or behind a text. */
static ASSAY_RESULT find_bytes(struct pickle_tree *tree, struct pickle_term data,
                               struct pickle_values *values)
{
    const struct pickle_node *list = pickle_tree_of(tree, data, NODE_LIST);

    if (list) {
        values->list = data;
        return ASSAY_OK;
    }
    TRY(pickle_tree_bytes(tree, data, &values->at, &values->size));
    if (values->at == 0)
        values->text = data;
    return ASSAY_OK;
}

/* _reconstruct() and its state: (version, shape, dtype, fortran, data). */
static ASSAY_RESULT read_reconstructed(struct pickle_tree *tree, const struct pickle_node *node,
                                       struct pickle_values *values, bool *is)
{
    const struct pickle_term state = node->state;

    TRY(read_shape(tree, pickle_tree_item(tree, state, 1), values, is));
    TRY(pickle_array_type_of(tree, pickle_tree_item(tree, state, 2), &values->type));
    TRY(read_true(tree, pickle_tree_item(tree, state, 3), &values->fortran));
    return find_bytes(tree, pickle_tree_item(tree, state, 4), values);
}

/* _frombuffer(bytes, dtype, shape, order) */
static ASSAY_RESULT read_from_buffer(struct pickle_tree *tree, struct pickle_term term,
                                     struct pickle_values *values, bool *is)
{
    struct bytes order;

    TRY(read_shape(tree, pickle_tree_item(tree, term, 2), values, is));
    TRY(pickle_array_type_of(tree, pickle_tree_item(tree, term, 1), &values->type));
    TRY(pickle_tree_text(tree, pickle_tree_item(tree, term, 3), 1, &order));
    values->fortran = bytes_equal(order, BYTES("F"));
    return find_bytes(tree, pickle_tree_item(tree, term, 0), values);
}

static ASSAY_RESULT read_joblib(struct pickle_tree *tree, const struct pickle_node *node,
                                struct pickle_values *values, bool *is)
{
    const struct pickle_term state = node->state;
    struct pickle_term shape, dtype, order;
    struct bytes text;

    values->at = node->data;
    values->size = node->size;
    TRY(pickle_tree_get(tree, state, "shape", &shape));
    TRY(pickle_tree_get(tree, state, "dtype", &dtype));
    TRY(pickle_tree_get(tree, state, "order", &order));
    TRY(read_shape(tree, shape, values, is));
    TRY(pickle_array_type_of(tree, dtype, &values->type));
    TRY(pickle_tree_text(tree, order, 1, &text));
    values->fortran = bytes_equal(text, BYTES("F"));
    return ASSAY_OK;
}

/* What lies there must be all of it. */
static void check_size(const struct pickle_tree *tree, struct pickle_values *values, bool *is)
{
    const struct pickle_node *list = pickle_tree_node(tree, values->list);
    uint64_t size;

    if (list)
        *is = *is && list->count == values->count;
    else if (values->type.objects || ckd_mul(&size, values->count, values->type.width) ||
             (values->at > 0 && size > values->size))
        *is = false;
}

enum assay_status pickle_values_of(struct pickle_tree *tree, struct pickle_term term,
                                   struct pickle_values *values, bool *is)
{
    const struct pickle_node *node = pickle_tree_of(tree, term, NODE_OBJECT);

    *is = false;
    *values = (struct pickle_values){0};
    if (node && node->name == NAME_JOBLIB && node->data == 0) { /* objects, in a stream behind it */
        term = node->state;
        node = pickle_tree_of(tree, term, NODE_OBJECT);
    }
    if (!node)
        return ASSAY_OK;
    if (node->name == NAME_RECONSTRUCT)
        TRY(read_reconstructed(tree, node, values, is));
    else if (node->name == NAME_FROM_BUFFER)
        TRY(read_from_buffer(tree, term, values, is));
    else if (node->name == NAME_JOBLIB)
        TRY(read_joblib(tree, node, values, is));
    if (*is)
        check_size(tree, values, is);
    return ASSAY_OK;
}

/* ---- joblib, while it is read ---- */

enum assay_status pickle_tree_wrapped(struct pickle_tree *tree, struct pickle_term state,
                                      bool *aligned, uint64_t *size)
{
    struct pickle_term alignment, shape, dtype;
    struct pickle_array_type type;
    struct pickle_values values = {0};
    bool known;

    TRY(pickle_tree_get(tree, state, "numpy_array_alignment_bytes", &alignment));
    TRY(pickle_tree_get(tree, state, "shape", &shape));
    TRY(pickle_tree_get(tree, state, "dtype", &dtype));
    TRY(read_shape(tree, shape, &values, &known));
    TRY(pickle_array_type_of(tree, dtype, &type));
    *aligned = alignment.kind == TERM_LEAF;
    if (type.objects) {
        *size = UINT64_MAX;
        return ASSAY_OK;
    }
    if (!known || type.letter == 0 || ckd_mul(size, values.count, type.width) ||
        *size == UINT64_MAX)
        return cursor_fail(tree->cursor, "an array of joblib whose size is not told");
    return ASSAY_OK;
}
