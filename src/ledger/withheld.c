/* withheld.c - a line for each sealed value that an export lacks, in the order of their digests. */

#include "ledger/withheld.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"

#define NAMED_BY " named by entry "
#define ENDS ", withheld"

enum { DIGITS = 2 * SHA256_SIZE };

static int compare_digests(const void *left, const void *right)
{
    return memcmp(left, right, SHA256_SIZE); /* the digest is the first member */
}

void withheld_clear(struct withheld *withheld)
{
    buf_clear(&withheld->list);
}

void withheld_write(const uint8_t sha256[32], uint64_t entry, struct buf *out)
{
    char hex[DIGITS + 1];

    hex_encode(bytes_of(sha256, SHA256_SIZE), hex);
    buf_printf(out, "%s" NAMED_BY "%" PRIu64 ENDS "\n", hex, entry);
}

static bool read_line(struct bytes line, struct withheld_value *out)
{
    struct bytes hex = bytes_front(line, DIGITS), rest = bytes_from(line, DIGITS);

    *out = (struct withheld_value){.entry = 0};
    return hex_decode(hex, out->sha256, SHA256_SIZE) && bytes_take(&rest, BYTES(NAMED_BY)) &&
           bytes_ends(rest, BYTES(ENDS)) &&
           text_u64(bytes_front(rest, rest.size - strlen(ENDS)), &out->entry);
}

static ASSAY_RESULT read_lines(const struct store *store, struct bytes text, struct buf *list,
                               struct assay_error *err)
{
    struct withheld_value value, last;
    struct bytes rest = text, line;
    uint64_t number = 1;

    for (; rest.size > 0; number++, last = value) {
        uint64_t offset = text.size - rest.size;

        if (!bytes_take_line(&rest, &line) || !read_line(line, &value) ||
            (number > 1 && compare_digests(&last, &value) >= 0))
            return store_damaged(store, WITHHELD_NAME, offset, err,
                                 "line %" PRIu64 " is not as an export writes it", number);
        buf_add(list, &value, sizeof value);
    }
    return buf_status(list, err);
}

enum assay_status withheld_load(struct store *store, struct withheld *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_WITHHELD};
    enum assay_status status = store_read(store, WITHHELD_NAME, &text, err);

    *out = (struct withheld){0};
    if (status == ASSAY_EMISSING)
        return ASSAY_OK;
    TRY(store_required(store, WITHHELD_NAME, status, err));
    out->list.ceiling = SIZE_MAX;
    status = read_lines(store, buf_bytes(&text), &out->list, err);
    if (status != ASSAY_OK)
        withheld_clear(out);
    return status;
}

struct withheld_value *withheld_find(const struct withheld *withheld, const uint8_t sha256[32])
{
    size_t count = withheld->list.size / sizeof(struct withheld_value);

    return count == 0 ? NULL
                      : bsearch(sha256, withheld->list.data, count, sizeof(struct withheld_value),
                                compare_digests);
}
