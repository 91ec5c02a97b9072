/*
 * inspect_dataset_json.c - JSON that describes data sets: Croissant, Data Package,
 * dataset_infos.json of the Hub. What they say of files is claimed, and held against the files
 * (link_names.c). Sources: MLCommons, "Croissant Format Specification" 1.0; Frictionless, "Data
 * Package (v1)"; datasets, info.py.
 */

#include "base/buf.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/json_walk.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"
#include "examine/words/hub_words.h"
#include "inventory/gaps.h"

enum { BID_NAME = 8, BID_CROISSANT = 8 * 23 };

#define CROISSANT "mlcommons.org/croissant"

/* One file that is described, until the next begins. */
struct reader {
    struct json_walk walk;
    bool telling;
    struct buf path, digest;
    uint64_t size, offset, rows;
};

static struct reader *reader_of(struct json_walk *walk)
{
    return walk->reader;
}

static enum assay_status take_telling(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    reader_of(walk)->telling = true;
    return ASSAY_OK;
}

static enum assay_status take_context(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (json_walk_is_text(walk) &&
        memmem(walk->scan.text.data, walk->scan.text.size, CROISSANT, strlen(CROISSANT)))
        reader_of(walk)->telling = true;
    return ASSAY_OK;
}

static enum assay_status take_license(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (json_walk_is_text(walk))
        hub_license(walk->evidence, ASSAY_FACT_DATASET_LICENSE, walk->scan.text);
    return ASSAY_OK;
}

static enum assay_status take_locator(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (json_walk_is_text(walk))
        evidence_text(walk->evidence, ASSAY_FACT_DATASET_ORIGIN_LOCATOR, DECLARED, walk->scan.text);
    return ASSAY_OK;
}

static enum assay_status take_column(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (json_walk_is_text(walk))
        evidence_list(walk->evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, DECLARED, walk->scan.text);
    return ASSAY_OK;
}

/* Members of an object whose names are the columns, or the splits. */
static enum assay_status take_name(struct json_walk *walk, const struct json_way *way)
{
    struct bytes name = json_walk_name(walk, 0);

    if (way->what == ASSAY_FACT_DATASET_SPLITS)
        evidence_set(walk->evidence, ASSAY_FACT_DATASET_SPLITS, DECLARED, name);
    else
        evidence_list(walk->evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, DECLARED, name);
    return ASSAY_OK;
}

static enum assay_status take_rows(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = reader_of(walk);
    uint64_t rows;

    (void)way;
    if (json_walk_u64(walk, &rows) && ckd_add(&reader->rows, reader->rows, rows))
        reader->rows = UINT64_MAX;
    return ASSAY_OK;
}

static bool is_elsewhere(struct bytes path)
{
    return path.size >= 3 && memmem(path.data, path.size, "://", 3);
}

/* A digest without its algorithm is that of Croissant, SHA-256, or of Data Package, MD5. */
static void end_file(struct reader *reader)
{
    CLEANUP(buf_clear) struct buf digest = {.ceiling = LIMIT_FACT_TEXT};
    struct bytes path = buf_bytes(&reader->path), stated = buf_bytes(&reader->digest);
    struct claim_words words = {
        .role = ASSAY_CLAIM_FILE, .name = path, .size = reader->size, .offset = reader->offset};

    if (stated.size == 64)
        buf_text(&digest, "sha256:");
    else if (stated.size == 32)
        buf_text(&digest, "md5:");
    buf_add(&digest, stated.data, stated.size);
    if (path.size > 0 && !is_elsewhere(path)) {
        if (digest_word(buf_bytes(&digest)) != DIGEST_WORD_WRONG)
            words.digest = buf_bytes(&digest);
        if (!claim_name_is_safe(path))
            evidence_gap(reader->walk.evidence, GAP_BUNDLE_UNSAFE_PATH, reader->offset,
                         "a file is to be read from outside of its folder");
        else if (words.digest.size > 0 || words.size != ASSAY_NO_SIZE)
            evidence_claim(reader->walk.evidence, &words);
    }
    buf_reset(&reader->path);
    buf_reset(&reader->digest);
    reader->size = ASSAY_NO_SIZE;
}

static enum assay_status take_file(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    end_file(reader_of(walk));
    reader_of(walk)->offset = walk->scan.at;
    return ASSAY_OK;
}

static enum assay_status take_path(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = reader_of(walk);
    struct buf *into = way->what ? &reader->digest : &reader->path;

    if (json_walk_is_text(walk)) {
        buf_reset(into);
        buf_add(into, walk->scan.text.data, walk->scan.text.size);
    }
    return ASSAY_OK;
}

static enum assay_status take_size(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    (void)json_walk_u64(walk, &reader_of(walk)->size);
    return ASSAY_OK;
}

/* clang-format off */
static const struct json_way croissant[] = {
    {"@context", take_context, 0},
    {"**.conformsTo", take_context, 0},
    {"conformsTo.[]", take_context, 0},
    {"@context.cr", take_context, 0},
    {"license", take_license, 0},
    {"license.[]", take_license, 0},
    {"url", take_locator, 0},
    {"distribution.[]", take_file, 0},
    {"distribution.[].contentUrl", take_path, 0},
    {"distribution.[].sha256", take_path, 1},
    {"recordSet.[].field.[].name", take_column, 0},
};
static const struct json_way data_package[] = {
    {"resources", take_telling, 0},
    {"licenses.[].name", take_license, 0},
    {"homepage", take_locator, 0},
    {"resources.[]", take_file, 0},
    {"resources.[].path", take_path, 0},
    {"resources.[].hash", take_path, 1},
    {"resources.[].bytes", take_size, 0},
    {"resources.[].schema.fields.[].name", take_column, 0},
};
static const struct json_way dataset_infos[] = {
    {"*.features", take_telling, 0},
    {"*.splits", take_telling, 0},
    {"*.license", take_license, 0},
    {"*.homepage", take_locator, 0},
    {"*.features.*", take_name, ASSAY_FACT_DATASET_COLUMN_NAMES},
    {"*.splits.*", take_name, ASSAY_FACT_DATASET_SPLITS},
    {"*.splits.*.num_examples", take_rows, 0},
};
/* clang-format on */

static const struct description {
    const char *name, *format;
    const struct json_way *ways;
    size_t count;
} descriptions[] = {
    {"croissant.json", "croissant", croissant, ARRAY_LEN(croissant)},
    {"datapackage.json", "data-package", data_package, ARRAY_LEN(data_package)},
    {"dataset_infos.json", "dataset-infos", dataset_infos, ARRAY_LEN(dataset_infos)},
};

static bool says_croissant(struct bytes head)
{
    return head.size > 0 && head.data[0] == '{' && bytes_contain(head, CROISSANT);
}

static const struct description *description_of(const struct subject *subject)
{
    if (says_croissant(subject->head))
        return &descriptions[0];
    for (size_t i = 0; i < ARRAY_LEN(descriptions); i++)
        if (bytes_equal(subject->name, bytes_text(descriptions[i].name)))
            return &descriptions[i];
    return NULL;
}

static unsigned dataset_json_bid(const struct subject *subject)
{
    if (says_croissant(subject->head))
        return BID_CROISSANT;
    return description_of(subject) ? BID_NAME : 0;
}

static enum assay_status dataset_json_read(struct cursor *cursor, const struct subject *subject,
                                           struct evidence *evidence)
{
    const struct description *description = description_of(subject);
    struct reader reader = {.walk = {.evidence = evidence}, .size = ASSAY_NO_SIZE};
    enum assay_status status;

    if (!description)
        return ASSAY_OK;
    reader.walk.reader = &reader;
    buf_init(&reader.path, WALK_TEXT);
    buf_init(&reader.digest, WALK_TEXT);
    status = json_walk(cursor, description->ways, description->count, &reader.walk);
    end_file(&reader);
    json_walk_clear(&reader.walk);
    buf_clear(&reader.path);
    buf_clear(&reader.digest);
    if (!reader.telling) {
        evidence_decline(evidence);
        return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT ? ASSAY_OK : status;
    }
    evidence_format(evidence, description->format);
    if (reader.rows > 0)
        evidence_int(evidence, ASSAY_FACT_DATASET_DECLARED_ROWS, DECLARED, reader.rows);
    if (reader.walk.repeats > 0)
        evidence_gap(evidence, GAP_DATA_BAD_RECORD, reader.walk.first_repeat_at,
                     "a name stands twice in one object");
    return status;
}

const struct inspector inspect_dataset_json = {.format = "croissant",
                                               .kind = ASSAY_KIND_CONFIG,
                                               .text = true,
                                               .bid = dataset_json_bid,
                                               .read = dataset_json_read};
