/*
 * hub_config_facts.c - what a model is, as the JSON files beside it say: architecture, types,
 * versions, context, vocabulary, quantisation.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "examine/models/hub_config.h"
#include "examine/words/hub_words.h"

enum assay_status hub_config_take_telling(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    hub_config_of(walk)->telling = true;
    return ASSAY_OK;
}

static enum assay_status take_text(struct json_walk *walk, const struct json_way *way)
{
    if (json_walk_is_text(walk))
        evidence_text(walk->evidence, (enum assay_fact_id)way->what, DECLARED, walk->scan.text);
    return ASSAY_OK;
}

static enum assay_status take_architecture(struct json_walk *walk, const struct json_way *way)
{
    hub_config_of(walk)->telling = true;
    if (walk->steps > 0 && walk->step[walk->steps - 1].element &&
        walk->step[walk->steps - 1].index > 0)
        return ASSAY_OK;
    return take_text(walk, way);
}

static enum assay_status take_type(struct json_walk *walk, const struct json_way *way)
{
    hub_config_of(walk)->telling = true;
    return take_text(walk, way);
}

static enum assay_status take_count(struct json_walk *walk, const struct json_way *way)
{
    uint64_t count;

    if (json_walk_u64(walk, &count))
        evidence_int(walk->evidence, (enum assay_fact_id)way->what, DECLARED, count);
    return ASSAY_OK;
}

static enum assay_status take_dtype(struct json_walk *walk, const struct json_way *way)
{
    const char *dtype;

    (void)way;
    if (!json_walk_is_text(walk))
        return ASSAY_OK;
    dtype = hub_dtype(walk->scan.text);
    evidence_set(walk->evidence, ASSAY_FACT_MODEL_DTYPES, DECLARED,
                 dtype ? bytes_text(dtype) : walk->scan.text);
    return ASSAY_OK;
}

/* The version of the library that wrote the file. */
static enum assay_status take_producer(struct json_walk *walk, const struct json_way *way)
{
    static const char *const libraries[] = {"transformers", "diffusers", "peft",
                                            "sentence-transformers"};
    CLEANUP(buf_clear) struct buf producer = {.ceiling = WALK_TEXT + 32};

    hub_config_of(walk)->telling = true;
    if (!json_walk_is_text(walk))
        return ASSAY_OK;
    buf_printf(&producer, "%s ", libraries[way->what]);
    buf_add(&producer, walk->scan.text.data, walk->scan.text.size);
    evidence_text(walk->evidence, ASSAY_FACT_MODEL_PRODUCER, DECLARED, buf_bytes(&producer));
    return ASSAY_OK;
}

static enum assay_status take_license(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (json_walk_is_text(walk))
        hub_license(walk->evidence, ASSAY_FACT_MODEL_LICENSE, walk->scan.text);
    return ASSAY_OK;
}

static enum assay_status take_base_model(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    hub_config_of(walk)->telling = true;
    if (json_walk_is_text(walk))
        evidence_set(walk->evidence, ASSAY_FACT_MODEL_BASE_MODEL, DECLARED, walk->scan.text);
    return ASSAY_OK;
}

static enum assay_status take_method(struct json_walk *walk, const struct json_way *way)
{
    struct hub_config *config = hub_config_of(walk);

    (void)way;
    if (json_walk_is_text(walk)) {
        buf_reset(&config->method);
        buf_add(&config->method, walk->scan.text.data, walk->scan.text.size);
    }
    return ASSAY_OK;
}

static enum assay_status take_bits(struct json_walk *walk, const struct json_way *way)
{
    struct hub_config *config = hub_config_of(walk);

    if (way->what == 0)
        (void)json_walk_u64(walk, &config->bits);
    else if (walk->token == JSON_TRUE)
        config->bits = (uint64_t)way->what;
    return ASSAY_OK;
}

static void tell_quantization(struct hub_config *config)
{
    if (config->method.size == 0 && config->bits == 0)
        return;
    if (config->method.size == 0)
        buf_text(&config->method, "quantized");
    if (config->bits > 0)
        buf_printf(&config->method, " %" PRIu64 " bits", config->bits);
    evidence_set(config->walk.evidence, ASSAY_FACT_MODEL_QUANTISATION, DECLARED,
                 buf_bytes(&config->method));
}

void hub_config_tell_facts(struct hub_config *config)
{
    tell_quantization(config);
    if (config->vocabulary > 0)
        evidence_int(config->walk.evidence, ASSAY_FACT_MODEL_VOCABULARY, MEASURED,
                     config->vocabulary);
}

static enum assay_status count_word(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    hub_config_of(walk)->vocabulary++;
    return ASSAY_OK;
}

/* clang-format off */
static const struct json_way ways[] = {
    {"architectures", hub_config_take_telling, 0},
    {"architectures.[]", take_architecture, ASSAY_FACT_MODEL_ARCHITECTURE},
    {"_class_name", take_architecture, ASSAY_FACT_MODEL_ARCHITECTURE},
    {"model_type", take_type, ASSAY_FACT_MODEL_TYPE},
    {"peft_type", take_type, ASSAY_FACT_MODEL_TYPE},
    {"torch_dtype", take_dtype, 0},
    {"dtype", take_dtype, 0},
    {"transformers_version", take_producer, 0},
    {"_diffusers_version", take_producer, 1},
    {"peft_version", take_producer, 2},
    {"__version__.sentence_transformers", take_producer, 3},
    {"license", take_license, 0},
    {"_name_or_path", take_type, ASSAY_FACT_MODEL_LOADED_FROM},
    {"base_model_name_or_path", take_base_model, 0},
    {"max_sequence_length", take_count, ASSAY_FACT_MODEL_CONTEXT_LENGTH},
    {"n_ctx", take_count, ASSAY_FACT_MODEL_CONTEXT_LENGTH},
    {"n_positions", take_count, ASSAY_FACT_MODEL_CONTEXT_LENGTH},
    {"max_seq_len", take_count, ASSAY_FACT_MODEL_CONTEXT_LENGTH},
    {"model_max_length", take_count, ASSAY_FACT_MODEL_CONTEXT_LENGTH},
    {"text_config.max_position_embeddings", take_count, ASSAY_FACT_MODEL_CONTEXT_LENGTH},
    {"max_position_embeddings", take_count, ASSAY_FACT_MODEL_CONTEXT_LENGTH},
    {"text_config.vocab_size", take_count, ASSAY_FACT_MODEL_VOCABULARY},
    {"vocab_size", take_count, ASSAY_FACT_MODEL_VOCABULARY},
    {"quantization_config.quant_method", take_method, 0},
    {"quantization_config.bits", take_bits, 0},
    {"quantization_config.w_bit", take_bits, 0},
    {"quantization_config.load_in_4bit", take_bits, 4},
    {"quantization_config.load_in_8bit", take_bits, 8},
    {"added_tokens_decoder", hub_config_take_telling, 0},
    {"image_processor_type", hub_config_take_telling, 0},
    {"feature_extractor_type", hub_config_take_telling, 0},
    {"processor_class", hub_config_take_telling, 0},
    {"_from_model_config", hub_config_take_telling, 0},
    {"model.vocab.*", count_word, 0},
};
/* clang-format on */

const struct hub_ways hub_config_facts = {ways, ARRAY_LEN(ways)};
