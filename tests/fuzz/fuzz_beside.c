/*
 * fuzz_beside.c - any bytes as archives that libarchive reads: our own readers find what members
 * own by offset (7z, RAR, CAB, LHA, xar), or watch headers as they pass (cpio, ar), and what is
 * kept of these are the bytes that stand there, whatever the pieces that they come in.
 */

#include <assert.h>
#include <stdlib.h>

#include "base/kit.h"
#include "source/content.h"
#include "source/header_watch.h"
#include "source/tail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void find_content(struct stream *in, const struct source_budget *budget,
                         enum container_format format, struct content *content)
{
    struct assay_error err = {0};
    enum assay_status status = ASSAY_OK;
    uint64_t end = 0;

    switch (format) {
    case CONTAINER_7Z:
        status = content_of_7z(in, budget, content, &err);
        break;
    case CONTAINER_CAB:
        status = content_of_cab(in, budget, content, &err);
        assert(status == ASSAY_OK);
        status = tail_of_cab(in, &end, &err);
        break;
    case CONTAINER_LHA:
        status = content_of_lha(in, budget, content, &err);
        break;
    case CONTAINER_XAR:
        status = content_of_xar(in, budget, content, &err);
        break;
    default:
        status = tail_of_rar(in, budget, content, &end, &err);
        break;
    }
    assert(status == ASSAY_OK && !content->no_memory);
    assert(end == ASSAY_NO_OFFSET || end <= in->size);
}

/* What is outside of the members is read once, in order, and is not larger than the whole. */
static void read_outside(struct stream *in, const struct source_budget *budget,
                         struct content *content)
{
    CLEANUP(outside_clear) struct outside outside;
    uint64_t from = 0, to = 0, before = 0;
    struct assay_error err = {0};
    uint8_t block[512];
    size_t got;

    outside_init(&outside, in, budget, TAKE(content->all), content->count);
    while (outside_next(&outside, &from, &to)) {
        assert(from >= before && to > from && to <= in->size);
        before = to;
        assert(outside_read_at(&outside, from, block, sizeof block, &got, &err) == ASSAY_OK);
    }
}

static void by_offset(struct bytes bytes, enum container_format format)
{
    struct source_budget budget;
    struct content content;
    struct stream stream;

    source_budget_init(&budget, NULL);
    content_init(&content);
    stream_of_bytes(&stream, bytes);
    find_content(&stream, &budget, format, &content);
    read_outside(&stream, &budget, &content);
    content_clear(&content);
    stream_close(&stream);
}

static void watch(struct bytes bytes, enum container_format format, size_t piece,
                  struct asides *asides, struct header_watch *watch)
{
    asides_init(asides);
    header_watch_start(watch, format, asides);
    while (bytes.size > 0) {
        size_t size = piece < bytes.size ? piece : bytes.size;

        header_watch_pass(watch, bytes_of(bytes.data, size));
        bytes = bytes_from(bytes, size);
    }
}

/* Zeros around a piece are not kept, so pieces differ, but never what stands in them. */
static void in_order(struct bytes bytes, enum container_format format)
{
    struct asides whole, pieces;
    struct header_watch one, other;

    watch(bytes, format, bytes.size, &whole, &one);
    watch(bytes, format, 7, &pieces, &other);
    assert(one.part == other.part && one.at == other.at && one.lost == other.lost);
    for (size_t i = 0; i < whole.count; i++) {
        const struct aside *piece = &whole.pieces[i];

        assert(piece->at <= bytes.size && piece->size <= bytes.size - piece->at);
        assert(memcmp(bytes.data + piece->at, whole.bytes.data + piece->begin, piece->size) == 0);
    }
    asides_clear(&whole);
    asides_clear(&pieces);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum container_format formats[] = {CONTAINER_7Z, CONTAINER_RAR, CONTAINER_CAB,
                                                    CONTAINER_LHA, CONTAINER_XAR};
    struct bytes bytes = bytes_of(data, size);
    struct content content;

    if (size == 0)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        by_offset(bytes, formats[i]);
    in_order(bytes, CONTAINER_CPIO);
    in_order(bytes, CONTAINER_AR);
    content_init(&content);
    (void)content_of_xar_list(bytes, 0, &content);
    content_clear(&content);
    return 0;
}
