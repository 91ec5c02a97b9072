/*
 * inspect_hub_config.c - the JSON files that stand beside a model on the Hugging Face Hub: what the
 * model is, and what loading the folder would run. One table of ways for all of them, as each of
 * their readers takes what it knows from whatever file it is given.
 *
 * Sources: transformers, configuration_utils.py, dynamic_module_utils.py,
 * tokenization_utils_base.py, modeling_utils.py; PEFT, config.py; diffusers,
 * pipeline_loading_utils.py; sentence-transformers, SentenceTransformer.py, Router.py, Dense.py,
 * CrossEncoder.py (import_from_string); tokenizers, serialization of Tokenizer; ONNX Runtime GenAI,
 * config.h (SessionOptions); MLServer, settings.py (ModelSettings).
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/json_walk.h"
#include "examine/inspect.h"
#include "examine/models/chat_template.h"
#include "examine/models/hub_marker.h"
#include "examine/python/custom_code.h"
#include "examine/python/pickle_names.h"
#include "examine/words/hub_words.h"
#include "inventory/gaps.h"

enum { BID_NAME = 8 };

/* What is kept until the end: a quantisation is told as one text, a chat template's name and text
 * stand in either order. */
struct reader {
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

static struct reader *reader_of(struct json_walk *walk)
{
    return walk->reader;
}

static bool is_list(enum json_token token)
{
    return token == JSON_ARRAY || token == JSON_OBJECT;
}

static void code(struct json_walk *walk, enum assay_load load, struct bytes what)
{
    CLEANUP(buf_clear) struct buf way = {.ceiling = WALK_TEXT};

    reader_of(walk)->telling = true;
    json_walk_show(walk, &way);
    custom_code(walk->evidence, load, walk->scan.at, buf_bytes(&way), what);
}

/* Facts. */

static enum assay_status take_telling(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    reader_of(walk)->telling = true;
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
    reader_of(walk)->telling = true;
    if (walk->steps > 0 && walk->step[walk->steps - 1].element &&
        walk->step[walk->steps - 1].index > 0)
        return ASSAY_OK;
    return take_text(walk, way);
}

static enum assay_status take_type(struct json_walk *walk, const struct json_way *way)
{
    reader_of(walk)->telling = true;
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

    reader_of(walk)->telling = true;
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
    reader_of(walk)->telling = true;
    if (json_walk_is_text(walk))
        evidence_set(walk->evidence, ASSAY_FACT_MODEL_BASE_MODEL, DECLARED, walk->scan.text);
    return ASSAY_OK;
}

static enum assay_status take_method(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = reader_of(walk);

    (void)way;
    if (json_walk_is_text(walk)) {
        buf_reset(&reader->method);
        buf_add(&reader->method, walk->scan.text.data, walk->scan.text.size);
    }
    return ASSAY_OK;
}

static enum assay_status take_bits(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = reader_of(walk);

    if (way->what == 0)
        (void)json_walk_u64(walk, &reader->bits);
    else if (walk->token == JSON_TRUE)
        reader->bits = (uint64_t)way->what;
    return ASSAY_OK;
}

static void tell_quantization(struct reader *reader)
{
    if (reader->method.size == 0 && reader->bits == 0)
        return;
    if (reader->method.size == 0)
        buf_text(&reader->method, "quantized");
    if (reader->bits > 0)
        buf_printf(&reader->method, " %" PRIu64 " bits", reader->bits);
    evidence_set(reader->walk.evidence, ASSAY_FACT_MODEL_QUANTISATION, DECLARED,
                 buf_bytes(&reader->method));
}

static enum assay_status count_word(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    reader_of(walk)->vocabulary++;
    return ASSAY_OK;
}

/* Code. */

static enum assay_status take_reference(struct json_walk *walk, const struct json_way *way)
{
    CLEANUP(buf_clear) struct buf field = {.ceiling = WALK_TEXT};

    (void)way;
    if (walk->token != JSON_TEXT)
        return ASSAY_OK; /* null in a list: there is no such class */
    reader_of(walk)->telling = true;
    json_walk_show(walk, &field);
    custom_code_reference(walk->evidence, walk->scan.at, buf_bytes(&field), walk->scan.text);
    return ASSAY_OK;
}

/* A file that asks to be trusted; nested, it was passed on to the loaders of parts. */
static enum assay_status take_trust(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (walk->token != JSON_FALSE && walk->token != JSON_NULL)
        code(walk, ASSAY_LOAD_DANGEROUS, BYTES(""));
    return ASSAY_OK;
}

/* Kernels are fetched from the Hub where the name of one stands in for an implementation. */
static enum assay_status take_implementation(struct json_walk *walk, const struct json_way *way)
{
    struct bytes text = walk->scan.text;

    (void)way;
    if (walk->token == JSON_TEXT && !hub_is_attention(text))
        code(walk,
             bytes_has(text, '/') || bytes_has(text, ':') ? ASSAY_LOAD_DANGEROUS
                                                          : ASSAY_LOAD_SUSPICIOUS,
             text);
    return ASSAY_OK;
}

/* Where a name of an implementation of experts has a repository in it, it is fetched. */
static enum assay_status take_experts(struct json_walk *walk, const struct json_way *way)
{
    return bytes_has(walk->scan.text, '/') || bytes_has(walk->scan.text, ':')
               ? take_implementation(walk, way)
               : ASSAY_OK;
}

/* A module that PEFT imports, where it is not the one that the field is meant for. */
static enum assay_status take_megatron(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (walk->token == JSON_TEXT && !bytes_equal(walk->scan.text, BYTES("megatron.core")))
        code(walk, ASSAY_LOAD_SUSPICIOUS, walk->scan.text);
    return ASSAY_OK;
}

/* A library of machine code that ONNX Runtime loads for operators of its own. */
static enum assay_status take_machine_code(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (json_walk_is_text(walk))
        code(walk,
             custom_code_leaves(walk->scan.text) ? ASSAY_LOAD_DANGEROUS : ASSAY_LOAD_SUSPICIOUS,
             walk->scan.text);
    return ASSAY_OK;
}

/* The class that MLServer serves a model by: one of its own packages, or whatever is imported. */
static enum assay_status take_server(struct json_walk *walk, const struct json_way *way)
{
    if (!reader_of(walk)->served || walk->token != JSON_TEXT)
        return ASSAY_OK;
    return bytes_starts(walk->scan.text, BYTES("mlserver_")) ? take_telling(walk, way)
                                                             : take_reference(walk, way);
}

/* A file that PEFT reads as a pickle, unless its name says safetensors. */
static enum assay_status take_state_path(struct json_walk *walk, const struct json_way *way)
{
    struct bytes path = walk->scan.text;

    (void)way;
    if (json_walk_is_text(walk) && !bytes_ends(path, BYTES(".safetensors")))
        code(walk, custom_code_leaves(path) ? ASSAY_LOAD_DANGEROUS : ASSAY_LOAD_SUSPICIOUS, path);
    return ASSAY_OK;
}

/* PEFT imports this module to find the class of the base model. */
static enum assay_status take_library(struct json_walk *walk, const struct json_way *way)
{
    struct bytes text = walk->scan.text;

    (void)way;
    if (walk->token == JSON_TEXT && !bytes_equal(text, BYTES("transformers")) &&
        !(bytes_starts(text, BYTES("transformers.models.")) ||
          bytes_starts(text, BYTES("diffusers.models."))))
        code(walk, ASSAY_LOAD_SUSPICIOUS, text);
    return ASSAY_OK;
}

static enum assay_status take_target(struct json_walk *walk, const struct json_way *way)
{
    CLEANUP(buf_clear) struct buf field = {.ceiling = WALK_TEXT};

    (void)way;
    if (walk->token != JSON_TEXT)
        return ASSAY_OK;
    json_walk_show(walk, &field);
    custom_code_target(walk->evidence, walk->scan.at, buf_bytes(&field), walk->scan.text);
    return ASSAY_OK;
}

/* A part of a pipeline is [library, class]: the library is a module that is imported by name. */
static enum assay_status take_part(struct json_walk *walk, const struct json_way *way)
{
    const struct json_step *step = &walk->step[walk->steps - 1];

    (void)way;
    if (!reader_of(walk)->index || step->index != 0 || walk->token != JSON_TEXT)
        return ASSAY_OK;
    if (bytes_equal(json_walk_name(walk, 1), BYTES("_class_name")) || /* a pipeline of its own */
        !hub_is_pipeline_library(walk->scan.text))
        code(walk, ASSAY_LOAD_SUSPICIOUS, walk->scan.text);
    return ASSAY_OK;
}

/* A class of the package. Its modules show others under names of theirs, as
 * sentence_transformers.util does torch, whose load() the reader would call. */
static bool is_sentence_module(struct bytes type)
{
    const uint8_t *dot = type.size ? memrchr(type.data, '.', type.size) : NULL;

    return bytes_starts(type, BYTES("sentence_transformers.")) &&
           pickle_class_like(bytes_from(type, (size_t)(dot - type.data) + 1));
}

static enum assay_status take_module(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (!reader_of(walk)->modules || walk->token != JSON_TEXT)
        return ASSAY_OK;
    reader_of(walk)->telling = true;
    return is_sentence_module(walk->scan.text) ? ASSAY_OK : take_reference(walk, way);
}

/* A dotted name that sentence-transformers imports and calls. Without a dot it is a word of another
 * library, as "gelu" is. */
static enum assay_status take_class(struct json_walk *walk, const struct json_way *way)
{
    struct bytes name = walk->scan.text;

    if (walk->token != JSON_TEXT || !bytes_has(name, '.') || is_sentence_module(name))
        return ASSAY_OK;
    reader_of(walk)->telling = true;
    return take_target(walk, way);
}

static enum assay_status take_tokenizer_class(struct json_walk *walk, const struct json_way *way)
{
    reader_of(walk)->telling = true;
    return take_class(walk, way);
}

/* Many files have "types": of modules they are where "structure" says what goes through them. */
static enum assay_status take_routed(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = reader_of(walk);

    (void)way;
    if (json_walk_is_text(walk) && !is_sentence_module(walk->scan.text) &&
        reader->routed.size == 0) {
        buf_add(&reader->routed, walk->scan.text.data, walk->scan.text.size);
        reader->routed_at = walk->scan.at;
    }
    return ASSAY_OK;
}

static enum assay_status take_routes(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    reader_of(walk)->routes = true;
    return ASSAY_OK;
}

static void tell_routed(struct reader *reader)
{
    if (!reader->routes || reader->routed.size == 0)
        return;
    reader->telling = true;
    custom_code_reference(reader->walk.evidence, reader->routed_at, BYTES("types"),
                          buf_bytes(&reader->routed));
}

/* Chat templates. */

static enum assay_status note_template(struct json_walk *walk, struct bytes name)
{
    struct chat_template template = {
        .name = name, .text = walk->scan.text, .at = walk->scan.at, .escaped = true};

    if (walk->token != JSON_TEXT)
        return ASSAY_OK;
    reader_of(walk)->telling = true;
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
    struct reader *reader = reader_of(walk);

    (void)way;
    buf_reset(&reader->template_name);
    if (json_walk_is_text(walk))
        buf_add(&reader->template_name, walk->scan.text.data, walk->scan.text.size);
    return ASSAY_OK;
}

/* Behind its name, as they are written. */
static enum assay_status take_template_of_list(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = reader_of(walk);

    (void)way;
    TRY(note_template(walk, buf_bytes(&reader->template_name)));
    buf_reset(&reader->template_name);
    return ASSAY_OK;
}

/* Only what such files have tells them from other JSON files of the same name. */
static enum assay_status take_code_map(struct json_walk *walk, const struct json_way *way)
{
    if (is_list(walk->token))
        return take_telling(walk, way);
    return take_reference(walk, way);
}

/* clang-format off */
static const struct json_way ways[] = {
    {"architectures", take_telling, 0},
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
    {"tokenizer_class", take_tokenizer_class, 0},
    {"added_tokens_decoder", take_telling, 0},
    {"image_processor_type", take_telling, 0},
    {"feature_extractor_type", take_telling, 0},
    {"processor_class", take_telling, 0},
    {"_from_model_config", take_telling, 0},
    {"model.vocab.*", count_word, 0},

    {"**.auto_map", take_telling, 0},
    {"**.auto_map.*", take_code_map, 0},
    {"**.auto_map.*.[]", take_reference, 0},
    {"custom_pipelines", take_telling, 0},
    {"custom_pipelines.*.impl", take_reference, 0},
    {"**.trust_remote_code", take_trust, 0},
    {"**._attn_implementation", take_implementation, 0},
    {"**._attn_implementation.*", take_implementation, 0},
    {"**._attn_implementation_internal", take_implementation, 0},
    {"**._attn_implementation_internal.*", take_implementation, 0},
    {"**.attn_implementation", take_implementation, 0},
    {"**.attn_implementation.*", take_implementation, 0},
    {"**._experts_implementation", take_experts, 0},
    {"**._experts_implementation_internal", take_experts, 0},
    {"**.custom_ops_library", take_machine_code, 0},
    {"implementation", take_server, 0},
    {"auto_mapping.parent_library", take_library, 0},
    {"megatron_core", take_megatron, 0},
    {"prompt_tuning_init_state_dict_path", take_state_path, 0},
    {"**._target_", take_target, 0},
    {"**._component_", take_target, 0},
    {"*.[]", take_part, 0},
    {"*.[].type_hint.[]", take_part, 0},
    {"[].type", take_module, 0},
    {"activation_function", take_class, 0},
    {"sbert_ce_default_activation_function", take_class, 0},
    {"sentence_transformers.activation_fn", take_class, 0},
    {"types.*", take_routed, 0},
    {"structure.*", take_routes, 0},

    {"chat_template", take_template, 0},
    {"chat_template.*", take_template_by_name, 0},
    {"chat_template.[].name", take_template_name, 0},
    {"chat_template.[].template", take_template_of_list, 0},
};

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

static bool is_known_shape(const struct reader *reader)
{
    return reader->index || reader->modules || reader->tokenizer;
}

static ASSAY_RESULT read_file(struct cursor *cursor, struct reader *reader)
{
    struct json_walk *walk = &reader->walk;
    enum assay_status status = json_walk(cursor, ways, ARRAY_LEN(ways), walk);

    if (status == ASSAY_ENOMEM || status == ASSAY_EIO)
        return status;
    tell_quantization(reader);
    tell_routed(reader);
    if (reader->vocabulary > 0)
        evidence_int(walk->evidence, ASSAY_FACT_MODEL_VOCABULARY, MEASURED, reader->vocabulary);
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
                                struct reader *reader)
{
    struct assay_error failure = *cursor->err; /* the one to tell */

    if (!bytes_equal(bytes_text(file->format), BYTES("hub-config")))
        reader->telling = true;
    else
        TRY(hub_marker_follows(cursor, &reader->telling));
    *cursor->err = failure;
    return ASSAY_OK;
}

static enum assay_status hub_config_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    const struct file *file = file_of(subject->name);
    struct reader reader = {.walk = {.evidence = evidence, .text_max = LIMIT_TEMPLATE}};
    enum assay_status status;

    reader.walk.reader = &reader;
    reader.index = bytes_ends(subject->name, BYTES("model_index.json"));
    reader.modules = bytes_equal(subject->name, BYTES("modules.json"));
    reader.served = bytes_equal(subject->name, BYTES("model-settings.json"));
    reader.tokenizer = bytes_equal(subject->name, BYTES("tokenizer.json"));
    buf_init(&reader.method, WALK_TEXT);
    buf_init(&reader.template_name, WALK_TEXT);
    buf_init(&reader.routed, WALK_TEXT);
    status = read_file(cursor, &reader);
    json_walk_clear(&reader.walk);
    buf_clear(&reader.method);
    buf_clear(&reader.template_name);
    buf_clear(&reader.routed);
    if (!reader.telling && (status == ASSAY_EFORMAT || status == ASSAY_ELIMIT))
        TRY(tell_broken(cursor, file, &reader));
    if (!reader.telling && !is_known_shape(&reader)) { /* some other program's */
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
