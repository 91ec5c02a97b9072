/* shipped.h - the files of policies/ that the build puts into the program. */

#pragma once

#include <stddef.h>
#include <stdint.h>

struct shipped_pack {
    const char *name; /* "baseline", asked for as "assay:baseline" */
    const uint8_t *data;
    size_t size;
};

/* A family of shared rules: policies/rules/PRV.yml; "common" holds parameters of several. */
struct shipped_rule_file {
    const char *name;
    const uint8_t *data;
    size_t size;
};

/* A record that a person writes: policies/schemas/records/retention.schema.json. */
struct shipped_record {
    const char *name; /* "retention" */
    const uint8_t *data;
    size_t size;
};

/* Sorted by name; the tables are made from policies/ by cmake/embed.cmake. */
extern const struct shipped_pack shipped_packs[];
extern const size_t shipped_pack_count;
extern const struct shipped_rule_file shipped_rule_files[];
extern const size_t shipped_rule_file_count;
extern const struct shipped_record shipped_records[];
extern const size_t shipped_record_count;
