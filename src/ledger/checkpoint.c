/* checkpoint.c - the state of a log as text. Source: C2SP tlog-checkpoint; ledger-formats.md 7. */

#include "ledger/checkpoint.h"

#include <inttypes.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"

static ASSAY_RESULT fail(uint64_t offset, const char *path, struct assay_error *err,
                         const char *text)
{
    enum assay_status status = assay_fail(err, ASSAY_EFORMAT, offset, "not a checkpoint: %s", text);

    assay_error_path(err, path);
    return status;
}

static bool take_root(struct bytes line, struct hash *out)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = SHA256_SIZE + 2};

    if (!base64_decode(&raw, line, false) || raw.size != SHA256_SIZE)
        return false;
    memcpy(out->bytes, raw.data, SHA256_SIZE);
    return true;
}

enum assay_status checkpoint_read(struct bytes text, const char *path, struct checkpoint *out,
                                  struct assay_error *err)
{
    struct bytes rest = text, line;
    struct checkpoint read = {.size = 0};

    if (!bytes_take_line(&rest, &line) || !note_name_valid(line))
        return fail(0, path, err, "the first line is no name of a log");
    memcpy(read.origin, line.data, line.size);
    if (!bytes_take_line(&rest, &line) || !text_u64(line, &read.size))
        return fail(text.size - rest.size, path, err, "the second line is no size");
    if (read.size > INT64_MAX) /* log_append() makes none such, and shifts and sums stay exact */
        return fail(text.size - rest.size, path, err, "no log has so many entries");
    if (!bytes_take_line(&rest, &line) || !take_root(line, &read.root))
        return fail(text.size - rest.size, path, err, "the third line is no root");
    while (rest.size > 0)
        if (!bytes_take_line(&rest, &line) || line.size == 0)
            return fail(text.size - rest.size, path, err, "an empty line");
    *out = read;
    return ASSAY_OK;
}

void checkpoint_write(const struct checkpoint *checkpoint, struct buf *out)
{
    buf_printf(out, "%s\n%" PRIu64 "\n", checkpoint->origin, checkpoint->size);
    base64_encode(out, bytes_of(checkpoint->root.bytes, SHA256_SIZE));
    buf_byte(out, '\n');
}
