/* samples.c - see samples.h. */

#include "examine/tables/samples.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/tables/labels.h"
#include "examine/text/text_hash.h"
#include "inventory/gaps.h"

enum {
    ENDINGS = 64, /* a bit each */
    ENDING_SIZE = 48,
    SETS = 64, /* different sets of endings: more are no habit of a writer */
};

struct ending {
    char name[ENDING_SIZE]; /* in lower case, as readers have it */
    uint64_t samples;
};

struct samples {
    uint64_t key, met; /* of the sample that members are added to now; met 0: there is none */
    uint64_t count;    /* samples that are complete or were left */
    uint64_t others;   /* members that readers pass over */
    uint64_t repeats;  /* a second file with an ending that its sample has already */
    uint64_t torn;     /* samples whose key stood in front of another one already */
    struct ending endings[ENDINGS];
    unsigned ending_count;
    struct {
        uint64_t met, count;
    } sets[SETS];
    unsigned set_count;
    uint64_t *keys; /* hashes of those that went by, one after the other; once `mixed` by open
                       addressing, 0: free */
    size_t key_count, places;
    struct buf greatest; /* key, while each that came was greater than all before */
    bool mixed;          /* one was not */
    bool unlike;         /* it is something else: too many endings or sets of them */
    struct labels *labels;
};

struct samples *samples_new(void)
{
    struct samples *samples = calloc(1, sizeof *samples);

    if (samples)
        buf_init(&samples->greatest, SIZE_MAX);
    return samples;
}

void samples_free(struct samples *samples)
{
    if (!samples)
        return;
    labels_free(samples->labels);
    buf_clear(&samples->greatest);
    free(samples->keys);
    free(samples);
}

void samples_freep(struct samples **samples)
{
    samples_free(*samples);
}

/* ---- keys ---- */

/* The place of a key, or the free one where it would stand. */
static uint64_t *find_key(uint64_t *keys, size_t places, uint64_t key)
{
    size_t at = key & (places - 1);

    while (keys[at] && keys[at] != key)
        at = (at + 1) & (places - 1);
    return &keys[at];
}

static void put_all(const struct samples *samples, uint64_t *keys, size_t places)
{
    for (size_t i = 0; i < samples->places; i++)
        if (samples->keys[i])
            *find_key(keys, places, samples->keys[i]) = samples->keys[i];
}

/* Gives the keys so many places, in the form that is due. */
static bool move(struct samples *samples, size_t places, bool mixed)
{
    uint64_t *keys = calloc(places, sizeof *keys);

    if (!keys)
        return false;
    if (mixed)
        put_all(samples, keys, places);
    else if (samples->key_count > 0)
        memcpy(keys, samples->keys, samples->key_count * sizeof *keys);
    free(samples->keys);
    samples->keys = keys;
    samples->places = places;
    samples->mixed = mixed;
    return true;
}

static bool grow(struct samples *samples)
{
    size_t places = samples->places ? samples->places * 2 : 256;

    if (samples->key_count * 2 < samples->places)
        return true;
    return places / 2 <= LIMIT_SAMPLES && move(samples, places, samples->mixed);
}

/* True where it is greater than all before it: then it is a new one. */
static bool comes_last(struct samples *samples, struct bytes key)
{
    if (samples->mixed ||
        (samples->key_count > 0 && bytes_compare(key, buf_bytes(&samples->greatest)) <= 0))
        return false;
    buf_reset(&samples->greatest);
    buf_add(&samples->greatest, key.data, key.size);
    return samples->greatest.status == ASSAY_OK;
}

/* Past the ceiling, or where memory ran out, keys that come again are not found. */
static void note_key(struct samples *samples, struct bytes key, uint64_t hash)
{
    uint64_t *place;

    if (!grow(samples))
        return;
    if (comes_last(samples, key)) {
        samples->keys[samples->key_count++] = hash;
        return;
    }
    if (!samples->mixed && !move(samples, samples->places, true))
        return;
    place = find_key(samples->keys, samples->places, hash);
    samples->torn += *place == hash;
    samples->key_count += *place == 0;
    *place = hash;
}

/* ---- one sample ---- */

static void note_set(struct samples *samples)
{
    for (unsigned i = 0; i < samples->set_count; i++)
        if (samples->sets[i].met == samples->met) {
            samples->sets[i].count++;
            return;
        }
    if (samples->set_count == SETS) {
        samples->unlike = true;
        return;
    }
    samples->sets[samples->set_count].met = samples->met;
    samples->sets[samples->set_count++].count = 1;
}

static void leave_sample(struct samples *samples)
{
    if (!samples->met)
        return;
    note_set(samples);
    samples->count++;
    samples->met = 0;
}

static void add_ending(struct samples *samples, struct bytes ending)
{
    char name[ENDING_SIZE] = "";
    unsigned at = 0;

    for (size_t i = 0; i < ending.size; i++)
        name[i] = (char)(ending.data[i] >= 'A' && ending.data[i] <= 'Z' ? ending.data[i] + 32
                                                                        : ending.data[i]);
    while (at < samples->ending_count && strcmp(samples->endings[at].name, name) != 0)
        at++;
    if (at == ENDINGS) {
        samples->unlike = true;
        return;
    }
    if (at == samples->ending_count)
        memcpy(samples->endings[samples->ending_count++].name, name, sizeof name);
    if (samples->met >> at & 1) {
        samples->repeats++;
        return;
    }
    samples->met |= UINT64_C(1) << at;
    samples->endings[at].samples++;
}

/* Splits a path as readers do; false where they pass over the member. */
static bool split(struct bytes name, struct bytes *key, struct bytes *ending)
{
    const uint8_t *slash = name.size ? memrchr(name.data, '/', name.size) : NULL;
    size_t last = slash ? (size_t)(slash - name.data) + 1 : 0;
    const uint8_t *dot = last < name.size ? memchr(name.data + last, '.', name.size - last) : NULL;
    size_t at;

    if (!dot || dot == name.data + last)
        return false;
    at = (size_t)(dot - name.data);
    *key = bytes_of(name.data, at);
    *ending = bytes_from(name, at + 1);
    return ending->size > 0 && ending->size < ENDING_SIZE && !memchr(ending->data, 0, ending->size);
}

void samples_member(struct samples *samples, struct bytes name)
{
    struct bytes key, ending;
    uint64_t hash;

    if (samples->unlike)
        return;
    if (!split(name, &key, &ending)) {
        samples->others++;
        return;
    }
    hash = text_hash(key) | 1; /* never 0 */
    if (hash != samples->key || !samples->met) {
        leave_sample(samples);
        note_key(samples, key, hash);
        samples->key = hash;
    }
    add_ending(samples, ending);
}

void samples_label(struct samples *samples, struct bytes name, struct bytes label)
{
    if (!bytes_ends(name, BYTES(".cls")))
        return;
    if (!samples->labels)
        samples->labels = labels_new();
    if (samples->labels)
        labels_add(samples->labels, label, text_hash(label));
}

/* ---- all of them ---- */

/* What a sample is about, as decoders of the format know it; texts and labels stand beside. */
static bool is_payload(const char *ending)
{
    static const char *const known[] = {
        "aac", "avi",  "bmp", "cbor", "cls",    "flac", "gif",  "heic", "jpeg",    "jpg", "json",
        "m4a", "mkv",  "mov", "mp",   "mp3",    "mp4",  "mpeg", "mpg",  "msgpack", "npy", "npz",
        "ogg", "opus", "pbm", "pgm",  "pickle", "pkl",  "png",  "ppm",  "pt",      "pth", "pyd",
        "tb",  "ten",  "tif", "tiff", "txt",    "wav",  "webm", "webp"};
    const char *dot = strrchr(ending, '.'); /* as in "left.png" */

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(dot ? dot + 1 : ending, known[i]) == 0)
            return true;
    return false;
}

static unsigned bits(uint64_t set)
{
    return (unsigned)__builtin_popcountll(set);
}

/* The endings that most samples have: what one of them lacks, a reader misses. */
static uint64_t usual(const struct samples *samples)
{
    uint64_t set = 0;

    for (unsigned i = 0; i < samples->ending_count; i++)
        if (samples->endings[i].samples > samples->count / 2)
            set |= UINT64_C(1) << i;
    return set;
}

bool samples_are_there(const struct samples *samples)
{
    uint64_t together = samples->torn, count = samples->count + (samples->met != 0);
    bool payload = false;

    if (samples->unlike || count < 2 || samples->others > count)
        return false;
    for (unsigned i = 0; i < samples->set_count; i++)
        if (bits(samples->sets[i].met) > 1)
            together += samples->sets[i].count;
    together += bits(samples->met) > 1;
    for (unsigned i = 0; i < samples->ending_count; i++)
        payload |= samples->endings[i].samples >= count / 2 && is_payload(samples->endings[i].name);
    return payload && together >= count - count / 2;
}

static void tell_flaws(const struct samples *samples, struct evidence *evidence)
{
    if (samples->repeats)
        evidence_gap(evidence, GAP_DATA_BAD_RECORD, ASSAY_NO_OFFSET,
                     "%" PRIu64 " files have the key and the ending of another one of their "
                     "sample: readers stop there",
                     samples->repeats);
    if (samples->torn)
        evidence_gap(evidence, GAP_DATA_BAD_RECORD, ASSAY_NO_OFFSET,
                     "%" PRIu64 " keys come again behind those of other samples: readers take "
                     "them for samples of their own",
                     samples->torn);
}

static void tell_incomplete(const struct samples *samples, struct evidence *evidence)
{
    uint64_t needed = usual(samples), incomplete = 0;

    for (unsigned i = 0; i < samples->set_count; i++)
        if ((samples->sets[i].met & needed) != needed)
            incomplete += samples->sets[i].count;
    evidence_int(evidence, ASSAY_FACT_DATASET_RAGGED_ROWS, MEASURED, incomplete);
}

void samples_tell(struct samples *samples, struct evidence *evidence)
{
    leave_sample(samples);
    evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, samples->count);
    evidence_int(evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, samples->ending_count);
    for (unsigned i = 0; i < samples->ending_count; i++) {
        const struct ending *ending = &samples->endings[i];
        char nulls[24];

        snprintf(nulls, sizeof nulls, "%" PRIu64, samples->count - ending->samples);
        evidence_list(evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED,
                      bytes_text(ending->name));
        evidence_list(evidence, ASSAY_FACT_DATASET_COLUMN_NULLS, MEASURED, bytes_text(nulls));
        if (samples->labels && strcmp(ending->name, "cls") == 0) {
            evidence_column(evidence, i, bytes_text(ending->name));
            labels_tell(samples->labels, i, ending->name, evidence);
        }
    }
    tell_incomplete(samples, evidence);
    tell_flaws(samples, evidence);
}
