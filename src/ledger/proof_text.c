/* proof_text.c - proofs as text. Source: C2SP tlog-proof, tlog-witness; ledger-formats.md 7. */

#include "ledger/proof_text.h"

#include <inttypes.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "ledger/note.h"

#define MAGIC "c2sp.org/tlog-proof@v1"

/* The text, and how far it was read. */
struct reader {
    struct bytes whole, rest;
    const char *path;
    struct assay_error *err;
};

static ASSAY_RESULT fail(const struct reader *reader, const char *text)
{
    enum assay_status status =
        assay_fail(reader->err, ASSAY_EFORMAT, reader->whole.size - reader->rest.size,
                   "%s is no proof: %s", reader->path, text);

    assay_error_id(reader->err, "proof.format");
    assay_error_path(reader->err, reader->path);
    assay_error_do(reader->err, "ask for the file again; assay ledger prove INDEX makes one");
    return status;
}

static bool peek_line(const struct reader *reader, struct bytes *line)
{
    const uint8_t *end =
        reader->rest.size ? memchr(reader->rest.data, '\n', reader->rest.size) : NULL;

    if (end)
        *line = bytes_of(reader->rest.data, (size_t)(end - reader->rest.data));
    return end != NULL;
}

static void pass_line(struct reader *reader, struct bytes line)
{
    reader->rest = bytes_from(reader->rest, line.size + 1);
}

static bool read_number(struct reader *reader, struct bytes word, uint64_t *out)
{
    struct bytes line;

    if (!peek_line(reader, &line) || !bytes_starts(line, word) ||
        !text_u64(bytes_from(line, word.size), out))
        return false;
    pass_line(reader, line);
    return true;
}

/* Up to the empty line, and that line too. */
static ASSAY_RESULT read_hashes(struct reader *reader, struct merkle_proof *out)
{
    out->count = 0;
    for (;;) {
        CLEANUP(buf_clear) struct buf raw = {.ceiling = SHA256_SIZE + 2};
        struct bytes line;

        if (!peek_line(reader, &line))
            return fail(reader, "it ends before its checkpoint");
        if (line.size == 0) {
            pass_line(reader, line);
            return ASSAY_OK;
        }
        if (out->count == PROOF_HASHES_MAX)
            return fail(reader, "more than 63 hashes");
        if (!base64_decode(&raw, line, false) || raw.size != SHA256_SIZE)
            return fail(reader, "a line is not a hash in base64");
        memcpy(out->hashes[out->count++].bytes, raw.data, SHA256_SIZE);
        pass_line(reader, line);
    }
}

/* An optional line of base64. */
static ASSAY_RESULT read_extra(struct reader *reader, struct bytes *out)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = NOTE_SIZE_MAX};
    struct bytes line;

    *out = bytes_of(NULL, 0);
    if (!peek_line(reader, &line) || !bytes_starts(line, BYTES("extra ")))
        return ASSAY_OK;
    if (!base64_decode(&raw, bytes_from(line, 6), false))
        return fail(reader, "what is extra is not in base64");
    *out = bytes_from(line, 6);
    pass_line(reader, line);
    return ASSAY_OK;
}

enum assay_status tlog_proof_read(struct bytes text, const char *path, struct tlog_proof *out,
                                  struct assay_error *err)
{
    struct reader reader = {text, text, path, err};
    struct tlog_proof proof;
    struct bytes line;

    if (!peek_line(&reader, &line) || !bytes_equal(line, BYTES(MAGIC)))
        return fail(&reader, "the first line is not " MAGIC);
    pass_line(&reader, line);
    TRY(read_extra(&reader, &proof.extra));
    if (!read_number(&reader, BYTES("index "), &proof.index))
        return fail(&reader, "there is no index of the entry");
    TRY(read_hashes(&reader, &proof.path));
    proof.note = reader.rest;
    *out = proof;
    return ASSAY_OK;
}

enum assay_status witness_request_read(struct bytes text, const char *path,
                                       struct witness_request *out, struct assay_error *err)
{
    struct reader reader = {text, text, path, err};
    struct witness_request request;

    if (!read_number(&reader, BYTES("old "), &request.old))
        return fail(&reader, "the first line is not \"old \" and a size");
    TRY(read_hashes(&reader, &request.path));
    request.note = reader.rest;
    *out = request;
    return ASSAY_OK;
}

static void write_hashes(const struct merkle_proof *path, struct bytes note, struct buf *out)
{
    for (unsigned i = 0; i < path->count; i++) {
        base64_encode(out, bytes_of(path->hashes[i].bytes, SHA256_SIZE));
        buf_byte(out, '\n');
    }
    buf_byte(out, '\n');
    buf_add(out, note.data, note.size);
}

void tlog_proof_write(const struct tlog_proof *proof, struct buf *out)
{
    buf_text(out, MAGIC "\n");
    if (proof->extra.size > 0) {
        buf_text(out, "extra ");
        buf_add(out, proof->extra.data, proof->extra.size);
        buf_byte(out, '\n');
    }
    buf_printf(out, "index %" PRIu64 "\n", proof->index);
    write_hashes(&proof->path, proof->note, out);
}

void witness_request_write(const struct witness_request *request, struct buf *out)
{
    buf_printf(out, "old %" PRIu64 "\n", request->old);
    write_hashes(&request->path, request->note, out);
}
