/*
 * content_7z_end.c - where the compressed stream of a 7z ends, as its decoder would have it.
 *
 * LZMA2 tells the sizes of its chunks, so that they are passed over whatever there is of them. LZMA
 * has to be decoded, which costs what reading the members does: past a limit that is told instead.
 * Source: XZ Utils, lzma2_decoder.c.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "source/content_7z.h"

/* What looks at the ends of streams of LZMA may cost in one archive; chunks of LZMA2 in one: those
 * of 64 GiB. */
enum { LOOK_PIECE = 64 * 1024, LOOK_ALL = 1 << 30 };
enum { CHUNKS_ALL = 1 << 20 };

/* The last bytes of a stream, which a decoder need not ask for. */
enum { LOOK_REST = 16 };

static const char too_many[] = "its streams are too long, or too many, to look behind each of them";

void sevenzip_look_init(struct sevenzip_look *look, struct stream *in,
                        const struct source_budget *budget)
{
    *look = (struct sevenzip_look){.in = in, .budget = budget, .chunks = CHUNKS_ALL};
    if (ckd_mul(&look->left, in->size, LIMIT_CONTAINER_RATIO) || look->left > LOOK_ALL)
        look->left = LOOK_ALL;
}

/* ---- LZMA2 ---- */

enum { CHUNK_HEADER = 6, END_OF_CHUNKS = 0, PLAIN_CHUNK = 2, PACKED_CHUNK = 0x80 };

/* The chunk that `header` begins: false at the end of all, and where it is none. */
static bool read_chunk(struct bytes header, uint64_t *size, uint64_t *plain)
{
    const uint8_t *byte = header.data;

    if (header.size < CHUNK_HEADER || byte[0] == END_OF_CHUNKS ||
        (byte[0] > PLAIN_CHUNK && byte[0] < PACKED_CHUNK))
        return false;
    *plain = ((uint64_t)byte[1] << 8 | byte[2]) + 1;
    if (byte[0] <= PLAIN_CHUNK) {
        *size = 3 + *plain;
        return true;
    }
    *plain += (uint64_t)(byte[0] & 0x1f) << 16;
    *size = ((uint64_t)byte[3] << 8 | byte[4]) + 1 + (byte[0] >= 0xc0 ? 6 : 5);
    return true;
}

/* Passes over chunks until they make `plain` bytes. */
static ASSAY_RESULT pass_chunks(struct sevenzip_look *look, uint64_t at, uint64_t plain,
                                uint64_t *size, struct assay_error *err)
{
    uint64_t made = 0, passed = 0;

    while (made < plain) {
        uint8_t room[CHUNK_HEADER];
        uint64_t chunk, chunk_plain;
        struct bytes header;

        if (look->chunks == 0) {
            look->over = too_many;
            return ASSAY_OK;
        }
        look->chunks--;
        TRY(source_budget_time(look->budget, err));
        TRY(content_read(look->in, at + passed, room, sizeof room, &header, err));
        if (!read_chunk(header, &chunk, &chunk_plain) || chunk > *size - passed)
            return ASSAY_OK;
        passed += chunk;
        made += chunk_plain;
    }
    if (made == plain && *size - passed > LOOK_REST)
        *size = passed;
    return ASSAY_OK;
}

/* ---- LZMA ---- */

/* Decodes for what it takes of the packed bytes, and forgets what comes out. */
static ASSAY_RESULT decode(const struct sevenzip_look *look, uint64_t at, uint64_t size,
                           uint64_t plain, lzma_stream *decoder, uint8_t *room,
                           struct assay_error *err)
{
    uint8_t *out = room + LOOK_PIECE;
    lzma_ret result = LZMA_OK;

    while (result == LZMA_OK && decoder->total_out < plain) {
        uint64_t left = plain - decoder->total_out;

        if (decoder->avail_in == 0 && decoder->total_in < size) {
            uint64_t more = size - decoder->total_in;
            struct bytes got;

            TRY(source_budget_time(look->budget, err));
            TRY(content_read(look->in, at + decoder->total_in, room,
                             more < LOOK_PIECE ? (size_t)more : LOOK_PIECE, &got, err));
            decoder->next_in = got.data;
            decoder->avail_in = got.size;
        }
        decoder->next_out = out;
        decoder->avail_out = left < LOOK_PIECE ? (size_t)left : LOOK_PIECE;
        result = lzma_code(decoder, LZMA_RUN);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT decode_all(struct sevenzip_look *look, const lzma_filter filters[2],
                               uint64_t at, uint64_t plain, uint64_t *size, struct assay_error *err)
{
    CLEANUP(free_cleanup) uint8_t *room = NULL;
    lzma_stream decoder = LZMA_STREAM_INIT;
    enum assay_status status = ASSAY_OK;

    if (plain > look->left) {
        look->over = too_many;
        return ASSAY_OK;
    }
    look->left -= plain;
    room = malloc(2 * (size_t)LOOK_PIECE);
    if (room && lzma_raw_decoder_memusage(filters) <= LIMIT_LZMA_MEMORY &&
        lzma_raw_decoder(&decoder, filters) == LZMA_OK)
        status = decode(look, at, *size, plain, &decoder, room, err);
    if (status == ASSAY_OK && decoder.total_out == plain && decoder.total_in > 0 &&
        *size - decoder.total_in > LOOK_REST)
        *size = decoder.total_in;
    lzma_end(&decoder);
    return status;
}

enum assay_status sevenzip_find_end(struct sevenzip_look *look, struct bytes id,
                                    struct bytes properties, uint64_t at, uint64_t plain,
                                    uint64_t *size, struct assay_error *err)
{
    lzma_filter filters[2];
    enum assay_status status;

    if (at > look->in->size || *size > look->in->size - at ||
        !sevenzip_lzma(id, properties, filters))
        return ASSAY_OK;
    status = filters[0].id == LZMA_FILTER_LZMA2 ? pass_chunks(look, at, plain, size, err)
                                                : decode_all(look, filters, at, plain, size, err);
    free(filters[0].options);
    return status;
}
