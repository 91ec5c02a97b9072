/*
 * record_meant.c - a record that is written so that no reader takes it for one.
 *
 * What YAML lets one write in a hundred ways is not read in all of them, but what a person meant
 * for a record is not dropped without a word. The key `record` of a document's outermost map, in
 * any letters, and the name of a kind as its value are enough to ask. Where one of them is a near
 * miss, or both stand further in, they may be somebody else's: there a field that such a record
 * must have has to stand in the same text. Where the key is missing altogether, most of the fields
 * that such a record must have give it away.
 */

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/papers/record_keys.h"
#include "examine/papers/records.h"

enum {
    KINDS_MAX = 64,
    WITHIN_MAX = 8 /* keys of a map under `record` that are looked at */
};

/* What a key and its value say. */
struct sign {
    const struct shipped_record *record;
    bool sure; /* it is the key, and the name of a kind */
};

/* The kind that a value names: in other letters, with `_` or a blank for `-`; nearly; or with its
 * first word. */
static struct sign sign_of_kind(const char *value)
{
    char name[RECORD_WORD_SIZE];
    const struct shipped_record *record;
    const char *near;

    (void)text_copy(name, sizeof name, value);
    for (char *at = name; *at; at++)
        *at = bytes_has(BYTES("_ "), (uint8_t)*at) ? '-' : (char)tolower((unsigned char)*at);
    record = record_find(bytes_text(name));
    if (record)
        return (struct sign){record, true};
    near = record_nearest(name);
    return (struct sign){
        record_find(near ? bytes_text(near) : bytes_of(value, strcspn(value, " "))), false};
}

static bool is_near(const char *name)
{
    static const char *const key[] = {"record"};
    const size_t size = strlen(name);

    return size >= 4 && size <= 8 && text_nearest(name, key, ARRAY_LEN(key));
}

static struct sign sign_at(struct record_keys *keys, const struct record_key *key)
{
    char name[RECORD_WORD_SIZE], value[RECORD_WORD_SIZE];
    struct sign sign = {0};
    bool exact;

    if (!record_key_name(key, name))
        return sign;
    exact = strcasecmp(name, "record") == 0;
    if ((!exact && !is_near(name)) || !record_key_value(keys, key, value))
        return sign;
    sign = sign_of_kind(value);
    if (!exact && !sign.sure)
        return (struct sign){0}; /* "recorded: changed" */
    sign.sure = sign.sure && exact;
    return sign;
}

/* `record: {kind: risk}`: the kind stands in a map of its own. */
static struct sign sign_within(struct record_keys keys, const struct record_key *key)
{
    static const char *const names[] = {"kind", "name", "record", "type"};
    char name[RECORD_WORD_SIZE], value[RECORD_WORD_SIZE];
    struct record_key inner;
    struct sign sign = {0};

    if (!key->outermost || !record_key_name(key, name) || strcasecmp(name, "record") != 0 ||
        record_key_value(&keys, key, value))
        return sign;
    for (int i = 0; i < WITHIN_MAX && !sign.sure && record_keys_next(&keys, &inner); i++) {
        if (inner.outermost)
            break;
        for (size_t j = 0; j < ARRAY_LEN(names); j++)
            if (record_key_name(&inner, name) && strcasecmp(name, names[j]) == 0 &&
                record_key_value(&keys, &inner, value))
                sign = sign_of_kind(value);
    }
    return sign.sure ? sign : (struct sign){0};
}

static bool is_required(const struct form *form, const char *name)
{
    const struct form *field = form_field(form, bytes_text(name));

    return field && field->required && strcmp(name, "record") != 0;
}

/* Whether a field that each record of the kind has is a key of the text. Memory that runs out is no
 * reason to be silent. */
static bool has_field_of(struct bytes text, const struct shipped_record *record)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error ignored = {0};
    const struct form *form;
    struct record_keys keys;
    struct record_key key;

    if (!arena || record_form_read(record, arena, &form, &ignored) != ASSAY_OK)
        return true;
    record_keys_start(&keys, text);
    while (record_keys_next(&keys, &key)) {
        char name[RECORD_WORD_SIZE];

        if (record_key_name(&key, name) && is_required(form, name))
            return true;
    }
    return false;
}

const struct shipped_record *record_meant_at(struct bytes text, bool alone, uint32_t *line)
{
    bool without[KINDS_MAX] = {false}; /* each kind is looked for once */
    struct record_keys keys;
    struct record_key key;

    text.size = text.size < RECORD_BEGIN_MAX ? text.size : RECORD_BEGIN_MAX;
    record_keys_start(&keys, text);
    while (record_keys_next(&keys, &key)) {
        struct sign sign = sign_at(&keys, &key);
        size_t kind;

        if (!sign.record)
            sign = sign_within(keys, &key);
        kind = sign.record ? (size_t)(sign.record - shipped_records) : 0;
        if (!sign.record || kind >= KINDS_MAX || without[kind] || !(sign.sure || key.outermost))
            continue;
        *line = key.line;
        if ((alone && sign.sure && key.outermost) || has_field_of(text, sign.record))
            return sign.record;
        without[kind] = !(alone && sign.sure); /* a surer sign of it may follow */
    }
    return NULL;
}

/* ---- without the key ---- */

enum { NAMES_MAX = 64 };

/* Different keys of the outermost map of a text, each once. */
struct names {
    char names[NAMES_MAX][RECORD_WORD_SIZE];
    size_t count;
    uint32_t line; /* of the first one */
};

static bool has_name(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], name) == 0)
            return true;
    return false;
}

/* `within`: keys of maps further in as well. */
static void read_names(struct bytes text, bool within, struct names *names)
{
    struct record_keys keys;
    struct record_key key;

    names->count = 0;
    record_keys_start(&keys, text);
    while (names->count < NAMES_MAX && record_keys_next(&keys, &key)) {
        char name[RECORD_WORD_SIZE];

        if ((!key.outermost && !within) || !record_key_name(&key, name))
            continue;
        for (char *at = name; *at; at++)
            *at = *at == '_' ? '-' : *at;
        if (has_name(names, name))
            continue;
        if (names->count == 0)
            names->line = key.line;
        (void)text_copy(names->names[names->count++], RECORD_WORD_SIZE, name);
    }
}

/* Of the fields that each record of a kind has, how many there are, and how many not. */
struct fit {
    size_t here, missing;
};

static struct fit fit_of(const struct names *names, const struct form *form)
{
    struct fit fit = {0};

    for (size_t i = 0; i < form->field_count; i++)
        if (is_required(form, form->fields[i].name)) {
            bool here = has_name(names, form->fields[i].name);

            fit.here += here;
            fit.missing += !here;
        }
    return fit;
}

/* Beyond chance: three, and half of them. Among records all will do, or two and a third. */
static bool fits(const struct fit *fit, bool among_records)
{
    return among_records ? fit->missing == 0 || (fit->here >= 2 && 2 * fit->here >= fit->missing)
                         : fit->here >= 3 && fit->here >= fit->missing;
}

static bool fits_better(const struct fit *a, const struct fit *b)
{
    return a->here != b->here ? a->here > b->here : a->missing < b->missing;
}

/* The folder of `path` is called "records", as `assay init --record` calls it. */
static bool is_among_records(struct bytes path)
{
    struct bytes folder = bytes_folder(path);

    return bytes_equal(folder, BYTES("records/")) || bytes_ends(folder, BYTES("/records/"));
}

const struct shipped_record *record_like(struct bytes text, struct bytes path, uint32_t *line)
{
    CLEANUP(free_cleanup) struct names *names = NULL;
    bool among_records = is_among_records(path);
    const struct shipped_record *nearest = NULL;
    struct fit best = {0};

    text.size = text.size < RECORD_BEGIN_MAX ? text.size : RECORD_BEGIN_MAX;
    if (text.size == 0 || (!among_records && !memmem(text.data, text.size, "subjects", 8)))
        return NULL;
    names = malloc(sizeof *names);
    if (!names)
        return NULL;
    read_names(text, false, names);
    if (names->count == 1 && record_find(bytes_text(names->names[0]))) /* "risk: {subjects: ...}" */
        read_names(text, true, names);
    if (names->count == 0 || (!among_records && !has_name(names, "subjects")))
        return NULL;
    for (size_t i = 0; i < shipped_record_count; i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct assay_error ignored = {0};
        const struct form *form;
        struct fit fit;

        if (!arena || record_form_read(&shipped_records[i], arena, &form, &ignored) != ASSAY_OK)
            continue;
        fit = fit_of(names, form);
        if (fits(&fit, among_records) && fits_better(&fit, &best)) {
            best = fit;
            nearest = &shipped_records[i];
        }
    }
    *line = names->line;
    return nearest;
}
