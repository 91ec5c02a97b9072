/*
 * attributes.h - attribute files of git, as far as they say which filter a path goes through.
 * Source: gitattributes(5); git, attr.c.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* The lines of one .gitattributes that set `filter`, or a name that may stand for it. */
struct attributes_file;

/* Copies what it needs. `macros`: "[attr]name" counts, as at the root of a tree alone. NULL when
 * memory ran out. */
struct attributes_file *attributes_parse(struct bytes text, bool macros);
void attributes_free(struct attributes_file *file); /* NULL is fine */

/* Bytes of memory that it takes, some twenty for each of its own where lines are short; 0 of NULL.
 */
size_t attributes_memory(const struct attributes_file *file);

/* True where no line can send a path to git-lfs: such a file needs no asking. */
bool attributes_lack_lfs(const struct attributes_file *file);

/* One file and the folder that it speaks of. */
struct attributes_layer {
    const struct attributes_file *file; /* NULL: skipped */
    size_t folder_size; /* bytes of the path in front of what its patterns are matched with */
};

/* What is said of an attribute of a path. */
enum attribute_state { ATTRIBUTE_UNSPECIFIED, ATTRIBUTE_SET, ATTRIBUTE_UNSET, ATTRIBUTE_VALUE };
struct attribute {
    enum attribute_state state;
    struct bytes value; /* of ATTRIBUTE_VALUE; the file's */
};

/* The layers come strongest first. The macro `binary` is known where no file has one. */
struct attribute attributes_ask(const struct attributes_layer *layers, size_t count,
                                struct bytes path, struct bytes name);

/* Whether the path of a file has `filter=lfs`; the layers come strongest first. */
bool attributes_say_lfs(const struct attributes_layer *layers, size_t count, struct bytes path);

/* Whether a line of that one file alone might make it so, whatever other files say. */
bool attributes_may_say_lfs(const struct attributes_layer *layer, struct bytes path);
