/*
 * fuzz_detect.c - detectors over hostile bytes: the same is seen however the stream is cut, places
 * lie in the stream and in order, and counts hold.
 */

#include <stdlib.h>

#include "examine/detect/detectors.h"

static struct detectors *detectors;
static struct watcher *watcher;
static struct evidence *evidence;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    struct assay_error err;

    must(detectors_new(NULL, &detectors, &err) == ASSAY_OK);
    must(watcher_new(detectors, &watcher, &err) == ASSAY_OK);
    evidence = evidence_new();
    must(evidence != NULL);
}

static void look(struct bytes text, size_t step, struct arena *arena,
                 struct assay_examination *content)
{
    struct assay_error err;
    uint64_t settled = 0;
    size_t end = 0;

    watcher_start(watcher, true);
    evidence_start(evidence, arena);
    do {
        size_t keep = (size_t)watcher_keep(watcher);
        struct view view = {.base = keep, .data = text.data + keep};

        end = text.size - end < step ? text.size : end + step;
        view.size = end - keep;
        view.last = end == text.size;
        must(watcher_look(watcher, &view, evidence, &settled, &err) == ASSAY_OK);
    } while (end < text.size);
    must(settled == text.size);
    must(evidence_end(evidence, content, &err) == ASSAY_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct assay_examination whole = {0}, cut = {0};

    must(arena != NULL);
    if (!detectors)
        set_up();
    look(bytes_of(data, size), SIZE_MAX, arena, &whole);
    look(bytes_of(data, size), size ? data[0] * 16U + 1 : 1, arena, &cut);
    must(whole.observation_count == cut.observation_count);
    for (size_t i = 0; i < whole.observation_count; i++) {
        const struct assay_observation *a = &whole.observations[i], *b = &cut.observations[i];

        must(a->class_name == b->class_name && a->count == b->count &&
             a->confidence == b->confidence && a->place_count == b->place_count &&
             a->place_count > 0 && a->count >= a->place_count);
        for (size_t j = 0; j < a->place_count; j++) {
            must(a->places[j].offset == b->places[j].offset && a->places[j].offset < size);
            must(a->places[j].line >= 1 && a->places[j].column >= 1);
            must(j == 0 || a->places[j - 1].offset <= a->places[j].offset);
        }
    }
    arena_free(arena);
    return 0;
}
