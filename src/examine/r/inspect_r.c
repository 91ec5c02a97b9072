/*
 * inspect_r.c - what R saved: one value (.rds), or the bindings of a workspace (.RData). Both are
 * compressed as a rule; that is a container, and this is what is in it.
 * Source: R Internals 1.8; R, src/main/saveload.c.
 */

#include <inttypes.h>
#include <stdio.h>

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/r/r_walk.h"

enum { BID_MAGIC = 8 * 5, BID_STREAM = 8 * 5 /* the letter, its line, and three bytes of zero */ };

/* "RDX3\n": a workspace, its encoding and version. */
static bool is_workspace(struct bytes head)
{
    return head.size >= 5 && head.data[0] == 'R' && head.data[1] == 'D' &&
           bytes_has(BYTES("XAB"), head.data[2]) && bytes_has(BYTES("23"), head.data[3]) &&
           head.data[4] == '\n';
}

static bool is_stream(struct bytes head)
{
    if (head.size < 6 || head.data[1] != '\n')
        return false;
    switch (head.data[0]) {
    case 'X':
        return bytes_starts(bytes_from(head, 2), BYTES("\0\0\0")) && head.data[5] >= 2 &&
               head.data[5] <= 3;
    case 'B':
        return head.data[2] >= 2 && head.data[2] <= 3 &&
               bytes_starts(bytes_from(head, 3), BYTES("\0\0\0"));
    case 'A':
        return (head.data[2] == '2' || head.data[2] == '3') && head.data[3] == '\n' &&
               head.data[4] >= '1' && head.data[4] <= '9';
    default:
        return false;
    }
}

static unsigned r_bid(const struct subject *subject)
{
    if (is_workspace(subject->head))
        return BID_MAGIC;
    return is_stream(subject->head) ? BID_STREAM : 0;
}

static ASSAY_RESULT read_version(struct r_stream *stream, struct evidence *evidence)
{
    int32_t version, writer, reader, size;
    char text[64];

    TRY(r_int(stream, &version));
    TRY(r_int(stream, &writer));
    TRY(r_int(stream, &reader));
    if (version < 2 || version > 3)
        return cursor_fail(stream->cursor, "unknown version %" PRId32, version);
    snprintf(text, sizeof text, "%" PRId32, version);
    evidence_text(evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED, bytes_text(text));
    snprintf(text, sizeof text, "R %d.%d.%d", writer >> 16 & 0xff, writer >> 8 & 0xff,
             writer & 0xff);
    evidence_text(evidence, ASSAY_FACT_MODEL_PRODUCER, MEASURED, bytes_text(text));
    if (version == 2)
        return ASSAY_OK;
    TRY(r_int(stream, &size)); /* the encoding of texts */
    if (size < 0 || size > R_TEXT_KEPT)
        return cursor_fail(stream->cursor, "an encoding whose name has %" PRId32 " bytes", size);
    return r_text(stream, (uint64_t)size);
}

static ASSAY_RESULT read_file(struct cursor *cursor, const struct subject *subject,
                              struct evidence *evidence, bool *table)
{
    struct r_stream stream = {.cursor = cursor};
    bool workspace = is_workspace(subject->head), ended;
    uint8_t letter;

    if (workspace)
        TRY(cursor_skip(cursor, 5));
    TRY(cursor_u8(cursor, &letter));
    TRY(cursor_expect(cursor, "\n", 1));
    stream.encoding = letter == 'X' ? R_XDR : letter == 'A' ? R_ASCII : R_NATIVE;
    if (letter != 'X' && letter != 'A' && letter != 'B')
        return cursor_fail_at(cursor, ASSAY_EFORMAT, workspace ? 5 : 0, "an unknown encoding");
    TRY(read_version(&stream, evidence));
    TRY(r_walk(&stream, evidence, workspace, table));
    if (stream.encoding == R_ASCII)
        return ASSAY_OK;
    TRY(cursor_ended(cursor, &ended));
    return ended ? ASSAY_OK : cursor_fail(cursor, "bytes behind the last value");
}

static enum assay_status r_read(struct cursor *cursor, const struct subject *subject,
                                struct evidence *evidence)
{
    bool table = false;
    enum assay_status status = read_file(cursor, subject, evidence, &table);

    if (table)
        evidence_kind(evidence, ASSAY_KIND_DATASET);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_r = {
    .format = "r-data", .kind = ASSAY_KIND_MODEL, .bid = r_bid, .read = r_read};
