/*
 * record_meant.c - a record that is written so that no reader takes it for one.
 *
 * What YAML lets one write in a hundred ways is not read in all of them, but what a person meant
 * for a record is not dropped without a word. The key `record` of a document's outermost map, in
 * any letters, and the name of a kind as its value are enough to ask. Where one of them is a near
 * miss, or both stand further in, they may be somebody else's: there a field that such a record
 * must have has to stand in the same text.
 */

#include <ctype.h>
#include <strings.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/papers/record_keys.h"
#include "examine/papers/records.h"

enum { KINDS_MAX = 64 };

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

/* Whether a field that each record of the kind has is a key of the text. Memory that runs out is no
 * reason to be silent. */
static bool has_field_of(struct bytes text, const struct shipped_record *record)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error ignored = {0};
    const struct form *form, *field;
    struct record_keys keys;
    struct record_key key;

    if (!arena || record_form_read(record, arena, &form, &ignored) != ASSAY_OK)
        return true;
    record_keys_start(&keys, text);
    while (record_keys_next(&keys, &key)) {
        char name[RECORD_WORD_SIZE];

        field = record_key_name(&key, name) ? form_field(form, bytes_text(name)) : NULL;
        if (field && field->required && strcmp(name, "record") != 0)
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
        size_t kind = sign.record ? (size_t)(sign.record - shipped_records) : 0;

        if (!sign.record || kind >= KINDS_MAX || without[kind] || !(sign.sure || key.outermost))
            continue;
        *line = key.line;
        if ((alone && sign.sure && key.outermost) || has_field_of(text, sign.record))
            return sign.record;
        without[kind] = !(alone && sign.sure); /* a surer sign of it may follow */
    }
    return NULL;
}
