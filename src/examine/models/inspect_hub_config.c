/*
 * inspect_hub_config.c - the JSON files that stand beside a model on the Hugging Face Hub. All of
 * them are read for all that any may say, as each of their readers takes what it knows from
 * whatever file it is given: what the model is, what loading the folder would run, templates.
 *
 * Sources: transformers, configuration_utils.py, tokenization_utils_base.py; PEFT, config.py;
 * diffusers, pipeline_loading_utils.py; sentence-transformers, SentenceTransformer.py; tokenizers,
 * serialization of Tokenizer; MLServer, settings.py (ModelSettings).
 */

#include <assert.h>
#include <inttypes.h>

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/models/hub_config.h"
#include "examine/models/hub_marker.h"
#include "inventory/gaps.h"

enum { BID_NAME = 8, WAYS_MAX = 128 };

/* clang-format off */
/* Whole names, and endings of names; the first that fits names the format. Other programs have a
 * config.json too. */
static const struct file {
    const char *name, *format;
    bool ending;
} files[] = {
    {"adapter_config.json", "peft-adapter", false},
    {"chat_template.json", "hub-chat-template", false},
    {"generation_config.json", "hub-generation-config", false},
    {"model_index.json", "diffusers-index", false},
    {"model-settings.json", "mlserver-settings", false},
    {"modular_model_index.json", "diffusers-index", false},
    {"modules.json", "sentence-modules", false},
    {"preprocessor_config.json", "hub-processor-config", true},
    {"processor_config.json", "hub-processor-config", true},
    {"scheduler_config.json", "diffusers-config", false},
    {"tokenizer.json", "hub-tokenizer", false},
    {"tokenizer_config.json", "hub-tokenizer-config", false},
    {"config_sentence_transformers.json", "sentence-config", false},
    {"config.json", "hub-config", true},
};
/* clang-format on */

static const struct file *file_of(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct bytes known = bytes_text(files[i].name);

        if (files[i].ending ? bytes_ends(name, known) : bytes_equal(name, known))
            return &files[i];
    }
    return NULL;
}

static unsigned hub_config_bid(const struct subject *subject)
{
    return file_of(subject->name) ? BID_NAME : 0;
}

static bool is_known_shape(const struct hub_config *config)
{
    return config->index || config->modules || config->tokenizer;
}

/* One table of all, as a walk takes it. */
static size_t join_ways(struct json_way ways[WAYS_MAX])
{
    static const struct hub_ways *const tables[] = {&hub_config_facts, &hub_config_code,
                                                    &hub_config_templates};
    size_t count = 0;

    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        assert(tables[i]->count <= WAYS_MAX - count);
        memcpy(ways + count, tables[i]->all, tables[i]->count * sizeof *ways);
        count += tables[i]->count;
    }
    return count;
}

static ASSAY_RESULT read_file(struct cursor *cursor, struct hub_config *config)
{
    struct json_way ways[WAYS_MAX];
    struct json_walk *walk = &config->walk;
    enum assay_status status = json_walk(cursor, ways, join_ways(ways), walk);

    if (status == ASSAY_ENOMEM || status == ASSAY_EIO)
        return status;
    hub_config_tell_facts(config);
    hub_config_tell_code(config);
    if (walk->repeats > 0) {
        evidence_load(walk->evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(walk->evidence, GAP_MODEL_INVALID, walk->first_repeat_at,
                     "%" PRIu64 " names stand twice in one object: programs differ in which they "
                     "take",
                     walk->repeats);
    }
    return status;
}

/* What broke before anything told whose file it is. */
static ASSAY_RESULT tell_broken(struct cursor *cursor, const struct file *file,
                                struct hub_config *config)
{
    struct assay_error failure = *cursor->err; /* the one to tell */

    if (!bytes_equal(bytes_text(file->format), BYTES("hub-config")))
        config->telling = true;
    else
        TRY(hub_marker_follows(cursor, &config->telling));
    *cursor->err = failure;
    return ASSAY_OK;
}

static enum assay_status hub_config_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    const struct file *file = file_of(subject->name);
    struct hub_config config = {.walk = {.evidence = evidence, .text_max = LIMIT_TEMPLATE}};
    enum assay_status status;

    config.walk.reader = &config;
    config.index = bytes_ends(subject->name, BYTES("model_index.json"));
    config.modules = bytes_equal(subject->name, BYTES("modules.json"));
    config.served = bytes_equal(subject->name, BYTES("model-settings.json"));
    config.tokenizer = bytes_equal(subject->name, BYTES("tokenizer.json"));
    buf_init(&config.method, WALK_TEXT);
    buf_init(&config.template_name, WALK_TEXT);
    buf_init(&config.routed, WALK_TEXT);
    status = read_file(cursor, &config);
    json_walk_clear(&config.walk);
    buf_clear(&config.method);
    buf_clear(&config.template_name);
    buf_clear(&config.routed);
    if (!config.telling && (status == ASSAY_EFORMAT || status == ASSAY_ELIMIT))
        TRY(tell_broken(cursor, file, &config));
    if (!config.telling && !is_known_shape(&config)) { /* some other program's */
        evidence_decline(evidence);
        return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT ? ASSAY_OK : status;
    }
    evidence_format(evidence, file ? file->format : "hub-config");
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_hub_config = {.format = "hub-config",
                                             .kind = ASSAY_KIND_CONFIG,
                                             .text = true,
                                             .gap = GAP_MODEL_INVALID,
                                             .bid = hub_config_bid,
                                             .read = hub_config_read};
