/* types.c - types: the simple ones, those made of others, their notation. */

#include "policy/cel/types.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"

enum { TYPE_TEXT_MAX = 4096, TYPE_DEPTH = 32, TYPE_ARGS = 8 };

const struct cel_type cel_dyn = {.kind = CEL_DYN, .name = "dyn"};
const struct cel_type cel_null = {.kind = CEL_NULL, .name = "null_type"};
const struct cel_type cel_bool = {.kind = CEL_BOOL, .name = "bool"};
const struct cel_type cel_int = {.kind = CEL_INT, .name = "int"};
const struct cel_type cel_uint = {.kind = CEL_UINT, .name = "uint"};
const struct cel_type cel_double = {.kind = CEL_DOUBLE, .name = "double"};
const struct cel_type cel_string = {.kind = CEL_STRING, .name = "string"};
const struct cel_type cel_bytes = {.kind = CEL_BYTES, .name = "bytes"};
const struct cel_type cel_duration = {.kind = CEL_DURATION, .name = "google.protobuf.Duration"};
const struct cel_type cel_timestamp = {.kind = CEL_TIMESTAMP, .name = "google.protobuf.Timestamp"};
const struct cel_type cel_type_type = {.kind = CEL_TYPE, .name = "type"};

static const struct cel_type *const any[] = {&cel_dyn, &cel_dyn};
const struct cel_type cel_any_list = {
    .kind = CEL_LIST, .name = "list", .args = any, .arg_count = 1};
const struct cel_type cel_any_map = {.kind = CEL_MAP, .name = "map", .args = any, .arg_count = 2};
const struct cel_type cel_any_optional = {
    .kind = CEL_OPTIONAL, .name = "optional_type", .args = any, .arg_count = 1};

const struct cel_type *type_named(struct arena *arena, enum cel_kind kind, const char *name,
                                  const struct cel_type *const *args, size_t count)
{
    struct cel_type *type = arena_alloc(arena, sizeof *type);
    const struct cel_type **copy = arena_array(arena, count, sizeof *copy);

    if (!type || !copy)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (!args[i])
            return NULL;
        copy[i] = args[i];
    }
    *type = (struct cel_type){.kind = kind, .name = name, .args = copy, .arg_count = count};
    return type;
}

const struct cel_type *cel_list_of(struct arena *arena, const struct cel_type *element)
{
    return type_named(arena, CEL_LIST, "list", &element, 1);
}

const struct cel_type *cel_map_of(struct arena *arena, const struct cel_type *key,
                                  const struct cel_type *value)
{
    const struct cel_type *const args[] = {key, value};

    return type_named(arena, CEL_MAP, "map", args, 2);
}

const struct cel_type *cel_optional_of(struct arena *arena, const struct cel_type *value)
{
    return type_named(arena, CEL_OPTIONAL, "optional_type", &value, 1);
}

static int field_order(const void *a, const void *b)
{
    return strcmp(((const struct cel_field *)a)->name, ((const struct cel_field *)b)->name);
}

const struct cel_type *cel_record_of(struct arena *arena, const char *name,
                                     const struct cel_field *fields, size_t count)
{
    struct cel_type *type = arena_alloc(arena, sizeof *type);
    struct cel_field *copy = arena_array(arena, count, sizeof *copy);
    char *own = arena_text(arena, name);

    if (!type || !copy || !own)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        copy[i] = (struct cel_field){arena_text(arena, fields[i].name), fields[i].type};
        if (!copy[i].name)
            return NULL;
    }
    if (count > 0)
        qsort(copy, count, sizeof *copy, field_order);
    *type =
        (struct cel_type){.kind = CEL_RECORD, .name = own, .fields = copy, .field_count = count};
    return type;
}

const struct cel_type *cel_record_late(struct arena *arena, const char *name,
                                       const struct cel_late *late)
{
    struct cel_type *type = arena_alloc(arena, sizeof *type);
    struct cel_late *copy = arena_alloc(arena, sizeof *copy);
    char *own = arena_text(arena, name);

    if (!type || !copy || !own)
        return NULL;
    *copy = *late;
    *type = (struct cel_type){.kind = CEL_RECORD, .name = own, .late = copy};
    return type;
}

const struct cel_type *cel_record_fields(const struct cel_type *record)
{
    return record->late ? record->late->make(record->late->data) : record;
}

const struct cel_field *type_field(const struct cel_type *record, const char *name)
{
    struct cel_field key = {.name = name};

    if (record->field_count == 0)
        return NULL;
    return bsearch(&key, record->fields, record->field_count, sizeof key, field_order);
}

const struct cel_type *cel_record_field(const struct cel_type *record, const char *name)
{
    const struct cel_type *whole = cel_record_fields(record);
    const struct cel_field *field = whole ? type_field(whole, name) : NULL;

    return field ? field->type : NULL;
}

/* NOLINTNEXTLINE(misc-no-recursion): types are as deep as a signature (TYPE_DEPTH) or expression */
bool type_equal(const struct cel_type *a, const struct cel_type *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->arg_count != b->arg_count || strcmp(a->name, b->name) != 0)
        return false;
    for (size_t i = 0; i < a->arg_count; i++) {
        if (!type_equal(a->args[i], b->args[i]))
            return false;
    }
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): as above */
static void write_type(struct buf *out, const struct cel_type *type)
{
    if (type->kind == CEL_PARAM) {
        buf_printf(out, "<%s>", type->name);
        return;
    }
    buf_text(out, type->name);
    if (type->arg_count == 0)
        return;
    for (size_t i = 0; i < type->arg_count; i++) {
        buf_text(out, i == 0 ? "(" : ", ");
        write_type(out, type->args[i]);
    }
    buf_text(out, ")");
}

const char *cel_type_text(struct arena *arena, const struct cel_type *type)
{
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, TYPE_TEXT_MAX);
    write_type(&text, type);
    if (text.status == ASSAY_ELIMIT)
        return type->name;
    return text.status == ASSAY_OK ? arena_copy(arena, buf_bytes(&text)) : NULL;
}

struct reader {
    struct arena *arena;
    struct bytes *text;
    const struct cel_type *(*record)(const void *data, const char *name);
    const void *data;
};

static void skip_blanks(struct bytes *text)
{
    while (text->size > 0 && text->data[0] == ' ')
        *text = bytes_from(*text, 1);
}

static bool skip_byte(struct bytes *text, char byte)
{
    skip_blanks(text);
    if (text->size == 0 || text->data[0] != (uint8_t)byte)
        return false;
    *text = bytes_from(*text, 1);
    return true;
}

/* A name with dots in it, copied; NULL where there is none. */
static char *read_name(const struct reader *reader)
{
    struct bytes *text = reader->text;
    size_t size = 0;
    char *name;

    skip_blanks(text);
    while (size < text->size &&
           (text->data[size] == '_' || text->data[size] == '.' || text->data[size] == '-' ||
            (text->data[size] >= '0' && text->data[size] <= '9') ||
            ((text->data[size] | 0x20) >= 'a' && (text->data[size] | 0x20) <= 'z')))
        size++;
    if (size == 0)
        return NULL;
    name = arena_copy(reader->arena, bytes_of(text->data, size));
    *text = bytes_from(*text, size);
    return name;
}

static const struct cel_type *simple_type(const char *name)
{
    static const struct cel_type *const types[] = {
        &cel_dyn,    &cel_null,  &cel_bool,     &cel_int,       &cel_uint,     &cel_double,
        &cel_string, &cel_bytes, &cel_duration, &cel_timestamp, &cel_type_type};

    if (strcmp(name, "duration") == 0)
        return &cel_duration;
    if (strcmp(name, "timestamp") == 0)
        return &cel_timestamp;
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (strcmp(types[i]->name, name) == 0)
            return types[i];
    }
    return NULL;
}

static const struct cel_type *read_type(const struct reader *reader, unsigned depth);

/* Arguments in parentheses, those that are there; SIZE_MAX where they cannot be read. */
/* NOLINTNEXTLINE(misc-no-recursion): TYPE_DEPTH */
static size_t read_args(const struct reader *reader, unsigned depth,
                        const struct cel_type *args[TYPE_ARGS])
{
    size_t count = 0;

    if (!skip_byte(reader->text, '('))
        return 0;
    do {
        if (count == TYPE_ARGS)
            return SIZE_MAX;
        args[count] = read_type(reader, depth + 1);
        if (!args[count++])
            return SIZE_MAX;
    } while (skip_byte(reader->text, ','));
    return skip_byte(reader->text, ')') ? count : SIZE_MAX;
}

/* NOLINTNEXTLINE(misc-no-recursion): TYPE_DEPTH */
static const struct cel_type *read_type(const struct reader *reader, unsigned depth)
{
    const struct cel_type *args[TYPE_ARGS];
    const struct cel_type *found;
    char *name;
    size_t count;

    if (depth > TYPE_DEPTH)
        return NULL;
    if (skip_byte(reader->text, '<')) {
        name = read_name(reader);
        return name && skip_byte(reader->text, '>')
                   ? type_named(reader->arena, CEL_PARAM, name, NULL, 0)
                   : NULL;
    }
    name = read_name(reader);
    if (!name)
        return NULL;
    found = simple_type(name);
    if (found && found->kind != CEL_TYPE)
        return found;
    count = read_args(reader, depth, args);
    if (count == SIZE_MAX)
        return NULL;
    if (found)
        return found; /* what a type is a type of is not looked at */
    if (strcmp(name, "list") == 0)
        return count == 1 ? cel_list_of(reader->arena, args[0]) : NULL;
    if (strcmp(name, "map") == 0)
        return count == 2 ? cel_map_of(reader->arena, args[0], args[1]) : NULL;
    if (strcmp(name, "optional_type") == 0)
        return count == 1 ? cel_optional_of(reader->arena, args[0]) : NULL;
    if (count == 0)
        return reader->record ? reader->record(reader->data, name) : NULL;
    return type_named(reader->arena, CEL_OPAQUE, name, args, count);
}

const struct cel_type *
type_read(struct arena *arena, struct bytes *text,
          const struct cel_type *(*record)(const void *data, const char *name), const void *data)
{
    struct reader reader = {arena, text, record, data};

    return read_type(&reader, 0);
}
