/* watch.h - runs all detectors over bytes, cut into blocks of any size, and shows what they saw. */

#pragma once

#include <sys/stat.h>

#include "base/buf.h"
#include "examine/detect/detectors.h"
#include "inspect.h"

struct watched {
    struct detectors *detectors;
    struct watcher *watcher;
    struct evidence *evidence;
    struct arena *arena;
    struct assay_examination content;
};

/* The compiled patterns of all tests in one folder: compiling takes a second. */
static inline struct detectors *watched_detectors(void)
{
    struct detectors *detectors;
    struct assay_error err = {0};

    (void)mkdir("compiled", 0700); /* in the build; may be there */
    assert_ok(detectors_new("compiled", &detectors, &err), err);
    return detectors;
}

static inline void watched_open(struct watched *watched)
{
    struct assay_error err = {0};

    *watched = (struct watched){.detectors = watched_detectors()};
    assert_ok(watcher_new(watched->detectors, &watched->watcher, &err), err);
    watched->evidence = evidence_new();
    watched->arena = arena_new();
    assert_true(watched->evidence && watched->arena);
}

static inline void watched_close(struct watched *watched)
{
    watcher_free(watched->watcher);
    detectors_free(watched->detectors);
    evidence_free(watched->evidence);
    arena_free(watched->arena);
}

/* Feeds `text` in blocks that end at `first`, then every `step` bytes; copies of exact size, so
 * that the sanitizer sees reads beyond them. What is settled must rise. */
static inline void watch(struct watched *watched, struct bytes text, size_t first, size_t step)
{
    struct assay_error err = {0};
    uint64_t settled = 0;
    size_t end = first;

    watcher_start(watched->watcher, true);
    evidence_start(watched->evidence, watched->arena);
    for (;;) {
        size_t keep = (size_t)watcher_keep(watched->watcher);
        uint64_t before = settled;
        struct view view = {.base = keep};
        uint8_t *copy;

        if (end > text.size)
            end = text.size;
        view.last = end == text.size;
        view.size = end - keep;
        copy = malloc(view.size ? view.size : 1);
        assert_non_null(copy);
        if (view.size)
            memcpy(copy, text.data + keep, view.size);
        view.data = copy;
        assert_ok(watcher_look(watched->watcher, &view, watched->evidence, &settled, &err), err);
        free(copy);
        assert_true(settled >= before && settled <= end);
        if (view.last)
            break;
        end += step;
    }
    assert_int_equal(settled, text.size);
    assert_ok(evidence_end(watched->evidence, &watched->content, &err), err);
}

/* "pii.email high x2 1:7 1:30 j..n@e....org; ...", one observation after the other. */
static inline const char *watched_text(const struct watched *watched)
{
    static char text[4096];
    size_t used = 0;

    text[0] = 0;
    for (size_t i = 0; i < watched->content.observation_count && used < sizeof text; i++) {
        const struct assay_observation *o = &watched->content.observations[i];

        used +=
            (size_t)snprintf(text + used, sizeof text - used, "%s%s %s x%" PRIu64, i ? "; " : "",
                             o->class_name, assay_confidence_name(o->confidence), o->count);
        for (size_t j = 0; j < o->place_count && used < sizeof text; j++)
            used += (size_t)snprintf(text + used, sizeof text - used, " %u:%u",
                                     (unsigned)o->places[j].line, (unsigned)o->places[j].column);
        if (*o->masked && used < sizeof text)
            used += (size_t)snprintf(text + used, sizeof text - used, " %s", o->masked);
    }
    return text;
}
