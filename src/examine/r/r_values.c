/* r_values.c - values of an R file without others inside them: symbols, references, vectors. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/r/r_reader.h"

enum assay_status r_add_reference(struct r_reader *reader, uint8_t symbol)
{
    if (reader->reference_count == reader->reference_capacity) {
        size_t capacity = reader->reference_capacity ? 2 * reader->reference_capacity : 256;
        uint8_t *grown;

        if (capacity > LIMIT_R_REFERENCES)
            return cursor_fail_at(reader->stream->cursor, ASSAY_ELIMIT,
                                  cursor_at(reader->stream->cursor), "more than %u shared values",
                                  LIMIT_R_REFERENCES);
        grown = realloc(reader->references, capacity);
        if (!grown)
            return cursor_fail_at(reader->stream->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                                  "out of memory for an R file");
        reader->references = grown;
        reader->reference_capacity = capacity;
    }
    reader->references[reader->reference_count++] = symbol;
    return ASSAY_OK;
}

/* A symbol where it stands for something: names the next value, or the function that is called. */
static void use_symbol(struct r_reader *reader, uint8_t number, unsigned where, uint64_t at)
{
    enum r_symbol symbol = r_symbol(number);
    const char *name = r_symbol_name(number);

    reader->tag = symbol;
    if (symbol == R_SYMBOL_RUNS && where & R_IN_CALLED && where & R_IN_PROMISE)
        r_found(reader, ASSAY_LOAD_DANGEROUS, at, "a promise whose code runs more", name);
    else if (symbol == R_SYMBOL_RUNS && where & R_IN_CALLED)
        r_found(reader, ASSAY_LOAD_SUSPICIOUS, at, "a call that runs more", name);
    if (symbol == R_SYMBOL_STARTUP && where & R_IN_BINDINGS)
        r_found(reader, ASSAY_LOAD_DANGEROUS, at, "a function that R calls by itself", name);
}

/* CHARSXP with its flags: a text of its own, or no value (NA). */
static ASSAY_RESULT read_char(struct r_reader *reader)
{
    uint64_t at = cursor_at(reader->stream->cursor);
    int32_t flags, size;

    TRY(r_int(reader->stream, &flags));
    if ((flags & 0xff) != R_CHAR)
        return cursor_fail_at(reader->stream->cursor, ASSAY_EFORMAT, at, "a text is expected");
    TRY(r_int(reader->stream, &size));
    reader->stream->text_size = 0;
    if (size == -1)
        return ASSAY_OK;
    if (size < 0)
        return cursor_fail_at(reader->stream->cursor, ASSAY_EFORMAT, at,
                              "a text of %" PRId32 " bytes", size);
    return r_text(reader->stream, (uint64_t)size);
}

static struct bytes text_of(const struct r_reader *reader)
{
    return bytes_of(reader->stream->text, reader->stream->text_size);
}

enum assay_status r_read_symbol(struct r_reader *reader, unsigned where, uint64_t at)
{
    uint8_t number;

    TRY(read_char(reader));
    number = r_symbol_number(text_of(reader));
    TRY(r_add_reference(reader, number));
    use_symbol(reader, number, where, at);
    return ASSAY_OK;
}

enum assay_status r_read_reference(struct r_reader *reader, int32_t flags, unsigned where,
                                   uint64_t at)
{
    int32_t index = flags >> 8;

    if (index == 0)
        TRY(r_int(reader->stream, &index));
    if (index < 1 || (size_t)index > reader->reference_count)
        return cursor_fail_at(reader->stream->cursor, ASSAY_EFORMAT, at,
                              "a reference to value %" PRId32 " of %zu", index,
                              reader->reference_count);
    use_symbol(reader, reader->references[index - 1], where, at);
    return ASSAY_OK;
}

/* As many rows as the first column of a table has values. */
static void note_rows(struct r_reader *reader, unsigned where, uint64_t count)
{
    if (!(where & R_IN_FIRST_COLUMN))
        return;
    reader->rows = count;
    reader->has_rows = true;
}

enum assay_status r_read_strings(struct r_reader *reader, unsigned where)
{
    uint64_t count;

    TRY(r_length(reader->stream, &count));
    for (uint64_t i = 0; i < count; i++) {
        TRY(read_char(reader));
        if (where & R_IN_CLASS) {
            evidence_set(reader->evidence, ASSAY_FACT_MODEL_OBJECT_CLASSES, MEASURED,
                         text_of(reader));
            if (where & R_IN_ATTRIBUTES && r_class_is_data(text_of(reader)))
                reader->data = true;
        }
        if (where & R_IN_NAMES && where & R_IN_ATTRIBUTES)
            buf_add(&reader->names, reader->stream->text, reader->stream->text_size + 1);
    }
    note_rows(reader, where, count);
    return ASSAY_OK;
}

/* Row names that are only numbers are written as no value and their count. */
enum assay_status r_read_integers(struct r_reader *reader, unsigned where)
{
    uint64_t count;
    int32_t first, second;

    TRY(r_length(reader->stream, &count));
    note_rows(reader, where, count);
    if (!(where & R_IN_ROWS) || count != 2)
        return r_skip(reader->stream, count, 4);
    TRY(r_int(reader->stream, &first));
    TRY(r_int(reader->stream, &second));
    if (first == R_NA && second != R_NA && where & R_IN_ATTRIBUTES) {
        reader->rows = second < 0 ? (uint64_t) - (int64_t)second : (uint64_t)second;
        reader->has_rows = true;
    }
    return ASSAY_OK;
}

enum assay_status r_read_numbers(struct r_reader *reader, unsigned where, unsigned width)
{
    uint64_t count;

    TRY(r_length(reader->stream, &count));
    note_rows(reader, where, count);
    return r_skip(reader->stream, count, width);
}

enum assay_status r_read_persistent(struct r_reader *reader)
{
    int32_t zero, count;

    TRY(r_int(reader->stream, &zero));
    TRY(r_int(reader->stream, &count));
    for (int32_t i = 0; i < count; i++)
        TRY(read_char(reader));
    return r_add_reference(reader, 0);
}

enum assay_status r_read_name(struct r_reader *reader)
{
    int32_t size;

    TRY(r_int(reader->stream, &size));
    if (size < 0)
        return cursor_fail(reader->stream->cursor, "a name of %" PRId32 " bytes", size);
    return r_text(reader->stream, (uint64_t)size);
}
