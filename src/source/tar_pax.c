/* tar_pax.c - what a pax header says. A new keyword is one function and one line in the table. */

#include "source/tar_pax.h"

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/fail.h"

void tar_pax_init(struct tar_pax *pax)
{
    *pax = (struct tar_pax){0};
    buf_init(&pax->path, LIMIT_NAME);
    buf_init(&pax->link, LIMIT_NAME);
    buf_init(&pax->sparse_name, LIMIT_NAME);
}

void tar_pax_clear(struct tar_pax *pax)
{
    buf_clear(&pax->path);
    buf_clear(&pax->link);
    buf_clear(&pax->sparse_name);
    tar_sparse_clear(&pax->map);
}

void tar_pax_reset(struct tar_pax *pax)
{
    pax->has_path = pax->has_link = pax->has_size = pax->volume = false;
    pax->sparse = pax->has_sparse_name = pax->map_in_content = false;
    pax->map.count = 0;
    pax->map.size = pax->map_at = 0;
}

static enum assay_status fail_records(struct assay_error *err)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                   "the records of a pax header cannot be read");
}

/* ---- keywords ---- */

/* A longer text than a name may have is cut: what it names is still examined. */
static void set_text(struct tar_pax *pax, struct buf *text, bool *has, struct bytes value)
{
    buf_reset(text);
    value = tar_text(value);
    pax->cut |= value.size > LIMIT_NAME;
    buf_add(text, value.data, value.size < LIMIT_NAME ? value.size : LIMIT_NAME);
    *has = value.size > 0;
}

static enum assay_status set_number(struct bytes value, uint64_t *number, struct assay_error *err)
{
    return text_u64(value, number) ? ASSAY_OK : fail_records(err);
}

static enum assay_status take_path(struct tar_pax *pax, struct bytes value, struct assay_error *err)
{
    (void)err;
    set_text(pax, &pax->path, &pax->has_path, value);
    return ASSAY_OK;
}

static enum assay_status take_link(struct tar_pax *pax, struct bytes value, struct assay_error *err)
{
    (void)err;
    set_text(pax, &pax->link, &pax->has_link, value);
    return ASSAY_OK;
}

static enum assay_status take_size(struct tar_pax *pax, struct bytes value, struct assay_error *err)
{
    pax->has_size = value.size > 0;
    return pax->has_size ? set_number(value, &pax->size, err) : ASSAY_OK;
}

static enum assay_status take_volume(struct tar_pax *pax, struct bytes value,
                                     struct assay_error *err)
{
    (void)value, (void)err;
    pax->volume = true;
    return ASSAY_OK;
}

static enum assay_status take_sparse_name(struct tar_pax *pax, struct bytes value,
                                          struct assay_error *err)
{
    (void)err;
    set_text(pax, &pax->sparse_name, &pax->has_sparse_name, value);
    return ASSAY_OK;
}

static enum assay_status take_real_size(struct tar_pax *pax, struct bytes value,
                                        struct assay_error *err)
{
    pax->sparse = true;
    return set_number(value, &pax->map.size, err);
}

static enum assay_status take_major(struct tar_pax *pax, struct bytes value,
                                    struct assay_error *err)
{
    (void)err;
    pax->map_in_content = bytes_equal(value, BYTES("1"));
    return ASSAY_OK;
}

static enum assay_status take_offset(struct tar_pax *pax, struct bytes value,
                                     struct assay_error *err)
{
    return set_number(value, &pax->map_at, err);
}

static enum assay_status take_numbytes(struct tar_pax *pax, struct bytes value,
                                       struct assay_error *err)
{
    uint64_t size;

    TRY(set_number(value, &size, err));
    return tar_sparse_add(&pax->map, pax->map_at, size, err);
}

/* Version 0.1: offsets and sizes in turn, between commas. */
static enum assay_status take_map(struct tar_pax *pax, struct bytes value, struct assay_error *err)
{
    uint64_t numbers[2];
    size_t which = 0;

    while (value.size > 0) {
        const uint8_t *comma = memchr(value.data, ',', value.size);
        size_t size = comma ? (size_t)(comma - value.data) : value.size;

        TRY(set_number(bytes_of(value.data, size), &numbers[which], err));
        if (which == 1)
            TRY(tar_sparse_add(&pax->map, numbers[0], numbers[1], err));
        which ^= 1;
        value = bytes_from(value, size + (comma ? 1 : 0));
    }
    return which == 0 ? ASSAY_OK : fail_records(err);
}

static const struct keyword {
    const char *name;
    enum assay_status (*take)(struct tar_pax *pax, struct bytes value, struct assay_error *err);
} keywords[] = {
    {"GNU.sparse.major", take_major},
    {"GNU.sparse.map", take_map},
    {"GNU.sparse.name", take_sparse_name},
    {"GNU.sparse.numbytes", take_numbytes},
    {"GNU.sparse.offset", take_offset},
    {"GNU.sparse.realsize", take_real_size},
    {"GNU.sparse.size", take_real_size},
    {"GNU.volume.filename", take_volume},
    {"linkpath", take_link},
    {"path", take_path},
    {"size", take_size},
};

/* ---- records: "LENGTH KEYWORD=VALUE\n", the length that of the whole ---- */

static enum assay_status take_record(struct tar_pax *pax, struct bytes record,
                                     struct assay_error *err)
{
    const uint8_t *equals = memchr(record.data, '=', record.size);
    struct bytes name;

    if (!equals)
        return fail_records(err);
    name = bytes_of(record.data, (size_t)(equals - record.data));
    for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
        if (bytes_equal(name, bytes_text(keywords[i].name)))
            return keywords[i].take(pax, bytes_from(record, name.size + 1), err);
    return ASSAY_OK;
}

enum assay_status tar_pax_read(struct tar_pax *pax, struct bytes records, struct assay_error *err)
{
    while (records.size > 0 && records.data[0] != 0) { /* some pad with zeros */
        const uint8_t *blank = memchr(records.data, ' ', records.size);
        size_t digits = blank ? (size_t)(blank - records.data) : 0;
        uint64_t size;

        if (!blank || !text_u64(bytes_of(records.data, digits), &size) || size > records.size ||
            size < digits + 2 || records.data[size - 1] != '\n')
            return fail_records(err);
        TRY(take_record(pax, bytes_of(blank + 1, (size_t)size - digits - 2), err));
        records = bytes_from(records, (size_t)size);
    }
    return ASSAY_OK;
}
