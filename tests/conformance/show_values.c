/*
 * show_values.c - one data file as its inspector sees it, for readers that share no code with it:
 * facts and gaps as a line each, then each value that was handed on: column, row, and its bytes in
 * hex.
 */

#include <fcntl.h>

#include "inspect.h"

#include "base/codec.h"
#include "base/map.h"
#include "examine/inspect.h"

static const struct inspector *choose(struct bytes bytes)
{
    struct subject subject = {.head = bytes_of(bytes.data, bytes.size < 4096 ? bytes.size : 4096),
                              .name = BYTES("x"),
                              .path = BYTES("x"),
                              .size = bytes.size};
    const struct inspector *best = NULL;
    unsigned most = 0;

    for (size_t i = 0; i < inspector_count; i++) {
        unsigned bid = inspectors[i]->bid(&subject);

        if (bid > most) {
            most = bid;
            best = inspectors[i];
        }
    }
    return best;
}

struct shown {
    struct value_sink sink;
    struct evidence *evidence;
};

static void show(struct value_sink *sink, const struct value *value)
{
    struct shown *shown = (struct shown *)sink;
    CLEANUP(free_cleanup) char *hex = malloc(2 * value->text.size + 1);

    assert_non_null(hex);
    hex_encode(value->text, hex);
    printf("value %" PRId32 " %" PRIu32 " %s\n", (int32_t)value->column, value->place.line - 1,
           hex);
    evidence_value_seen(shown->evidence, value, 0);
}

int main(int argc, char **argv)
{
    struct inspected seen = {.step = 65536};
    struct shown shown = {.sink = {.take = show}};
    const struct inspector *inspector;
    struct cursor cursor;
    struct subject subject = {.name = BYTES("x"), .path = BYTES("x")};
    CLEANUP(free_cleanup) char *text = NULL;
    struct bytes bytes;

    if (argc != 2 || map_file(AT_FDCWD, argv[1], &bytes, &seen.err) != ASSAY_OK)
        return 2;
    inspector = choose(bytes);
    if (!inspector)
        return 3;
    seen.arena = arena_new();
    seen.evidence = shown.evidence = evidence_new();
    assert_true(seen.arena && seen.evidence);
    evidence_start(seen.evidence, seen.arena);
    evidence_values_to(seen.evidence, &shown.sink);
    subject.head = bytes_of(bytes.data, bytes.size < 4096 ? bytes.size : 4096);
    subject.size = bytes.size;
    cursor_of_bytes(&cursor, bytes, &seen.err);
    seen.content = (struct assay_examination){.kind = inspector->kind, .format = inspector->format};
    seen.status = inspector->read(&cursor, &subject, seen.evidence);
    assert_ok(evidence_end(seen.evidence, &seen.content, &seen.err), seen.err);
    text = inspected_text(&seen);
    fputs(text, stdout);
    evidence_free(seen.evidence);
    arena_free(seen.arena);
    map_clear(&bytes);
    return 0;
}
