/*
 * Any bytes as a table, records, a card, a licence or a pointer: an inspector comes back with facts
 * or a failure that says where. The first byte picks the inspector, the second the size of windows.
 */

#include <stdlib.h>

#include "base/arena.h"
#include "examine/evidence.h"
#include "examine/inspect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct source {
    struct bytes bytes;
    size_t step;
    uint8_t *window; /* of exact size, so that a read beyond it is seen */
};

static enum assay_status fill(struct cursor *cursor, size_t need)
{
    struct source *source = cursor->state;
    size_t at = (size_t)cursor_at(cursor), left = source->bytes.size - at;
    size_t size = need > source->step ? need : source->step;

    if (size > left)
        size = left;
    free(source->window);
    source->window = malloc(size ? size : 1);
    if (!source->window)
        abort();
    if (size)
        memcpy(source->window, source->bytes.data + at, size);
    cursor->window = source->window;
    cursor->have = size;
    cursor->at = 0;
    cursor->base = at;
    cursor->ended = size == left;
    return ASSAY_OK;
}

static void inspect(const struct inspector *inspector, const char *name, struct source *source)
{
    struct subject subject = {.head = source->bytes,
                              .name = bytes_text(name),
                              .path = bytes_text(name),
                              .size = source->bytes.size};
    struct assay_error err = {.offset = ASSAY_NO_OFFSET};
    struct cursor cursor = {.size = subject.size, .fill = fill, .state = source, .err = &err};
    struct assay_examination content = {0};
    struct evidence *evidence = evidence_new();
    struct arena *arena = arena_new();

    if (!evidence || !arena)
        abort();
    evidence_start(evidence, arena);
    (void)inspector->bid(&subject);
    if (inspector->read(&cursor, &subject, evidence) != ASSAY_OK && err.text[0] == 0)
        __builtin_trap();
    if (evidence_end(evidence, &content, &err) != ASSAY_OK)
        __builtin_trap();
    evidence_free(evidence);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct {
        const struct inspector *inspector;
        const char *name;
    } choices[] = {
        {&inspect_csv, "x.csv"},       {&inspect_jsonl, "x.jsonl"},
        {&inspect_card, "x.card.yml"}, {&inspect_hub_card, "README.md"},
        {&inspect_license, "LICENSE"}, {&inspect_lfs_pointer, "x.bin"},
    };
    struct source source;

    if (size < 2)
        return 0;
    source = (struct source){.bytes = bytes_of(data + 2, size - 2), .step = data[1] % 64U + 1U};
    inspect(choices[data[0] % 6].inspector, choices[data[0] % 6].name, &source);
    free(source.window);
    return 0;
}
