/*
 * inspect_triton.c - config.pbtxt of Triton: a model that is Python, a backend that is not Triton's
 * own, libraries of operators. Any other model is told by its own file.
 *
 * Sources: Triton, model_config.proto; its Python backend; PyTorch backend, "runtime".
 */

#include "base/kit.h"
#include "examine/encoding/textproto.h"
#include "examine/inspect.h"
#include "examine/python/custom_code.h"
#include "inventory/gaps.h"

enum { BID_NAME = 9 /* more than a name among others (inspect_hub_code.c) */ };

/* Numbers of our own: the text has names. */
enum { BACKEND = 1, PLATFORM, RUNTIME, OPERATIONS, PARAMETERS };
enum { LIBRARY = 1 };
enum { KEY = 1, VALUE, STRING };

#define TEXT(name, number)                                                                         \
    {                                                                                              \
        name, PROTO_TAG(number, PROTO_BYTES), NULL, NULL                                           \
    }
#define MESSAGE(name, number, words)                                                               \
    {                                                                                              \
        name, PROTO_TAG(number, PROTO_BYTES), words, NULL                                          \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, 0, NULL, NULL                                                                        \
    }

static const struct textproto_word value_words[] = {TEXT("string_value", STRING), END};
static const struct textproto_word parameter_words[] = {TEXT("key", KEY),
                                                        MESSAGE("value", VALUE, value_words), END};
static const struct textproto_word operation_words[] = {TEXT("op_library_filename", LIBRARY), END};
static const struct textproto_word words[] = {
    TEXT("backend", BACKEND),
    TEXT("platform", PLATFORM),
    TEXT("runtime", RUNTIME),
    MESSAGE("model_operations", OPERATIONS, operation_words),
    MESSAGE("parameters", PARAMETERS, parameter_words),
    END,
};

struct triton {
    struct proto proto;
    struct evidence *evidence;
    bool told;
};

static void tell(struct triton *triton, uint64_t at, const char *field, struct bytes what)
{
    custom_code(triton->evidence, ASSAY_LOAD_SUSPICIOUS, at, bytes_text(field), what);
    triton->told = true;
}

/* Those that come with the server and run no code of a model's own. */
static bool is_backend(struct bytes name)
{
    static const char *const backends[] = {"",           "dali",        "ensemble",    "fil",
                                           "identity",   "onnxruntime", "openvino",    "pytorch",
                                           "tensorflow", "tensorrt",    "tensorrtllm", "vllm"};

    return bytes_is_one_of(name, backends, ARRAY_LEN(backends));
}

static ASSAY_RESULT read_value(struct triton *triton, const struct proto_field *value,
                               struct proto_name *text)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&triton->proto, value));
    for (;;) {
        TRY(proto_next(&triton->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        TRY(proto_name(&triton->proto, &field, text));
    }
}

/* A path of the model's environment: parameters { key: "..." value { string_value: "..." } }. */
static ASSAY_RESULT read_parameter(struct triton *triton, const struct proto_field *parameter)
{
    struct proto_name key = {.size = 0}, value = {.size = 0};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&triton->proto, parameter));
    for (;;) {
        TRY(proto_next(&triton->proto, &field, &more));
        if (!more)
            break;
        if (proto_number(&field) == KEY)
            TRY(proto_name(&triton->proto, &field, &key));
        else
            TRY(read_value(triton, &field, &value));
    }
    if (bytes_equal(proto_name_bytes(&key), BYTES("EXECUTION_ENV_PATH")))
        tell(triton, parameter->at, "EXECUTION_ENV_PATH", proto_name_bytes(&value));
    return ASSAY_OK;
}

static ASSAY_RESULT read_operations(struct triton *triton, const struct proto_field *operations)
{
    struct proto_field field;
    struct proto_name name;
    bool more;

    TRY(proto_enter(&triton->proto, operations));
    for (;;) {
        TRY(proto_next(&triton->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        TRY(proto_name(&triton->proto, &field, &name));
        tell(triton, field.at, "op_library_filename", proto_name_bytes(&name));
    }
}

static ASSAY_RESULT read_field(struct triton *triton, const struct proto_field *field)
{
    struct proto_name name;

    if (proto_number(field) == OPERATIONS)
        return read_operations(triton, field);
    if (proto_number(field) == PARAMETERS)
        return read_parameter(triton, field);
    TRY(proto_name(&triton->proto, field, &name));
    if (proto_number(field) == BACKEND && !is_backend(proto_name_bytes(&name)))
        tell(triton, field->at, "backend", proto_name_bytes(&name));
    if (proto_number(field) == PLATFORM && bytes_equal(proto_name_bytes(&name), BYTES("custom")))
        tell(triton, field->at, "platform", proto_name_bytes(&name));
    if (proto_number(field) == RUNTIME && name.size > 0)
        tell(triton, field->at, "runtime", proto_name_bytes(&name));
    return ASSAY_OK;
}

static ASSAY_RESULT read_fields(struct triton *triton)
{
    struct proto_field field;
    bool more;

    for (;;) {
        TRY(proto_next(&triton->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        TRY(read_field(triton, &field));
    }
}

static unsigned triton_bid(const struct subject *subject)
{
    return bytes_equal(subject->name, BYTES("config.pbtxt")) ? BID_NAME : 0;
}

static enum assay_status triton_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    struct triton triton = {.evidence = evidence};
    struct textproto text;
    enum assay_status status;
    bool known;

    (void)subject;
    proto_init(&triton.proto, cursor);
    textproto_init(&text, &triton.proto, words);
    status = read_fields(&triton);
    known = text.known > 0;
    textproto_clear(&text);
    if (triton.told || (status != ASSAY_OK && known)) {
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        return status;
    }
    evidence_decline(evidence); /* a model of some other program, or of none of its own */
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT ? ASSAY_OK : status;
}

const struct inspector inspect_triton = {.format = "triton-config",
                                         .kind = ASSAY_KIND_CONFIG,
                                         .text = true,
                                         .gap = GAP_MODEL_INVALID,
                                         .bid = triton_bid,
                                         .read = triton_read};
