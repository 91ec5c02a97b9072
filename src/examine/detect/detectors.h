/*
 * detectors.h - secrets and personal data in bytes that come in order.
 *
 * `struct detectors` is shared by all threads: the table of patterns, compiled on first use.
 * A `struct watcher` is the state of one stream.
 */

#pragma once

#include "examine/detect/view.h"
#include "examine/evidence.h"

struct detectors;

/* `cache_folder` (NULL: none) keeps the compiled patterns from run to run; copied. */
ASSAY_RESULT detectors_new(const char *cache_folder, struct detectors **out,
                           struct assay_error *err);
/* Looks for patterns of a person too, or, `alone`, for nothing else; before the first watcher. */
struct assay_patterns;
ASSAY_RESULT detectors_use(struct detectors *detectors, const struct assay_patterns *user,
                           bool alone, struct assay_error *err);
bool detectors_look_for_own(const struct detectors *detectors); /* patterns of a person */
void detectors_free(struct detectors *detectors);
void detectors_freep(struct detectors **detectors);

struct watcher;

/* ASSAY_EINTERNAL when the patterns do not compile. */
ASSAY_RESULT watcher_new(struct detectors *detectors, struct watcher **out,
                         struct assay_error *err);
void watcher_free(struct watcher *watcher);
void watcher_freep(struct watcher **watcher);

/* Begins a new stream; in a text, lines are counted. */
void watcher_start(struct watcher *watcher, bool text);
/* The same of a part of an item that begins at `origin` in it, and is no text: views count from 0,
 * and what is seen stands where it does in the item. */
void watcher_start_at(struct watcher *watcher, uint64_t origin);

/* Until the next start beginnings of containers are looked for as well, from `from` on in the item;
 * where they are is known when all was looked at. */
struct embedded_places;
void watcher_look_for_containers(struct watcher *watcher, uint64_t from);
const struct embedded_places *watcher_containers(const struct watcher *watcher);

/* Marks of texts that loaders make objects of: of YAML, that name something of Python's, and
 * jsonpickle's; keys of JSON that name what is called. */
enum object_tag { TAG_OF_YAML, TAG_OF_JSON, KEY_OF_TARGET, OBJECT_TAGS };

/* Whether what was looked at so far may have one. */
bool watcher_saw_tag(const struct watcher *watcher, enum object_tag tag);

/* Until the next start what escapes hide is handed to the evidence, to be searched as it reads. */
void watcher_unescape(struct watcher *watcher);

enum {
    WATCH_BEHIND = 1024,  /* bytes that a proof may look at before the end of a token */
    WATCH_AHEAD = 1024,   /* and after it */
    WATCH_TOKEN_MAX = 512 /* longest span of one hit */
};

/*
 * Secrets and shapes are looked for apart from each other, each in views in their order; the two
 * may be in different threads, and some views ahead of watcher_settle(). A view must begin
 * WATCH_FRONT bytes before the end of the one before it, or earlier; `slot` is one that no view
 * has which is not settled yet.
 */
enum { WATCH_VIEWS = 8, WATCH_FRONT = WATCH_AHEAD + WATCH_BEHIND + 64 };

/* One detector looks at a view; each may be run by another thread, and views come in order. */
void watcher_look_for_patterns(struct watcher *watcher, const struct view *view, unsigned slot);
void watcher_look_for_shapes(struct watcher *watcher, const struct view *view, unsigned slot);

/*
 * Both have looked at `view`: hands to `evidence` all hits that are final. Nothing more will be
 * seen before *settled, however the stream is cut into views: that, and order, is what makes
 * results the same for every reader.
 */
ASSAY_RESULT watcher_settle(struct watcher *watcher, const struct view *view, unsigned slot,
                            struct evidence *evidence, uint64_t *settled, struct assay_error *err);

/* All three, where nothing is ahead; `view` must begin at watcher_keep() or before. */
ASSAY_RESULT watcher_look(struct watcher *watcher, const struct view *view,
                          struct evidence *evidence, uint64_t *settled, struct assay_error *err);

/* Offset of the first byte that the next look needs, where nothing is ahead. */
uint64_t watcher_keep(const struct watcher *watcher);

/* Classes of identifiers (identifier_table.h), by index. */
extern const size_t identifier_count;
const char *identifier_class_at(size_t index);
