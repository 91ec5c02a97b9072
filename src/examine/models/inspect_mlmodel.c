/*
 * inspect_mlmodel.c - MLmodel, the description of a model that MLflow logged: in which flavors it
 * can be loaded, what it takes and gives, and which code loading it as a function of Python runs.
 * Source: MLflow, "MLflow Models", "Storage format"; mlflow/pyfunc/__init__.py.
 */

#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/json_walk.h"
#include "examine/encoding/yaml_item.h"
#include "examine/inspect.h"
#include "examine/python/custom_code.h"
#include "inventory/gaps.h"

enum { BID_NAME = 8 };

/* One column, or tensor, of a signature; its members come in any order. */
struct signature {
    struct json_walk walk;
    enum assay_fact_id fact;
    struct buf name, type;
    uint64_t index;
};

static void end_column(struct signature *signature)
{
    if (signature->type.size == 0)
        return;
    if (signature->name.size > 0)
        buf_text(&signature->name, ": ");
    buf_add(&signature->name, signature->type.data, signature->type.size);
    evidence_list(signature->walk.evidence, signature->fact, DECLARED, buf_bytes(&signature->name));
}

static enum assay_status take_column(struct json_walk *walk, const struct json_way *way)
{
    struct signature *signature = walk->reader;

    (void)way;
    end_column(signature);
    buf_reset(&signature->name);
    buf_reset(&signature->type);
    return ASSAY_OK;
}

static enum assay_status take_word(struct json_walk *walk, const struct json_way *way)
{
    struct signature *signature = walk->reader;
    struct buf *word = way->what ? &signature->type : &signature->name;

    if (walk->token != JSON_TEXT || bytes_equal(walk->scan.text, BYTES("tensor")))
        return ASSAY_OK;
    buf_reset(word);
    buf_add(word, walk->scan.text.data, walk->scan.text.size);
    return ASSAY_OK;
}

static const struct json_way ways[] = {
    {"[]", take_column, 0},
    {"[].name", take_word, 0},
    {"[].type", take_word, 1},
    {"[].tensor-spec.dtype", take_word, 1},
};

/* A JSON text inside of the YAML. One that is broken says nothing, and runs nothing. */
static void read_signature(struct evidence *evidence, const struct doc *doc, const char *way,
                           enum assay_fact_id fact)
{
    struct signature signature = {.walk = {.evidence = evidence}, .fact = fact};
    struct assay_error ignored = {0};
    struct cursor cursor;
    struct bytes text = yaml_text(doc, way);

    if (text.size == 0)
        return;
    signature.walk.reader = &signature;
    buf_init(&signature.name, (size_t)2 * LIMIT_FACT_TEXT);
    buf_init(&signature.type, LIMIT_FACT_TEXT);
    cursor_of_bytes(&cursor, text, &ignored);
    if (json_walk(&cursor, ways, ARRAY_LEN(ways), &signature.walk) == ASSAY_OK)
        end_column(&signature);
    json_walk_clear(&signature.walk);
    buf_clear(&signature.name);
    buf_clear(&signature.type);
}

/* Members of any flavor that name code, or files with code in them: its folder is put where Python
 * looks for modules first. */
static const char *const code_fields[] = {"code", "model_code_path", "python_model",
                                          "streamable_code"};

/* Members of any flavor that are paths of what it loads. */
static const char *const path_fields[] = {"data", "model_data", "model_path", "pickled_model",
                                          "saved_model_dir"};

static void tell_field(struct evidence *evidence, const struct doc_member *flavor, const char *name,
                       struct bytes value)
{
    char field[96];

    snprintf(field, sizeof field, "flavors.%.*s.%s",
             (int)(flavor->name.size < 40 ? flavor->name.size : 40),
             (const char *)flavor->name.data, name);
    custom_code_reference(evidence, 0, bytes_text(field), value);
}

/* Code, and a model that is loaded from elsewhere than the folder that was examined. */
static void tell_paths(struct evidence *evidence, const struct doc_member *flavor)
{
    for (size_t i = 0; i < ARRAY_LEN(path_fields); i++) {
        struct bytes path = yaml_text(&flavor->value, path_fields[i]);

        if (custom_code_leaves(path))
            tell_field(evidence, flavor, path_fields[i], path);
    }
    for (size_t i = 0; i < ARRAY_LEN(code_fields); i++) {
        struct bytes path = yaml_text(&flavor->value, code_fields[i]);

        if (path.size > 0)
            tell_field(evidence, flavor, code_fields[i], path);
    }
}

/* Keras, by the names that it goes by, or another module that is imported in its place. */
static void tell_keras(struct evidence *evidence, const struct doc *doc)
{
    static const char *const known[] = {"", "keras", "tensorflow.keras", "tf_keras"};
    struct bytes module = yaml_text(doc, "flavors.keras.keras_module");

    if (!bytes_is_one_of(module, known, ARRAY_LEN(known)))
        custom_code_reference(evidence, 0, BYTES("flavors.keras.keras_module"), module);
}

static void tell_loader(struct evidence *evidence, const struct doc *doc)
{
    struct bytes loader = yaml_text(doc, "flavors.python_function.loader_module");

    /* mlflow.pyfunc.model unpickles a class of the model's own, or runs its file */
    if (loader.size > 0 && (!bytes_starts(loader, BYTES("mlflow.")) ||
                            bytes_equal(loader, BYTES("mlflow.pyfunc.model"))))
        custom_code(evidence, ASSAY_LOAD_SUSPICIOUS, 0,
                    BYTES("flavors.python_function.loader_module"), loader);
}

static void tell_flavors(struct evidence *evidence, const struct doc *flavors)
{
    if (!flavors || flavors->type != DOC_MAP)
        return;
    for (size_t i = 0; i < flavors->count; i++) {
        CLEANUP(buf_clear) struct buf flavor = {.ceiling = LIMIT_FACT_TEXT};
        const struct doc_member *member = &flavors->members[i];
        struct bytes name = member->name, version;
        char field[64];

        tell_paths(evidence, member);
        if (name.size > 40)
            name.size = 40;
        snprintf(field, sizeof field, "%.*s_version", (int)name.size, (const char *)name.data);
        version = yaml_text(&member->value, field);
        buf_add(&flavor, name.data, name.size);
        if (version.size > 0 && version.size < 64) {
            buf_byte(&flavor, ' ');
            buf_add(&flavor, version.data, version.size);
        }
        evidence_set(evidence, ASSAY_FACT_MODEL_FLAVORS, DECLARED, buf_bytes(&flavor));
    }
}

static void tell_producer(struct evidence *evidence, const struct doc *doc)
{
    CLEANUP(buf_clear) struct buf producer = {.ceiling = (size_t)2 * LIMIT_FACT_TEXT};
    struct bytes version = yaml_text(doc, "mlflow_version");

    if (version.size == 0)
        return;
    buf_text(&producer, "mlflow ");
    buf_add(&producer, version.data, version.size);
    evidence_text(evidence, ASSAY_FACT_MODEL_PRODUCER, DECLARED, buf_bytes(&producer));
}

static unsigned mlmodel_bid(const struct subject *subject)
{
    return bytes_equal(subject->name, BYTES("MLmodel")) ? BID_NAME : 0;
}

static ASSAY_RESULT read_document(struct cursor *cursor, struct arena *arena,
                                  struct evidence *evidence)
{
    struct doc *doc;

    TRY(yaml_item(cursor, arena, "an MLmodel", &doc));
    if (!yaml_get(doc, "flavors"))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "an MLmodel without flavors");
    tell_producer(evidence, doc);
    tell_flavors(evidence, yaml_get(doc, "flavors"));
    yaml_fact(evidence, ASSAY_FACT_MODEL_NAME, doc, "artifact_path");
    yaml_fact(evidence, ASSAY_FACT_MODEL_ID, doc, "model_uuid");
    read_signature(evidence, doc, "signature.inputs", ASSAY_FACT_MODEL_INPUT_SIGNATURE);
    read_signature(evidence, doc, "signature.outputs", ASSAY_FACT_MODEL_OUTPUT_SIGNATURE);
    tell_loader(evidence, doc);
    tell_keras(evidence, doc);
    return ASSAY_OK;
}

static enum assay_status mlmodel_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    enum assay_status status;

    (void)subject;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                              "out of memory for an MLmodel");
    status = read_document(cursor, arena, evidence);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_mlmodel = {.format = "mlmodel",
                                          .kind = ASSAY_KIND_CONFIG,
                                          .text = true,
                                          .gap = GAP_MODEL_INVALID,
                                          .bid = mlmodel_bid,
                                          .read = mlmodel_read};
