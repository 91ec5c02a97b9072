/*
 * keras_config.c - what making a model from its configuration would do.
 *
 * A configuration is JSON in which {"class_name": C, "module": M, "registered_name": R, "config":
 * {...}} stands for an object: Keras imports C from M and gives it the configuration. What Keras
 * brings and only computes is clean; what runs code, imports from elsewhere or reads files is told
 * for each place it stands at. The version that a file claims to be of changes nothing: what a
 * newer Keras refuses an older one runs.
 *
 * Source: Keras, "Serialization and saving" guide, serialization_lib.py; CVE-2024-3660,
 * CVE-2025-1550, CVE-2025-8747, CVE-2025-9905, CVE-2025-9906, CVE-2025-12058, CVE-2025-12060.
 */

#include "examine/models/keras_config.h"

#include "base/kit.h"
#include "base/limits.h"
#include "doc/doc.h"
#include "examine/encoding/json_walk.h"
#include "examine/models/tensorflow_operators.h"
#include "examine/python/pickle_report.h"
#include "inventory/gaps.h"

#define OPERATOR_LAYER "TensorFlowOpLayer"

enum { TEXTS_DEEP = 3 }; /* configurations in texts of configurations */

struct walk {
    struct evidence *evidence;
    struct arena *arena;
    uint64_t offset; /* of the text in the item */
    uint64_t layers;
    unsigned texts; /* around the one that is walked */
    bool other;     /* the document may be another program's: only what would run code is told */
    bool told;
};

/* Classes that run what their configuration holds, or load it from a file. */
static const struct {
    const char *name, *sees;
} dangerous_classes[] = {
    {"FlaxLayer", KERAS_CODE},  {"JaxLayer", KERAS_CODE},
    {"Lambda", KERAS_CODE},     {"SKLearnClassifier", KERAS_CODE},
    {"TFSMLayer", KERAS_FILE},  {"TorchModuleWrapper", KERAS_CODE},
    {"__lambda__", KERAS_CODE},
};

/* Functions of Keras that fetch, read or write files, or allow what is refused by default. */
static const char *const dangerous_functions[] = {
    "deserialize_keras_object",
    "enable_unsafe_deserialization",
    "extract_archive",
    "get_file",
    "load_data",
    "load_img",
    "load_model",
    "load_model_from_hdf5",
    "load_weights",
    "load_weights_from_hdf5_group",
    "load_weights_from_hdf5_group_by_name",
    "model_from_config",
    "model_from_json",
    "model_from_yaml",
    "save_img",
    "save_model",
    "save_weights",
};

static void see(struct walk *walk, const char *class_name, enum assay_load load,
                struct bytes detail)
{
    const struct assay_place place = {.offset = walk->offset};

    walk->told = true;
    evidence_observe(walk->evidence, class_name,
                     load == ASSAY_LOAD_DANGEROUS ? ASSAY_HIGH : ASSAY_MEDIUM, &place, detail);
    evidence_load(walk->evidence, load);
}

static bool is_dangerous_function(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(dangerous_functions); i++) {
        struct bytes known = bytes_text(dangerous_functions[i]);

        if (bytes_ends(name, known) &&
            (name.size == known.size || name.data[name.size - known.size - 1] == '.'))
            return true;
    }
    return false;
}

static struct bytes text_of(const struct doc *map, const char *name)
{
    const struct doc *value = doc_get(map, name);

    return value && value->type == DOC_TEXT ? value->text : bytes_of(NULL, 0);
}

/* A name from a module that is not Keras's: known as dangerous, else unknown. */
static void see_import(struct walk *walk, struct bytes module, struct bytes name)
{
    CLEANUP(buf_clear) struct buf detail = {.ceiling = LIMIT_FACT_TEXT};
    CLEANUP(buf_clear) struct buf resolved = {.ceiling = LIMIT_FACT_TEXT};
    bool dangerous = is_dangerous_function(name);

    buf_add(&detail, module.data, module.size);
    if (module.size > 0)
        buf_byte(&detail, '.');
    buf_add(&detail, name.data, name.size);
    if (!dangerous && module.size > 0)
        dangerous = pickle_judge(module, name, 4, &resolved).judgement == PICKLE_DANGEROUS;
    see(walk, dangerous ? PICKLE_CODE : PICKLE_UNKNOWN_CODE,
        dangerous ? ASSAY_LOAD_DANGEROUS : ASSAY_LOAD_SUSPICIOUS, buf_bytes(&detail));
}

/* "module" and a name in it: known functions of Keras only compute, others of the same modules read
 * files. */
static void judge_function(struct walk *walk, struct bytes module, struct bytes name)
{
    if (!is_dangerous_function(name) && keras_knows_module(module) && keras_knows_class(name) &&
        module.size > strlen("keras"))
        return;
    if (!is_dangerous_function(name) && keras_knows_module(module))
        see(walk, PICKLE_UNKNOWN_CODE, ASSAY_LOAD_SUSPICIOUS, name);
    else
        see_import(walk, module, name);
}

/* An operation of TensorFlow by its name in tf: those of tf.io reach files. */
static void judge_operation(struct walk *walk, struct bytes name)
{
    static const char *const reaching[] = {
        "audio.",      "compat.",    "data.",    "io.",      "load",   "numpy_function",
        "py_function", "raw_ops.",   "saved_",   "summary.", "train.", "distribute.",
        "debugging.",  "autograph.", "function", "print"};

    for (size_t i = 0; i < ARRAY_LEN(reaching); i++)
        if (bytes_starts(name, bytes_text(reaching[i]))) {
            see(walk, KERAS_CODE, ASSAY_LOAD_DANGEROUS, name);
            return;
        }
}

/* Operators that compute, but for those whose arguments say where to. */
static enum assay_load load_of_operator(struct bytes name)
{
    if (bytes_starts(name, BYTES("Print")) || bytes_starts(name, BYTES("InitializeTable")))
        return ASSAY_LOAD_DANGEROUS;
    switch (tf_judge_operator(name)) {
    case TF_PLAIN:
        return ASSAY_LOAD_CLEAN;
    case TF_UNKNOWN:
        return ASSAY_LOAD_SUSPICIOUS;
    default:
        return ASSAY_LOAD_DANGEROUS;
    }
}

/* A node of a graph in a text of JSON, as Keras of TensorFlow 2.0 to 2.3 has each operator that is
 * no layer: its configuration says which. */
static void judge_node(struct walk *walk, const struct doc *config)
{
    CLEANUP(buf_clear) struct buf detail = {.ceiling = LIMIT_FACT_TEXT};
    struct doc_source source = {.path = "node", .text = {0}};
    struct assay_error failure = {0};
    struct bytes name = {0};
    struct doc *node;
    enum assay_load load;

    if (config)
        source.text = text_of(config, "node_def");
    if (source.text.size > 0 && doc_read_json(walk->arena, &source, &node, &failure) == ASSAY_OK)
        name = text_of(node, "op");
    load = name.size > 0 ? load_of_operator(name) : ASSAY_LOAD_DANGEROUS;
    if (load == ASSAY_LOAD_CLEAN)
        return;
    buf_text(&detail, OPERATOR_LAYER);
    if (name.size > 0)
        buf_printf(&detail, " %.*s", (int)(name.size < 256 ? name.size : 256),
                   (const char *)name.data);
    see(walk, KERAS_CODE, load, buf_bytes(&detail));
}

bool keras_runs_class(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(dangerous_classes); i++)
        if (bytes_equal(name, bytes_text(dangerous_classes[i].name)))
            return true;
    return false;
}

static bool judge_dangerous_class(struct walk *walk, struct bytes name, const struct doc *config)
{
    CLEANUP(buf_clear) struct buf detail = {.ceiling = LIMIT_FACT_TEXT};
    struct bytes given = config ? text_of(config, "name") : bytes_of(NULL, 0);

    for (size_t i = 0; i < ARRAY_LEN(dangerous_classes); i++) {
        if (!bytes_equal(name, bytes_text(dangerous_classes[i].name)))
            continue;
        buf_add(&detail, name.data, name.size);
        if (given.size > 0)
            buf_printf(&detail, " %.*s", (int)(given.size < 256 ? given.size : 256),
                       (const char *)given.data);
        see(walk, dangerous_classes[i].sees, ASSAY_LOAD_DANGEROUS, buf_bytes(&detail));
        return true;
    }
    return false;
}

/* Names in double underscores stand for values, not classes: "__tuple__", "__keras_tensor__". */
static bool is_value(struct walk *walk, struct bytes name)
{
    static const char *const values[] = {"TensorShape", "__ellipsis__", "__keras_tensor__",
                                         "__none__",    "__numpy__",    "__tensor__",
                                         "__tuple__"};

    if (bytes_equal(name, BYTES("__bytes__"))) { /* what else would hold a program */
        see(walk, KERAS_CODE, ASSAY_LOAD_SUSPICIOUS, name);
        return true;
    }
    return bytes_is_one_of(name, values, ARRAY_LEN(values));
}

static bool is_registered_elsewhere(struct bytes registered)
{
    const uint8_t *sign = registered.size ? memchr(registered.data, '>', registered.size) : NULL;
    struct bytes package;

    if (!sign)
        return false;
    package = bytes_of(registered.data, (size_t)(sign - registered.data));
    return !bytes_equal(package, BYTES("keras")) && !bytes_equal(package, BYTES("Keras"));
}

static void judge_class(struct walk *walk, struct bytes module, struct bytes name,
                        struct bytes registered)
{
    bool has_module = module.size > 0;

    if (is_registered_elsewhere(registered) || is_registered_elsewhere(name)) {
        see_import(walk, module, is_registered_elsewhere(name) ? name : registered);
        return;
    }
    if (keras_knows_class(name) &&
        (!has_module || keras_knows_module(module) || bytes_equal(module, BYTES("builtins"))))
        return;
    see_import(walk, module, name);
}

/* What TensorFlow says of a tensor's type, which is no code. */
static bool is_own_type(struct bytes module, struct bytes name)
{
    static const char *const types[] = {"IndexedSlicesSpec", "RaggedTensorSpec", "SparseTensorSpec",
                                        "TensorArraySpec",   "TensorSpec",       "VariableSpec"};

    return bytes_starts(module, BYTES("tensorflow.python.")) &&
           bytes_is_one_of(name, types, ARRAY_LEN(types));
}

static void judge_object(struct walk *walk, const struct doc *map)
{
    struct bytes name = text_of(map, "class_name"), module = text_of(map, "module");
    const struct doc *config = doc_get(map, "config");

    if (name.size == 0 || (walk->other && !config) || judge_dangerous_class(walk, name, config) ||
        walk->other || is_value(walk, name))
        return;
    if (bytes_equal(name, BYTES(OPERATOR_LAYER))) {
        judge_node(walk, config);
        return;
    }
    if (bytes_equal(name, BYTES("function"))) {
        if (config && config->type == DOC_TEXT)
            judge_function(walk, module, config->text);
        return;
    }
    if (bytes_equal(name, BYTES("__typespec__"))) {
        if (!is_own_type(module, text_of(map, "spec_name")))
            see_import(walk, module, text_of(map, "spec_name"));
        return;
    }
    if (bytes_equal(name, BYTES("TypeSpec"))) { /* as a SavedModel has it */
        if (!bytes_starts(text_of(map, "type_spec"), BYTES("tf.")))
            see_import(walk, module, text_of(map, "type_spec"));
        return;
    }
    if (bytes_equal(name, BYTES("TFOpLambda")) || bytes_equal(name, BYTES("SlicingOpLambda"))) {
        judge_operation(walk, config ? text_of(config, "function") : bytes_of(NULL, 0));
        return;
    }
    judge_class(walk, module, name, text_of(map, "registered_name"));
}

/* Outside the folder: absolute, up, or with a scheme or a drive. */
static bool leads_outside(struct bytes path)
{
    struct bytes rest = path;

    if (path.data[0] == '/' || path.data[0] == '\\' || path.data[0] == '~' || bytes_has(path, ':'))
        return true;
    while (rest.size > 1) {
        if (rest.data[0] == '.' && rest.data[1] == '.')
            return true;
        rest = bytes_from(rest, 1);
    }
    return false;
}

/* Members whose text is the path of a file that is read when the model is made. */
static void judge_member(struct walk *walk, const struct doc_member *member)
{
    static const char *const paths[] = {"file_path", "filepath", "idf_weights", "vocabulary",
                                        "vocabulary_file"};
    CLEANUP(buf_clear) struct buf detail = {.ceiling = LIMIT_FACT_TEXT};

    if (member->value.type != DOC_TEXT || member->value.text.size == 0)
        return;
    if (is_dangerous_function(member->value.text)) {
        see(walk, PICKLE_CODE, ASSAY_LOAD_DANGEROUS, member->value.text);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        if (!bytes_equal(member->name, bytes_text(paths[i])))
            continue;
        buf_printf(&detail, "%s ", paths[i]);
        buf_add(&detail, member->value.text.data, member->value.text.size);
        see(walk, KERAS_FILE,
            leads_outside(member->value.text) ? ASSAY_LOAD_DANGEROUS : ASSAY_LOAD_SUSPICIOUS,
            buf_status(&detail, &(struct assay_error){0}) == ASSAY_OK ? buf_bytes(&detail)
                                                                      : bytes_text(paths[i]));
    }
}

static void walk_value(struct walk *walk, const struct doc *doc);

/* A wrapper of somebody's own may read a configuration from a text.
 * NOLINTNEXTLINE(misc-no-recursion): TEXTS_DEEP at most */
static void walk_text(struct walk *walk, struct bytes text)
{
    struct doc_source source = {.path = "configuration", .text = text};
    struct assay_error failure = {0};
    struct doc *doc;

    if (text.size == 0 || !memmem(text.data, text.size, "class_name", strlen("class_name")))
        return;
    see(walk, PICKLE_UNKNOWN_CODE, ASSAY_LOAD_SUSPICIOUS, BYTES("a configuration inside a text"));
    if (walk->texts == TEXTS_DEEP ||
        doc_read_json(walk->arena, &source, &doc, &failure) != ASSAY_OK)
        return;
    walk->texts++;
    walk_value(walk, doc);
    walk->texts--;
}

/* NOLINTNEXTLINE(misc-no-recursion): the tree has LIMIT_DOCUMENT_DEPTH levels at most */
static void walk_value(struct walk *walk, const struct doc *doc)
{
    if (doc->type == DOC_TEXT && !walk->other)
        walk_text(walk, doc->text);
    if (doc->type == DOC_LIST)
        for (size_t i = 0; i < doc->count; i++)
            walk_value(walk, &doc->items[i]);
    if (doc->type != DOC_MAP)
        return;
    judge_object(walk, doc);
    for (size_t i = 0; i < doc->count; i++) {
        if (!walk->other)
            judge_member(walk, &doc->members[i]);
        walk_value(walk, &doc->members[i].value);
    }
}

/* Layers, also of models inside models. NOLINTNEXTLINE(misc-no-recursion): as above */
static void count_layers(struct walk *walk, const struct doc *model)
{
    const struct doc *config = doc_get(model, "config");
    const struct doc *layers = config && config->type == DOC_LIST ? config /* as Keras 1 wrote */
                               : config                           ? doc_get(config, "layers")
                                                                  : NULL;

    if (!layers || layers->type != DOC_LIST)
        return;
    for (size_t i = 0; i < layers->count; i++) {
        struct bytes name = text_of(&layers->items[i], "class_name");

        walk->layers++;
        if (name.size > 0)
            evidence_set(walk->evidence, ASSAY_FACT_MODEL_LAYER_CLASSES, MEASURED, name);
        count_layers(walk, &layers->items[i]);
    }
}

static void tell_version(struct walk *walk, struct bytes version)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_FACT_TEXT};

    if (version.size == 0 || version.size > 64)
        return;
    buf_text(&text, "keras ");
    buf_add(&text, version.data, version.size);
    evidence_text(walk->evidence, ASSAY_FACT_MODEL_PRODUCER, DECLARED, buf_bytes(&text));
}

static void tell_model(struct walk *walk, const struct doc *model)
{
    struct bytes class_name = text_of(model, "class_name");
    const struct doc *config = doc_get(model, "config");
    struct bytes name = config ? text_of(config, "name") : bytes_of(NULL, 0);

    if (class_name.size > 0)
        evidence_text(walk->evidence, ASSAY_FACT_MODEL_ARCHITECTURE, DECLARED, class_name);
    if (name.size > 0)
        evidence_text(walk->evidence, ASSAY_FACT_MODEL_NAME, DECLARED, name);
    tell_version(walk, text_of(model, "keras_version"));
    count_layers(walk, model);
    if (walk->layers > 0)
        evidence_int(walk->evidence, ASSAY_FACT_MODEL_LAYERS, MEASURED, walk->layers);
}

bool keras_config_look_at(struct evidence *evidence, struct arena *arena, const struct doc *root,
                          bool *keras)
{
    struct walk walk = {.evidence = evidence, .arena = arena};
    const struct doc *config = root->type == DOC_MAP ? doc_get(root, "config") : NULL;

    *keras =
        config && config->type != DOC_TEXT && keras_is_model_class(text_of(root, "class_name"));
    walk.other = !*keras;
    walk_value(&walk, root);
    if (*keras)
        tell_model(&walk, root);
    return walk.told || *keras;
}

/* A name as a text, or as an object with one. */
static struct bytes name_of(const struct doc *doc)
{
    const struct doc *config;

    if (!doc || doc->type == DOC_TEXT)
        return doc ? doc->text : bytes_of(NULL, 0);
    config = doc_get(doc, "config");
    if (bytes_equal(text_of(doc, "class_name"), BYTES("function")))
        return config && config->type == DOC_TEXT ? config->text : bytes_of(NULL, 0);
    return text_of(doc, "class_name");
}

static void tell_training(struct walk *walk, const struct doc *training)
{
    static const char *const optimizers[] = {"optimizer_config", "optimizer"};
    struct bytes loss = name_of(doc_get(training, "loss")), optimizer = {0};

    for (size_t i = 0; i < ARRAY_LEN(optimizers) && optimizer.size == 0; i++)
        optimizer = name_of(doc_get(training, optimizers[i]));
    if (loss.size > 0)
        evidence_text(walk->evidence, ASSAY_FACT_MODEL_LOSS, DECLARED, loss);
    if (optimizer.size > 0)
        evidence_text(walk->evidence, ASSAY_FACT_MODEL_OPTIMIZER, DECLARED, optimizer);
}

/* ---- what only Python reads: NaN, a name twice, half of a surrogate ---- */

static enum assay_status take_class(struct json_walk *json, const struct json_way *way)
{
    struct walk *walk = json->reader;
    struct bytes name = json->scan.text;

    (void)way;
    if (json->token != JSON_TEXT || name.size == 0 || judge_dangerous_class(walk, name, NULL))
        return ASSAY_OK;
    if (bytes_equal(name, BYTES(OPERATOR_LAYER)))
        judge_node(walk, NULL);
    else if (is_registered_elsewhere(name) || !keras_knows_class(name))
        see_import(walk, BYTES(""), name);
    return ASSAY_OK;
}

static enum assay_status take_module(struct json_walk *json, const struct json_way *way)
{
    (void)way;
    if (json->token == JSON_TEXT && json->scan.text.size > 0 &&
        !keras_knows_module(json->scan.text) && !bytes_equal(json->scan.text, BYTES("builtins")))
        see_import(json->reader, json->scan.text, BYTES("*"));
    return ASSAY_OK;
}

static enum assay_status take_text(struct json_walk *json, const struct json_way *way)
{
    const struct doc_member member = {.name = json_walk_name(json, 0),
                                      .value = {.type = DOC_TEXT, .text = json->scan.text}};

    (void)way;
    if (json->token == JSON_TEXT)
        judge_member(json->reader, &member);
    return ASSAY_OK;
}

static const struct json_way broken_ways[] = {
    {"**.class_name", take_class, 0},
    {"**.module", take_module, 0},
    {"**", take_text, 0},
};

/* Halves of surrogates become question marks: no name that matters has any. */
static void without_surrogates(struct bytes text, struct buf *out)
{
    static const uint8_t letter[] = {'0', '0', '3', 'f'};
    size_t start = out->size;

    buf_add(out, text.data, text.size);
    for (size_t i = start; out->status == ASSAY_OK && i + 6 <= out->size; i++) {
        uint8_t *at = out->data + i;

        if (at[0] != '\\')
            continue;
        if (at[1] == 'u' && (at[2] | 0x20) == 'd' && at[3] > '7')
            memcpy(at + 2, letter, sizeof letter);
        i++;
    }
}

/* Names by themselves, to where nobody reads on. */
static ASSAY_RESULT judge_broken(struct walk *walk, struct bytes text, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf mended = {.ceiling = LIMIT_DOCUMENT};
    struct json_walk json = {.evidence = walk->evidence, .reader = walk};
    struct assay_error failure = {0};
    struct cursor cursor;
    enum assay_status status;

    without_surrogates(text, &mended);
    TRY(buf_status(&mended, err));
    cursor_of_bytes(&cursor, buf_bytes(&mended), &failure);
    status = json_walk(&cursor, broken_ways, ARRAY_LEN(broken_ways), &json);
    json_walk_clear(&json);
    return status == ASSAY_ENOMEM ? assay_fail(err, status, walk->offset, "out of memory")
                                  : ASSAY_OK;
}

bool keras_config_is(struct bytes json)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {.path = "configuration", .text = json};
    struct assay_error failure = {0};
    struct doc *doc;

    if (!arena || doc_read_json(arena, &source, &doc, &failure) != ASSAY_OK)
        return false;
    return doc_get(doc, "class_name") || doc_get(doc, "keras_version");
}

bool keras_config_follows(struct bytes identifier)
{
    return bytes_starts(identifier, BYTES("_tf_keras_"));
}

/* What the model was compiled with, as Keras 3 and as a SavedModel has it. */
static const struct doc *training_in(const struct doc *doc)
{
    const struct doc *training = doc_get(doc, "compile_config");

    if (!training)
        training = doc_get(doc, "training_config");
    return training && training->type == DOC_MAP ? training : NULL;
}

enum assay_status keras_config_inspect(struct bytes json, uint64_t offset, enum keras_part part,
                                       struct evidence *evidence, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {.path = "configuration", .text = json};
    struct walk walk = {.evidence = evidence, .arena = arena, .offset = offset};
    struct assay_error failure = {0};
    const struct doc *training;
    struct doc *doc;
    enum assay_status status;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, offset, "out of memory");
    status = doc_read_json(arena, &source, &doc, &failure);
    if (status == ASSAY_ENOMEM)
        return assay_fail(err, status, offset, "out of memory");
    if (status != ASSAY_OK || doc->type != DOC_MAP) {
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(evidence, GAP_MODEL_INVALID, offset, "a configuration of Keras: %s",
                     status == ASSAY_OK ? "no object" : failure.text);
        return judge_broken(&walk, json, err);
    }
    walk_value(&walk, doc);
    if (part == KERAS_MODEL)
        tell_model(&walk, doc);
    training = part == KERAS_TRAINING ? doc : part == KERAS_MODEL ? training_in(doc) : NULL;
    if (training)
        tell_training(&walk, training);
    return ASSAY_OK;
}
