/*
 * fuzz_embedded.c - any bytes with containers behind others: places are met in order, each is told
 * to hold or not, and a program ends within its item.
 */

#include <assert.h>

#include "base/kit.h"
#include "source/embedded.h"
#include "source/tar_plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As the patterns of secrets find them: each magic where it stands. */
static void meet_all(struct embedded_places *places, struct bytes bytes)
{
    embedded_start(places);
    for (size_t at = 1; at < bytes.size; at++)
        for (size_t i = 0; i < embedded_format_count; i++) {
            size_t end = embedded_magic_end(i), size = embedded_magic(i).size;
            struct bytes head = bytes_from(bytes, at);

            if (end <= head.size &&
                memcmp(head.data + end - size, embedded_magic(i).data, size) == 0)
                embedded_meet(places, i, head, at);
        }
}

static void open_place(const struct embedded *place, struct bytes bytes)
{
    struct source_budget budget;
    struct assay_error err = {0};
    struct stream stream;
    bool holds = false;

    assert(place->at > 0 && place->at < bytes.size);
    source_budget_init(&budget, NULL);
    stream_of_bytes(&stream, bytes_from(bytes, (size_t)place->at));
    assert(embedded_holds(place, &stream, &budget, &holds, &err) == ASSAY_OK);
    stream_close(&stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = bytes_of(data, size);
    struct embedded_places places;
    size_t tar;

    meet_all(&places, bytes);
    assert(places.count <= EMBEDDED_MAX);
    for (size_t i = 0; i < places.count; i++)
        open_place(&places.all[i], bytes);
    tar = tar_plain_behind(bytes);
    assert(tar < size || tar == 0);
    (void)embedded_program_end(bytes, size);
    (void)embedded_program_end(bytes, STREAM_SIZE_UNKNOWN);
    return 0;
}
