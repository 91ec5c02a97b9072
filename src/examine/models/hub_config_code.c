/*
 * hub_config_code.c - what loading a folder would run, as its JSON files name it: modules beside
 * the model or elsewhere, kernels, libraries of machine code, pickles.
 *
 * Sources: transformers, dynamic_module_utils.py, modeling_utils.py; PEFT, config.py; diffusers,
 * pipeline_loading_utils.py; sentence-transformers, SentenceTransformer.py, Router.py, Dense.py,
 * CrossEncoder.py (import_from_string); ONNX Runtime GenAI, config.h (SessionOptions); MLServer,
 * settings.py (ModelSettings); ONNX Runtime, QNN and TensorRT execution providers, options.
 */

#include "base/kit.h"
#include "examine/models/hub_config.h"
#include "examine/python/custom_code.h"
#include "examine/python/pickle_names.h"
#include "examine/words/hub_words.h"

static bool is_list(enum json_token token)
{
    return token == JSON_ARRAY || token == JSON_OBJECT;
}

static void code(struct json_walk *walk, enum assay_load load, struct bytes what)
{
    CLEANUP(buf_clear) struct buf way = {.ceiling = WALK_TEXT};

    hub_config_of(walk)->telling = true;
    json_walk_show(walk, &way);
    custom_code(walk->evidence, load, walk->scan.at, buf_bytes(&way), what);
}

static enum assay_status take_reference(struct json_walk *walk, const struct json_way *way)
{
    CLEANUP(buf_clear) struct buf field = {.ceiling = WALK_TEXT};

    (void)way;
    if (walk->token != JSON_TEXT)
        return ASSAY_OK; /* null in a list: there is no such class */
    hub_config_of(walk)->telling = true;
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

/* A library that an execution provider of ONNX Runtime loads to run a model by: those that come
 * with it are found by their names alone. */
static enum assay_status take_backend(struct json_walk *walk, const struct json_way *way)
{
    static const char *const known[] = {"QnnCpu.dll",   "QnnGpu.dll",   "QnnHtp.dll",
                                        "libQnnCpu.so", "libQnnGpu.so", "libQnnHtp.so"};

    if (json_walk_is_text(walk) && bytes_is_one_of(walk->scan.text, known, ARRAY_LEN(known)))
        return ASSAY_OK;
    return take_machine_code(walk, way);
}

/* The class that MLServer serves a model by: one of its own packages, or whatever is imported. */
static enum assay_status take_server(struct json_walk *walk, const struct json_way *way)
{
    if (!hub_config_of(walk)->served || walk->token != JSON_TEXT)
        return ASSAY_OK;
    return bytes_starts(walk->scan.text, BYTES("mlserver_")) ? hub_config_take_telling(walk, way)
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
    if (!hub_config_of(walk)->index || step->index != 0 || walk->token != JSON_TEXT)
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
    if (!hub_config_of(walk)->modules || walk->token != JSON_TEXT)
        return ASSAY_OK;
    hub_config_of(walk)->telling = true;
    return is_sentence_module(walk->scan.text) ? ASSAY_OK : take_reference(walk, way);
}

/* The folder that a module of sentence-transformers is loaded from. */
static enum assay_status take_module_path(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (hub_config_of(walk)->modules && walk->token == JSON_TEXT &&
        custom_code_leaves(walk->scan.text))
        code(walk, ASSAY_LOAD_DANGEROUS, walk->scan.text);
    return ASSAY_OK;
}

/* A dotted name that sentence-transformers imports and calls. Without a dot it is a word of another
 * library, as "gelu" is. */
static enum assay_status take_class(struct json_walk *walk, const struct json_way *way)
{
    struct bytes name = walk->scan.text;

    if (walk->token != JSON_TEXT || !bytes_has(name, '.') || is_sentence_module(name))
        return ASSAY_OK;
    hub_config_of(walk)->telling = true;
    return take_target(walk, way);
}

static enum assay_status take_tokenizer_class(struct json_walk *walk, const struct json_way *way)
{
    hub_config_of(walk)->telling = true;
    return take_class(walk, way);
}

/* Many files have "types": of modules they are where "structure" says what goes through them. */
static enum assay_status take_routed(struct json_walk *walk, const struct json_way *way)
{
    struct hub_config *config = hub_config_of(walk);

    (void)way;
    if (json_walk_is_text(walk) && !is_sentence_module(walk->scan.text) &&
        config->routed.size == 0) {
        buf_add(&config->routed, walk->scan.text.data, walk->scan.text.size);
        config->routed_at = walk->scan.at;
    }
    return ASSAY_OK;
}

static enum assay_status take_routes(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    hub_config_of(walk)->routes = true;
    return ASSAY_OK;
}

void hub_config_tell_code(struct hub_config *config)
{
    if (!config->routes || config->routed.size == 0)
        return;
    config->telling = true;
    custom_code_reference(config->walk.evidence, config->routed_at, BYTES("types"),
                          buf_bytes(&config->routed));
}

/* Only what such files have tells them from other JSON files of the same name. */
static enum assay_status take_code_map(struct json_walk *walk, const struct json_way *way)
{
    if (is_list(walk->token))
        return hub_config_take_telling(walk, way);
    return take_reference(walk, way);
}

/* clang-format off */
static const struct json_way ways[] = {
    {"**.auto_map", hub_config_take_telling, 0},
    {"**.auto_map.*", take_code_map, 0},
    {"**.auto_map.*.[]", take_reference, 0},
    {"custom_pipelines", hub_config_take_telling, 0},
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
    {"**.provider_options.[].*.backend_path", take_backend, 0},
    {"**.provider_options.[].*.trt_extra_plugin_lib_paths", take_machine_code, 0},
    {"implementation", take_server, 0},
    {"auto_mapping.parent_library", take_library, 0},
    {"megatron_core", take_megatron, 0},
    {"prompt_tuning_init_state_dict_path", take_state_path, 0},
    {"**._target_", take_target, 0},
    {"**._component_", take_target, 0},
    {"*.[]", take_part, 0},
    {"*.[].type_hint.[]", take_part, 0},
    {"[].path", take_module_path, 0},
    {"[].type", take_module, 0},
    {"activation_function", take_class, 0},
    {"sbert_ce_default_activation_function", take_class, 0},
    {"sentence_transformers.activation_fn", take_class, 0},
    {"tokenizer_class", take_tokenizer_class, 0},
    {"types.*", take_routed, 0},
    {"structure.*", take_routes, 0},
};
/* clang-format on */

const struct hub_ways hub_config_code = {ways, ARRAY_LEN(ways)};
