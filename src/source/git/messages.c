/* messages.c - see messages.h. */

#include "source/git/messages.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "source/fail.h"

size_t messages_count(const struct commit_graph *graph, const struct catalogue *catalogue)
{
    return graph->order_size + catalogue->tag_count;
}

static const struct object_id *id_of(const struct commit_graph *graph,
                                     const struct catalogue *catalogue, size_t at)
{
    return at < graph->order_size ? &graph->commits[graph->order[at]].id
                                  : &catalogue->tags[at - graph->order_size];
}

enum assay_status messages_entry(const struct commit_graph *graph,
                                 const struct catalogue *catalogue, size_t at,
                                 struct inventory_part *part, struct entry *entry,
                                 struct assay_error *err)
{
    const struct object_id *id = id_of(graph, catalogue, at);
    struct arena *arena = inventory_part_arena(part);
    struct entry_place *place = arena_alloc(arena, sizeof *place);
    struct assay_origin *origin = arena_alloc(arena, sizeof *origin);
    char hex[OBJECT_HEX_MAX + 1], name[sizeof ".git/commit/" + sizeof hex];

    if (!place || !origin)
        return fail_no_memory(err);
    object_id_text(id, hex);
    snprintf(name, sizeof name, ".git/%s/%s", at < graph->order_size ? "commit" : "tag", hex);
    memcpy(origin->blob, id->bytes, sizeof origin->blob);
    origin->blob_size = id->size;
    place->origin = origin;
    place->path = inventory_path(part, NULL, bytes_text(name));
    *entry = (struct entry){.places = place,
                            .place_count = 1,
                            .type = ASSAY_ITEM_FILE,
                            .size = STREAM_SIZE_UNKNOWN,
                            .secrets_only = true};
    return ASSAY_OK;
}

/* ---- bytes ---- */

struct message {
    struct object object;
    size_t at;
};

static enum assay_status message_read(struct stream *stream, void *to, size_t size, size_t *got,
                                      struct assay_error *err)
{
    struct message *message = stream->state;
    const size_t left = message->object.bytes.size - message->at;

    (void)err;
    *got = size < left ? size : left;
    if (*got)
        memcpy(to, message->object.bytes.data + message->at, *got);
    message->at += *got;
    return ASSAY_OK;
}

static void message_close(struct stream *stream)
{
    struct message *message = stream->state;

    object_release(&message->object);
    free(message);
}

enum assay_status messages_stream(const struct commit_graph *graph,
                                  const struct catalogue *catalogue, size_t at,
                                  struct objects *objects, struct stream *stream,
                                  struct assay_error *err)
{
    struct message *message = calloc(1, sizeof *message);
    enum assay_status status;

    if (!message)
        return fail_no_memory(err);
    status = object_read(objects, id_of(graph, catalogue, at), &message->object, err);
    if (status != ASSAY_OK) {
        free(message);
        return status;
    }
    *stream = (struct stream){.read = message_read,
                              .close = message_close,
                              .state = message,
                              .size = message->object.bytes.size,
                              .in_memory = true};
    return ASSAY_OK;
}
