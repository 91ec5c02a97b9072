/*
 * hub_config.h - what the readers of JSON files beside a model on the Hugging Face Hub share: each
 * knows some ways to values, and all of them are taken on one walk (inspect_hub_config.c).
 */

#pragma once

#include "base/buf.h"
#include "examine/encoding/json_walk.h"

/* What is kept until the end: a quantisation is told as one text, a chat template's name and text
 * stand in either order. */
struct hub_config {
    struct json_walk walk;
    bool telling;   /* a member that such files have, and others have not */
    bool index;     /* model_index.json: members are parts of a pipeline */
    bool modules;   /* modules.json */
    bool tokenizer; /* tokenizer.json */
    bool served;    /* model-settings.json */
    bool routes;    /* which module takes which text: then `types` are classes */
    struct buf method, template_name;
    struct buf routed; /* the first of `types` that is none of the library's */
    uint64_t bits, vocabulary, routed_at;
};

static inline struct hub_config *hub_config_of(struct json_walk *walk)
{
    return walk->reader;
}

/* A table of ways, to be joined with the others. */
struct hub_ways {
    const struct json_way *all;
    size_t count;
};

extern const struct hub_ways hub_config_facts, hub_config_code, hub_config_templates;

/* For a member that such files have, and others have not. */
enum assay_status hub_config_take_telling(struct json_walk *walk, const struct json_way *way);

/* What is known when all was read. */
void hub_config_tell_facts(struct hub_config *config);
void hub_config_tell_code(struct hub_config *config);
