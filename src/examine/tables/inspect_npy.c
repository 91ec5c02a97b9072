/*
 * inspect_npy.c - NumPy arrays: type and shape against the bytes that follow. Texts are handed on,
 * and whole numbers, dates and what fields hold, as identifiers are kept in them; arrays of
 * numbers, such as images and weights, are not, but for columns of reals that look like numbers of
 * persons (npy_reals.h). Elements that are Python objects follow as a
 * pickle, which is judged as one.
 */

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/python/pickle_machine.h"
#include "examine/python/pickle_sniff.h"
#include "examine/tables/npy_header.h"
#include "examine/tables/npy_reals.h"
#include "examine/tables/npy_value.h"
#include "examine/tables/pickle_frames.h"
#include "inventory/gaps.h"

static void tell_shape(const struct npy_header *header, struct evidence *evidence)
{
    CLEANUP(buf_clear) struct buf shape;

    buf_init(&shape, LIMIT_FACT_TEXT);
    for (size_t i = 0; i < header->rank; i++)
        buf_printf(&shape, "%s%" PRIu64, i ? "x" : "", header->shape[i]);
    if (header->rank == 0)
        buf_text(&shape, "scalar");
    evidence_text(evidence, ASSAY_FACT_DATASET_SHAPE, MEASURED, bytes_text(buf_string(&shape)));
    evidence_text(evidence, ASSAY_FACT_DATASET_DTYPE, MEASURED, bytes_text(header->type));
    if (header->rank > 0)
        evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, header->shape[0]);
    if (header->rank == 2 && !header->structure)
        evidence_int(evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, header->shape[1]);
}

static const char *type_name(const struct npy_field *field)
{
    switch (field->letter) {
    case 'i':
    case 'u':
        return "integer";
    case 'f':
        return "number";
    case 'b':
        return "boolean";
    case 'M':
        return "date";
    case 'S':
    case 'U':
    case 'a':
        return "text";
    default:
        return "binary";
    }
}

static void tell_fields(const struct npy_header *header, struct evidence *evidence)
{
    if (!header->structure || header->more_fields)
        return;
    evidence_int(evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, header->field_count);
    for (size_t i = 0; i < header->field_count; i++) {
        evidence_list(evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED,
                      bytes_text(header->fields[i].name));
        evidence_list(evidence, ASSAY_FACT_DATASET_COLUMN_TYPES, MEASURED,
                      bytes_text(type_name(&header->fields[i])));
    }
}

/* What numpy.load(allow_pickle=True) would do; without that word it refuses the file. */
static enum assay_status read_objects(struct cursor *cursor, struct evidence *evidence)
{
    CLEANUP(pickle_report_clear) struct pickle_report report;
    enum assay_status status;

    pickle_report_init(&report, evidence, cursor);
    report.texts = evidence;
    status = pickle_file(cursor, &report, 0);
    pickle_report_facts(&report);
    if (status == ASSAY_OK && report.flaw_at != ASSAY_NO_OFFSET)
        status = cursor_fail_at(cursor, ASSAY_EFORMAT, report.flaw_at, "%s", report.flaw);
    return status;
}

enum {
    PIECE = 32 * 1024, /* of a text that is longer than anybody writes; whole characters */
    ACROSS_MAX = 64    /* columns of an array of two dimensions */
};

struct values {
    struct cursor *cursor;
    struct evidence *evidence;
    const struct npy_header *header;
    uint64_t rows, across; /* of an array without fields that is a table */
    bool is_table;
    bool reals;      /* a table of real numbers, */
    bool named;      /* all of them degrees, or of which */
    uint64_t wanted; /* these columns are handed on, a bit each */
    struct buf text;
};

/* One value: its column and row. */
struct spot {
    uint32_t column;
    uint64_t row;
};

static struct spot spot_of(const struct values *values, uint64_t element, size_t field)
{
    const struct npy_header *header = values->header;

    if (values->across <= 1)
        return (struct spot){(uint32_t)field, element};
    if (header->fortran)
        return (struct spot){(uint32_t)(element / values->rows), element % values->rows};
    return (struct spot){(uint32_t)(element % values->across), element / values->across};
}

/* Characters of four bytes are decoded; bytes are searched where they stand. */
static ASSAY_RESULT read_piece(struct values *values, const struct npy_field *field,
                               struct spot spot, size_t size)
{
    const struct assay_place where = {.offset = cursor_at(values->cursor),
                                      .line = spot.row < UINT32_MAX ? (uint32_t)spot.row + 1
                                                                    : UINT32_MAX,
                                      .column = spot.column + 1};
    struct bytes piece;

    TRY(cursor_take(values->cursor, size, &piece));
    if (!field->wide) {
        evidence_cell_text(values->evidence, spot.column, where.offset + size,
                           npy_without_end(piece), &where);
        return ASSAY_OK;
    }
    buf_reset(&values->text);
    npy_decode_wide(piece, field->big, &values->text);
    TRY(buf_status(&values->text, values->cursor->err));
    piece = npy_without_end(buf_bytes(&values->text));
    if (piece.size > 0)
        evidence_value(values->evidence, spot.column, spot.row, where.offset, piece);
    return ASSAY_OK;
}

static ASSAY_RESULT read_text(struct values *values, const struct npy_field *field,
                              struct spot spot)
{
    evidence_cell(values->evidence, UINT32_MAX, cursor_at(values->cursor)); /* what is in between */
    for (uint64_t left = field->size; left > 0;) {
        size_t size = left < PIECE ? (size_t)left : PIECE;

        TRY(read_piece(values, field, spot, size));
        left -= size;
    }
    return ASSAY_OK;
}

/* Numbers and dates, one after the other where the field is an array. */
static ASSAY_RESULT read_numbers(struct values *values, const struct npy_field *field,
                                 struct spot spot)
{
    for (uint64_t left = field->size; left > 0; left -= field->unit) {
        uint64_t offset = cursor_at(values->cursor);
        struct bytes number, text;
        char room[CELL_TEXT_MAX];
        uint8_t little[8];
        enum cell_type type;

        TRY(cursor_take(values->cursor, (size_t)field->unit, &number));
        if (npy_is_idle(field, number) && evidence_pass_number(values->evidence, spot.column))
            continue;
        for (size_t i = 0; field->big && i < number.size; i++)
            little[i] = number.data[number.size - 1 - i];
        text = cell_text(&field->meaning, field->big ? bytes_of(little, number.size) : number, room,
                         &type);
        if (type != CELL_BINARY && text.size > 0)
            evidence_value(values->evidence, spot.column, spot.row, offset, text);
    }
    return ASSAY_OK;
}

static bool is_handed(const struct values *values, const struct npy_field *field)
{
    const struct npy_header *header = values->header;

    switch (field->meaning.kind) {
    case MEANS_NOTHING:
        return false;
    case MEANS_BYTES:
        return true;
    case MEANS_FLOAT:
        return header->structure || values->wanted;
    default:
        return header->structure || values->is_table;
    }
}

static bool are_handed(const struct values *values)
{
    for (size_t i = 0; i < values->header->field_count; i++)
        if (is_handed(values, &values->header->fields[i]))
            return true;
    return false;
}

/* Which columns of reals are handed on: of all, or of the one that begins at the cursor where they
 * stand one behind the other. */
static ASSAY_RESULT weigh_reals(struct values *values, uint64_t column)
{
    const struct npy_field *field = &values->header->fields[0];
    const bool apart = values->header->fortran && values->across > 1;
    struct bytes first;

    TRY(cursor_peek(values->cursor, PIECE, &first));
    if (apart && first.size / field->unit > values->rows)
        first.size = (size_t)(values->rows * field->unit);
    for (uint64_t i = column; i < (apart ? column + 1 : values->across); i++) {
        const uint64_t bit = UINT64_C(1) << i;
        const bool wanted =
            values->named ||
            npy_reals_are_long(field, first, apart ? 1 : values->across, apart ? 0 : i);

        values->wanted = (values->wanted & ~bit) | (wanted ? bit : 0);
    }
    return ASSAY_OK;
}

/* Where a column of reals begins that nobody wants, passes over it. */
static ASSAY_RESULT pass_reals(struct values *values, uint64_t *element)
{
    const struct npy_header *header = values->header;

    if (!values->reals || !header->fortran || values->across <= 1)
        return ASSAY_OK;
    while (*element < header->elements && *element % values->rows == 0) {
        const uint64_t column = *element / values->rows;

        TRY(weigh_reals(values, column));
        if (values->wanted >> column & 1)
            return ASSAY_OK;
        TRY(cursor_skip(values->cursor, values->rows * header->width));
        *element += values->rows;
    }
    return ASSAY_OK;
}

static bool is_unwanted(const struct values *values, struct spot spot)
{
    return values->reals && !(values->wanted >> spot.column & 1);
}

/* Element by element, with what stands between the fields left out. */
static ASSAY_RESULT read_elements(struct values *values)
{
    const struct npy_header *header = values->header;

    for (uint64_t element = 0; element < header->elements; element++) {
        uint64_t at = 0;

        TRY(pass_reals(values, &element));
        if (element == header->elements)
            return ASSAY_OK;
        for (size_t i = 0; i < header->field_count; i++) {
            const struct npy_field *field = &header->fields[i];
            struct spot spot = spot_of(values, element, i);

            if (!is_handed(values, field) || is_unwanted(values, spot))
                continue;
            TRY(cursor_skip(values->cursor, field->at - at));
            TRY(field->meaning.kind == MEANS_BYTES ? read_text(values, field, spot)
                                                   : read_numbers(values, field, spot));
            at = field->at + field->size;
        }
        TRY(cursor_skip(values->cursor, header->width - at));
    }
    return ASSAY_OK;
}

/* Fields have names; an array without is called as its file or member is. */
static void name_columns(const struct values *values, struct bytes name)
{
    CLEANUP(buf_clear) struct buf column = {.ceiling = LIMIT_FACT_TEXT};

    if (values->header->structure) {
        for (uint32_t i = 0; i < values->header->field_count; i++)
            evidence_column(values->evidence, i, bytes_text(values->header->fields[i].name));
        return;
    }
    if (bytes_ends(name, BYTES(".npy")))
        name.size -= strlen(".npy");
    if (values->across <= 1) {
        evidence_column(values->evidence, 0, name);
        return;
    }
    for (uint32_t i = 0; i < values->across; i++) {
        buf_reset(&column);
        buf_add(&column, name.data, name.size);
        buf_printf(&column, "[%" PRIu32 "]", i);
        evidence_column(values->evidence, i, buf_bytes(&column));
    }
}

static ASSAY_RESULT read_values(struct values *values, struct bytes name)
{
    enum assay_status status;

    name_columns(values, name);
    if (values->header->more_fields)
        evidence_gap(values->evidence, GAP_DATA_FORMAT_UNREAD, cursor_at(values->cursor),
                     "of its fields the first %d are searched", (int)NPY_FIELDS);
    buf_init(&values->text, (size_t)2 * PIECE);
    status = read_elements(values);
    buf_clear(&values->text);
    return status;
}

static enum assay_status check_end(struct cursor *cursor, struct evidence *evidence, uint64_t size)
{
    bool ended;

    TRY(cursor_skip(cursor, size));
    TRY(cursor_ended(cursor, &ended));
    if (!ended) {
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(evidence, GAP_MODEL_INVALID, cursor_at(cursor),
                     "bytes behind the array are not read");
    }
    return ASSAY_OK;
}

static bool holds_bytes(const struct npy_header *header)
{
    for (size_t i = 0; i < header->field_count; i++)
        if (header->fields[i].meaning.kind == MEANS_BYTES && !header->fields[i].wide)
            return true;
    return header->more_fields;
}

/* A header that NumPy never wrote, but may read as one of objects all the same: "'|' 'O'". */
static enum assay_status read_unclear(struct cursor *cursor, struct evidence *evidence)
{
    struct assay_error failure = *cursor->err;
    struct pickle_look look;
    struct bytes head;
    enum assay_status status = cursor_peek(cursor, PIECE, &head);

    if (status == ASSAY_OK) {
        look = pickle_look(head);
        if (look.prefixed || (look.sound && look.telling))
            status = read_objects(cursor, evidence);
    }
    if (status != ASSAY_OK && status != ASSAY_EFORMAT && status != ASSAY_ELIMIT)
        return status;
    *cursor->err = failure;
    return ASSAY_EFORMAT;
}

/* What of the dimensions makes rows and columns: a column stays one in the shapes (1, n) and
 * (n, 1, 1). */
static void measure_table(struct values *values)
{
    const struct npy_header *header = values->header;
    const bool is_row =
        header->rank == 2 && header->shape[0] == 1 && header->shape[1] <= ACROSS_MAX;
    uint64_t sizes[2] = {1, 1};
    size_t count = 0;

    for (size_t i = 0; i < header->rank; i++) {
        if (header->shape[i] == 1 && !is_row)
            continue;
        if (count < ARRAY_LEN(sizes))
            sizes[count] = header->shape[i];
        count++;
    }
    values->is_table = count <= ARRAY_LEN(sizes) && sizes[1] <= ACROSS_MAX;
    values->rows = sizes[0];
    values->across = values->is_table && !header->structure ? sizes[1] : 1;
}

static ASSAY_RESULT measure_reals(struct values *values, struct bytes name)
{
    const struct npy_header *header = values->header;

    values->reals = values->is_table && !header->structure && header->elements > 0 &&
                    header->field_count == 1 && header->fields[0].meaning.kind == MEANS_FLOAT;
    if (!values->reals)
        return ASSAY_OK;
    if (bytes_ends(name, BYTES(".npy")))
        name.size -= strlen(".npy");
    values->named = npy_reals_are_named(name, values->across);
    if (header->fortran && values->across > 1) {
        values->wanted = UINT64_MAX; /* each is asked where it begins */
        return ASSAY_OK;
    }
    return weigh_reals(values, 0);
}

static enum assay_status read_file(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct npy_header header;
    struct values values = {.cursor = cursor, .evidence = evidence, .header = &header};
    enum assay_status status;
    uint64_t size;

    status = npy_header_read(cursor, &header);
    if (status == ASSAY_EFORMAT && header.taken)
        return read_unclear(cursor, evidence);
    TRY(status);
    tell_shape(&header, evidence);
    tell_fields(&header, evidence);
    measure_table(&values);
    if (header.objects)
        return read_objects(cursor, evidence);
    if (!holds_bytes(&header))
        evidence_no_more_text(evidence);
    if (ckd_mul(&size, header.elements, header.width))
        return cursor_fail(cursor, "an array larger than any file");
    if (size <= cursor_left(cursor))
        TRY(measure_reals(&values, subject->name));
    if (are_handed(&values) && size <= cursor_left(cursor)) {
        TRY(read_values(&values, subject->name));
        size = 0;
    }
    return check_end(cursor, evidence, size);
}

enum { BID = 48, BID_NAME = 8 };

static unsigned npy_bid(const struct subject *subject)
{
    if (bytes_starts(subject->head, BYTES("\x93NUMPY")))
        return BID;
    return bytes_ends(subject->name, BYTES(".npy")) ? BID_NAME : 0;
}

static enum assay_status npy_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    enum assay_status status;

    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    status = read_file(cursor, subject, evidence);
    if (status != ASSAY_OK)
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_npy = {
    .format = "npy", .kind = ASSAY_KIND_DATASET, .bid = npy_bid, .read = npy_read};

/* ---- elements that are objects: a table in a pickle ---- */

static unsigned objects_bid(const struct subject *subject)
{
    enum { HEADER = 256 };
    static const char objects[] = "'|O'";

    if (!bytes_starts(subject->head, BYTES("\x93NUMPY")) ||
        !memmem(subject->head.data, bytes_front(subject->head, HEADER).size, objects,
                sizeof objects - 1))
        return 0;
    return BID + 1;
}

static enum assay_status objects_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence)
{
    struct npy_header header;
    enum assay_status status = npy_header_read(cursor, &header);

    if (status != ASSAY_OK || !header.objects) { /* none that NumPy wrote */
        TRY(cursor_seek(cursor, 0));
        return npy_read(cursor, subject, evidence);
    }
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    tell_shape(&header, evidence);
    status = pickle_table_read(cursor, subject, evidence);
    if (status != ASSAY_OK)
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    evidence_kind(evidence, ASSAY_KIND_DATASET);
    return status;
}

/* The same format, whose cells lie anywhere in its pickle. */
const struct inspector inspect_npy_objects = {.format = "npy",
                                              .kind = ASSAY_KIND_DATASET,
                                              .packed = true,
                                              .bid = objects_bid,
                                              .read = objects_read};
