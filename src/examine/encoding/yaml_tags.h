/*
 * yaml_tags.h - the tags of a YAML as its readers resolve them, found without reading the YAML
 * itself: wherever one may stand, also where it is part of a text.
 *
 * Source: YAML 1.1, 3.2.1.2 "Tags", 4.6 "Directives"; PyYAML, scanner.py, scan_tag().
 */

#pragma once

#include <stdbool.h>

#include "base/buf.h"

enum { YAML_HANDLES = 16, YAML_TAG_MAX = 512 };

/* "%TAG !py! tag:yaml.org,2002:python/" */
struct yaml_handle {
    struct bytes handle, prefix;
};

struct yaml_tags {
    struct bytes text;
    size_t at;
    struct yaml_handle handles[YAML_HANDLES];
    size_t handle_count;
    uint8_t tag[YAML_TAG_MAX]; /* the last one */
};

void yaml_tags_init(struct yaml_tags *tags, struct bytes text);
/* The next tag, whole, up to YAML_TAG_MAX bytes of it, valid until the next call; *at is where it
 * stands. False where there is none. */
bool yaml_tags_next(struct yaml_tags *tags, size_t *at, struct bytes *tag);

/* A text between double quotes, from behind the first: its escapes read, up to the second. */
void yaml_unquote(struct bytes text, struct buf *out);
