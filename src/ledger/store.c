/* store.c - what is the same for every kind of store. */

#include "ledger/store.h"

#include <assay/ledger.h>
#include <stdarg.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"

bool assay_ledger_is_address(const char *place)
{
    return strncmp(place, "postgresql://", 13) == 0 || strncmp(place, "postgres://", 11) == 0;
}

enum assay_status store_open_place(const char *place, bool create, struct store **out,
                                   struct assay_error *err)
{
    return assay_ledger_is_address(place) ? store_postgres_open(place, create, out, err)
                                          : store_folder_open(place, create, out, err);
}

void store_free(struct store *store)
{
    if (store)
        store->kind->free(store);
}

void store_freep(struct store **store)
{
    store_free(*store);
}

enum assay_status store_read(struct store *store, const char *name, struct buf *out,
                             struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};
    enum assay_status status = store_open(store, name, &stream, err);
    uint8_t block[16 * 1024];
    size_t got = 1;

    while (status == ASSAY_OK && got > 0) {
        status = stream_read(&stream, block, sizeof block, &got, err);
        if (status == ASSAY_OK)
            buf_add(out, block, got);
        if (status == ASSAY_OK && out->status != ASSAY_OK)
            status = buf_status(out, err);
    }
    if (status != ASSAY_OK)
        store_blame(store, name, err);
    return status;
}

void store_blame(const struct store *store, const char *name, struct assay_error *err)
{
    char path[sizeof err->path];

    snprintf(path, sizeof path, "%s/%s", store->where, name);
    assay_error_path(err, path);
}

enum assay_status store_damaged(const struct store *store, const char *name, uint64_t offset,
                                struct assay_error *err, const char *format, ...)
{
    char text[256];
    enum assay_status status;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = assay_fail(err, ASSAY_ETRUST, offset, "%s: %s", name, text);
    assay_error_id(err, "ledger.damaged");
    store_blame(store, name, err);
    assay_error_why(err, "this is not what was written and signed");
    assay_error_do(err, "restore the file from a copy of the ledger, then: assay verify");
    return status;
}

enum assay_status store_required(const struct store *store, const char *name,
                                 enum assay_status status, struct assay_error *err)
{
    if (status == ASSAY_EMISSING)
        return store_damaged(store, name, ASSAY_NO_OFFSET, err, "the file is missing");
    if (status == ASSAY_ELIMIT)
        return store_damaged(store, name, ASSAY_NO_OFFSET, err, "the file is too large");
    return status;
}

void store_object_name(const uint8_t digest[32], char out[STORE_NAME_SIZE])
{
    char hex[65];

    hex_encode(bytes_of(digest, 32), hex);
    snprintf(out, STORE_NAME_SIZE, "objects/sha256/%.2s/%s", hex, hex + 2);
}
