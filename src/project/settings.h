/* settings.h - the reading of settings, shared by the files of this folder. */

#pragma once

#include <assay/project.h>

#include "base/arena.h"
#include "doc/doc.h"

struct list {
    const char *const *texts;
    size_t count;
};

/* What reading a config fills, before paths are made absolute. */
struct reader {
    struct arena *arena;
    struct assay_error *err;
    const char *shown; /* the config's path as a person knows it */
    struct doc_source source;
    struct assay_pack_place *pack_places;
    struct list packs, patterns, data, models, allowed_gaps;
    enum assay_severity fail_on;
    bool gaps_block, use_cache;
    uint64_t pre_commit_ms;
    const char *ledger; /* as written, or NULL */
    const struct doc *ledger_origin;
    struct assay_flag_default *flag_defaults;
    size_t flag_default_count;
    struct assay_setting all[128];
    size_t all_count;
};

/* Reads the config that settings->config_path names; where that is NULL it sets the defaults. */
ASSAY_RESULT settings_read_config(struct reader *reader, const struct assay_settings *settings);

ASSAY_RESULT settings_remember(struct reader *reader, const char *key, const char *value,
                               const struct doc *doc);
