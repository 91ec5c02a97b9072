/*
 * inspect.h - runs one inspector over bytes and looks at what it found.
 *
 *     struct inspected *seen = inspect_bytes(&inspect_gguf, bytes, "models/tiny.gguf");
 *     assert_int_equal(seen->status, ASSAY_OK);
 *     assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_TENSORS), 3);
 *     inspected_free(seen);
 *
 * What a program asks of `seen` and is not there fails the running test, with all that is there.
 */

#pragma once

#include <assay/error.h>
#include <inttypes.h>

#include "base/bytes.h"
#include "base/cursor.h"
#include "base/kit.h"
#include "examine/evidence.h"
#include "rows.h"

struct inspected {
    enum assay_status status; /* of the inspector's read */
    struct assay_error err;   /* its failure; `offset` says where */
    unsigned bid;
    struct assay_examination content;
    struct evidence *evidence;
    struct arena *arena;
    struct bytes bytes; /* those that came through so far */
    size_t step;        /* bytes that a fill adds at least */
    uint8_t *window;    /* a copy of exact size, so that the sanitizer sees reads beyond it */
    struct value_sink sink;
    char *values; /* what was handed on: "column:row@offset text", a line each; never NULL */
    size_t values_size;
    FILE *values_out;
};

static inline void inspected_take(struct value_sink *sink, const struct value *value)
{
    struct inspected *seen =
        (struct inspected *)(void *)((char *)sink - offsetof(struct inspected, sink));

    if (value->column == EVIDENCE_NO_COLUMN)
        fprintf(seen->values_out, "-@%" PRIu64 " ", value->place.offset);
    else
        fprintf(seen->values_out, "%" PRIu32 ":%" PRIu32 "@%" PRIu64 " ", value->column,
                value->place.line - 1, value->place.offset);
    fwrite(value->text.data ? (const void *)value->text.data : "", 1, value->text.size,
           seen->values_out);
    fputc('\n', seen->values_out);
    evidence_value_seen(seen->evidence, value, 0);
}

/* Hands the cursor a fresh window of at least `need` bytes, no larger than it must be. */
static inline enum assay_status inspected_fill(struct cursor *cursor, size_t need)
{
    struct inspected *seen = cursor->state;
    size_t at = (size_t)cursor_at(cursor);
    size_t left = seen->bytes.size - at;
    size_t size = need > seen->step ? need : seen->step;

    if (size > left)
        size = left;
    free(seen->window);
    seen->window = malloc(size ? size : 1);
    assert_non_null(seen->window);
    if (size)
        memcpy(seen->window, seen->bytes.data + at, size);
    cursor->window = seen->window;
    cursor->have = size;
    cursor->at = 0;
    cursor->base = at;
    cursor->ended = size == left;
    return ASSAY_OK;
}

/*
 * As inspect_bytes() with windows of `step` bytes where the inspector does not ask for more, and a
 * size that is told or not.
 */
static inline struct inspected *inspect_in_steps(const struct inspector *inspector,
                                                 struct bytes bytes, const char *name, size_t step,
                                                 bool size_known)
{
    struct inspected *seen = calloc(1, sizeof *seen);
    const char *last = strrchr(name, '/');
    struct subject subject = {.head = bytes_of(bytes.data, bytes.size < 4096 ? bytes.size : 4096),
                              .name = bytes_text(last ? last + 1 : name),
                              .path = bytes_text(name),
                              .size = size_known ? bytes.size : UINT64_MAX};
    struct cursor cursor = {.size = subject.size, .seeks = size_known, .fill = inspected_fill};
    struct assay_error ending = {0};

    assert_non_null(seen);
    seen->arena = arena_new();
    seen->evidence = evidence_new();
    assert_true(seen->arena && seen->evidence);
    seen->bytes = bytes;
    seen->step = step;
    cursor.state = seen;
    cursor.err = &seen->err;
    seen->content = (struct assay_examination){
        .size = bytes.size, .kind = inspector->kind, .format = inspector->format};
    evidence_start(seen->evidence, seen->arena);
    seen->sink.take = inspected_take;
    seen->values_out = open_memstream(&seen->values, &seen->values_size);
    assert_non_null(seen->values_out);
    evidence_values_to(seen->evidence, &seen->sink);
    seen->bid = inspector->bid(&subject);
    seen->status = inspector->read(&cursor, &subject, seen->evidence);
    if (seen->status != ASSAY_OK)
        evidence_unfinished(seen->evidence, inspector);
    fclose(seen->values_out);
    assert_ok(evidence_end(seen->evidence, &seen->content, &ending), ending);
    return seen;
}

/* Runs `inspector` over bytes that stay the caller's. Free with inspected_free(). */
static inline struct inspected *inspect_bytes(const struct inspector *inspector, struct bytes bytes,
                                              const char *name)
{
    return inspect_in_steps(inspector, bytes, name, 4096, true);
}

static inline void inspected_free(struct inspected *seen)
{
    if (!seen)
        return;
    evidence_free(seen->evidence);
    arena_free(seen->arena);
    free(seen->window);
    free(seen->values);
    free(seen);
}

/* All that was found, one thing a line; the test's to free(). */
static inline char *inspected_text(const struct inspected *seen)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    fprintf(out, "status %d: %s (offset %" PRIu64 ")\n", (int)seen->status, seen->err.text,
            seen->err.offset);
    fprintf(out, "kind %s, format %s, load %d\n", assay_kind_name(seen->content.kind),
            seen->content.format, (int)seen->content.load);
    for (size_t i = 0; i < seen->content.fact_count; i++) {
        const struct assay_fact *fact = &seen->content.facts[i];

        fprintf(out, "fact %s%s =", assay_facts[fact->id].name,
                fact->declared ? " (declared)" : "");
        if (fact->value.type == ASSAY_VALUE_BOOL)
            fprintf(out, " %s", fact->value.boolean ? "true" : "false");
        else if (fact->value.type == ASSAY_VALUE_INT)
            fprintf(out, " %" PRId64, fact->value.integer);
        else if (fact->value.type == ASSAY_VALUE_TEXT)
            fprintf(out, " %s", fact->value.text);
        else
            for (size_t j = 0; j < fact->value.count; j++)
                fprintf(out, " [%s]", fact->value.texts[j]);
        fputc('\n', out);
    }
    for (size_t i = 0; i < seen->content.observation_count; i++) {
        const struct assay_observation *o = &seen->content.observations[i];

        fprintf(out, "observation %s [%s] %s x%" PRIu64 " at %" PRIu64 "\n", o->class_name,
                o->detail, assay_confidence_name(o->confidence), o->count,
                o->place_count ? o->places[0].offset : 0);
    }
    for (size_t i = 0; i < evidence_gap_count(seen->evidence); i++) {
        const struct evidence_gap *gap = evidence_gap_at(seen->evidence, i);

        fprintf(out, "gap %s at %" PRIu64 ": %s\n", gap->id, gap->offset, gap->why);
    }
    fclose(out);
    return text;
}

static inline void inspected_fail(const struct inspected *seen, const char *what)
{
    CLEANUP(free_cleanup) char *text = inspected_text(seen);

    fail_msg("%s is not there; found:\n%s", what, text);
}

/* The fact measured on the bytes, else declared in them; NULL where there is none. */
static inline const struct assay_fact *inspected_find(const struct inspected *seen,
                                                      enum assay_fact_id id)
{
    for (size_t i = 0; i < seen->content.fact_count; i++)
        if (seen->content.facts[i].id == id)
            return &seen->content.facts[i];
    return NULL;
}

static inline const struct assay_value *inspected_value(const struct inspected *seen,
                                                        enum assay_fact_id id)
{
    static const struct assay_value none;
    const struct assay_fact *fact = inspected_find(seen, id);

    if (!fact)
        inspected_fail(seen, assay_facts[id].name);
    return fact ? &fact->value : &none;
}

static inline int64_t inspected_int(const struct inspected *seen, enum assay_fact_id id)
{
    return inspected_value(seen, id)->integer;
}

static inline bool inspected_bool(const struct inspected *seen, enum assay_fact_id id)
{
    return inspected_value(seen, id)->boolean;
}

static inline const char *inspected_fact_text(const struct inspected *seen, enum assay_fact_id id)
{
    return inspected_value(seen, id)->text;
}

/* The elements of a list fact, joined by ','. Valid until the next call. */
static inline const char *inspected_list(const struct inspected *seen, enum assay_fact_id id)
{
    static char joined[8192];
    const struct assay_value *value = inspected_value(seen, id);
    size_t used = 0;

    joined[0] = 0;
    for (size_t i = 0; i < value->count && used < sizeof joined; i++)
        used += (size_t)snprintf(joined + used, sizeof joined - used, "%s%s", i ? "," : "",
                                 value->texts[i]);
    return joined;
}

/* The observation of a class and detail ("" for any); NULL where there is none. */
static inline const struct assay_observation *
inspected_observation(const struct inspected *seen, const char *class_name, const char *detail)
{
    for (size_t i = 0; i < seen->content.observation_count; i++) {
        const struct assay_observation *o = &seen->content.observations[i];

        if (strcmp(o->class_name, class_name) == 0 &&
            (*detail == 0 || strcmp(o->detail, detail) == 0))
            return o;
    }
    return NULL;
}

/* The first gap of an id, or NULL. */
static inline const struct evidence_gap *inspected_gap(const struct inspected *seen, const char *id)
{
    for (size_t i = 0; i < evidence_gap_count(seen->evidence); i++)
        if (strcmp(evidence_gap_at(seen->evidence, i)->id, id) == 0)
            return evidence_gap_at(seen->evidence, i);
    return NULL;
}
