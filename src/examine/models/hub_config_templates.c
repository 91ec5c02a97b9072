/*
 * hub_config_templates.c - chat templates in the JSON files beside a model: one, several by name,
 * or a list.
 * Source: transformers, tokenization_utils_base.py.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/models/chat_template.h"
#include "examine/models/hub_config.h"
#include "inventory/gaps.h"

static enum assay_status note_template(struct json_walk *walk, struct bytes name)
{
    struct chat_template template = {
        .name = name, .text = walk->scan.text, .at = walk->scan.at, .escaped = true};

    if (walk->token != JSON_TEXT)
        return ASSAY_OK;
    hub_config_of(walk)->telling = true;
    if (walk->scan.cut) {
        evidence_load(walk->evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(walk->evidence, GAP_MODEL_INVALID, walk->scan.at,
                     "of a chat template only the first %u bytes are read", LIMIT_TEMPLATE);
    }
    chat_template_note(&template, walk->evidence);
    return ASSAY_OK;
}

static enum assay_status take_template(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    return note_template(walk, BYTES(""));
}

static enum assay_status take_template_by_name(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    return note_template(walk, json_walk_name(walk, 0));
}

static enum assay_status take_template_name(struct json_walk *walk, const struct json_way *way)
{
    struct hub_config *config = hub_config_of(walk);

    (void)way;
    buf_reset(&config->template_name);
    if (json_walk_is_text(walk))
        buf_add(&config->template_name, walk->scan.text.data, walk->scan.text.size);
    return ASSAY_OK;
}

/* Behind its name, as they are written. */
static enum assay_status take_template_of_list(struct json_walk *walk, const struct json_way *way)
{
    struct hub_config *config = hub_config_of(walk);

    (void)way;
    TRY(note_template(walk, buf_bytes(&config->template_name)));
    buf_reset(&config->template_name);
    return ASSAY_OK;
}

/* clang-format off */
static const struct json_way ways[] = {
    {"chat_template", take_template, 0},
    {"chat_template.*", take_template_by_name, 0},
    {"chat_template.[].name", take_template_name, 0},
    {"chat_template.[].template", take_template_of_list, 0},
};
/* clang-format on */

const struct hub_ways hub_config_templates = {ways, ARRAY_LEN(ways)};
