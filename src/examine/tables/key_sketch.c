/* key_sketch.c - see key_sketch.h. */

#include "examine/tables/key_sketch.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/order.h"
#include "crypto/digest.h"
#include "examine/detect/column_proof.h"
#include "examine/evidence.h"
#include "examine/tables/person_column.h"
#include "examine/tables/row_sketch.h"
#include "examine/tables/row_text.h"
#include "examine/text/text_hash.h"

enum {
    VALUE_MOST = 64, /* bytes of a key */
    WORDS_MOST = 4,
};

bool key_sketch_wants(const char *column)
{
    static const char *const keys[] = {
        "account",  "author",  "case",    "client",      "customer",  "device", "donor",
        "employee", "family",  "group",   "hospital",    "household", "id",     "identifier",
        "key",      "member",  "number",  "participant", "patient",   "person", "session",
        "site",     "speaker", "student", "study",       "subject",   "user",   NULL};
    struct column_words words;

    column_words(column, &words);
    return column_words_have(&words, keys) || person_column_is_named(column);
}

bool key_sketch_may_hold(struct bytes text)
{
    unsigned blanks = 0;

    if (text.size > VALUE_MOST)
        return false;
    for (size_t i = 0; i < text.size; i++)
        blanks += text.data[i] == ' ';
    return blanks < WORDS_MOST;
}

bool key_sketch_is_asked(const struct evidence *evidence)
{
    return evidence_digest_key(evidence) != NULL;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(uint8_t byte)
{
    return byte >= 'a' && byte <= 'z';
}

/* A sign between a letter and a digit, or at an end. */
static bool is_idle_sign(struct bytes text, size_t at)
{
    uint8_t before = at > 0 ? text.data[at - 1] : ' ';
    uint8_t after = at + 1 < text.size ? text.data[at + 1] : ' ';

    return !is_digit(text.data[at]) && !is_letter(text.data[at]) &&
           bytes_has(BYTES("-_/#:.,;'\"()[] "), text.data[at]) &&
           !(is_digit(before) && is_digit(after)) && !(is_letter(before) && is_letter(after));
}

static bool is_idle_zero(struct bytes text, size_t at, bool in_number)
{
    return text.data[at] == '0' && !in_number && at + 1 < text.size && is_digit(text.data[at + 1]);
}

uint64_t key_sketch_hash(struct bytes text)
{
    uint8_t seen[ROW_TEXT_ROOM], room[ROW_TEXT_ROOM];
    struct bytes plain;
    bool in_number = false;
    size_t size = 0;

    if (text.size > ROW_TEXT_MAX)
        return text_hash(text);
    plain = row_text(text, seen);
    for (size_t i = 0; i < plain.size; i++) {
        if (is_idle_sign(plain, i) || is_idle_zero(plain, i, in_number))
            continue;
        room[size++] = plain.data[i];
        in_number = is_digit(plain.data[i]) || (in_number && plain.data[i] == '.');
    }
    return text_hash(bytes_of(room, size));
}

/* True where the key is the text as a row's sketch knows it: letters and digits, no zero in front
 * of a number. */
static bool is_plain(struct bytes text)
{
    bool digit = false;

    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];
        bool before = digit;

        digit = is_digit(byte);
        if (!digit && !is_letter(byte | 0x20))
            return false;
        if (byte == '0' && !before && i + 1 < text.size && is_digit(text.data[i + 1]))
            return false;
    }
    return true;
}

void key_sketch_add(struct key_sample *keys, struct bytes text, uint64_t row_hash)
{
    uint64_t key = text.data && !is_plain(text) ? key_sketch_hash(text) : row_hash;
    struct key_place *place;

    key += key == 0;
    if (key > keys->largest)
        return;
    place = key_sample_find(keys, key);
    if (!place->drawn)
        key_sample_put(keys, place, key, key);
}

void key_sketch_add_as_written(struct key_sample *keys, struct bytes text, uint64_t row_hash)
{
    struct key_place *place;

    row_hash += row_hash == 0;
    if (row_hash > keys->largest)
        return;
    place = key_sample_find(keys, row_hash);
    if (!place->drawn)
        key_sample_put(keys, place, row_hash, is_plain(text) ? row_hash : key_sketch_hash(text));
}

static uint64_t keyed(const uint8_t *key, uint64_t hash)
{
    uint8_t bytes[sizeof hash], digest[SHA256_SIZE];
    uint64_t out = 0;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(hash >> (8 * i));
    hmac_sha256(bytes_of(key, ASSAY_DIGEST_KEY_SIZE), bytes_of(bytes, sizeof bytes), digest);
    for (size_t i = 0; i < sizeof out; i++)
        out = out << 8 | digest[i];
    return out;
}

static void tell(const uint64_t *hashes, size_t count, const struct key_sample *keys,
                 const char *column, struct evidence *evidence)
{
    for (size_t from = 0; from < count; from += ROW_SKETCH_ELEMENT) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
        size_t size = count - from < ROW_SKETCH_ELEMENT ? count - from : ROW_SKETCH_ELEMENT;

        buf_printf(&text, "%s=", column);
        if (keys->level > 0)
            buf_printf(&text, "1/%" PRIu64 ":", UINT64_C(1) << keys->level);
        row_sketch_encode(hashes + from, size, ROW_SKETCH_BYTES, &text);
        if (text.status == ASSAY_OK)
            evidence_list(evidence, ASSAY_FACT_DATASET_KEY_SKETCH, MEASURED, buf_bytes(&text));
    }
}

void key_sketch_tell(const struct key_sample *keys, const char *column, struct evidence *evidence)
{
    const uint8_t *key = evidence_digest_key(evidence);
    uint64_t hashes[KEY_SAMPLE_MOST];
    size_t count;

    if (!key || !column)
        return;
    count = key_sample_keys(keys, hashes);
    for (size_t i = 0; i < count; i++)
        hashes[i] = keyed(key, hashes[i]);
    if (count > 0)
        qsort(hashes, count, sizeof *hashes, order_u64);
    tell(hashes, count, keys, column, evidence);
}
