/* json.h - test vectors that come as JSON files. */

#pragma once

#include <fcntl.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "doc/doc.h"
#include "rows.h"

/* The document in TEST_DATA/`name`; lives in `arena`. */
static inline const struct doc *read_vectors(struct arena *arena, const char *name)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 16 << 20};
    struct assay_error err = {0};
    struct doc_source source = {name, {0}};
    struct doc *doc = NULL;
    char path[512];

    snprintf(path, sizeof path, "%s/%s", TEST_DATA, name);
    assert_ok(file_read(AT_FDCWD, path, &text, &err), err);
    source.text = buf_bytes(&text);
    assert_ok(doc_read_json(arena, &source, &doc, &err), err);
    return doc;
}

static inline struct bytes member_text(const struct doc *map, const char *name)
{
    const struct doc *doc = doc_get(map, name);

    return doc && doc->type == DOC_TEXT ? doc->text : bytes_of(NULL, 0);
}

static inline uint64_t member_int(const struct doc *map, const char *name)
{
    const struct doc *doc = doc_get(map, name);

    assert_non_null(doc);
    if (doc->type == DOC_REAL && doc->real > 9e18) /* beyond 63 bits */
        return UINT64_MAX;
    assert_int_equal(doc->type, DOC_INT);
    return (uint64_t)doc->integer;
}

static inline bool member_true(const struct doc *map, const char *name)
{
    const struct doc *doc = doc_get(map, name);

    return doc && doc->type == DOC_BOOL && doc->boolean;
}
