/*
 * inspect_caffe.c - networks of Caffe as text (.prototxt): their layers, and those that are Python.
 *
 * Of a layer whose type is "Python" Caffe imports `module` from where Python looks for modules,
 * which the folder that it is started in is among, and calls `layer` of it.
 *
 * Source: Caffe, proto/caffe.proto; layer_factory.cpp, GetPythonLayer().
 */

#include "base/buf.h"
#include "base/ending.h"
#include "base/kit.h"
#include "examine/encoding/textproto.h"
#include "examine/inspect.h"
#include "examine/python/custom_code.h"
#include "inventory/gaps.h"

enum { BID_NAME = 8 };

/* Numbers of our own: the text has names. */
enum { NAME = 1, LAYER, NETWORK };
enum { TYPE = 1, PYTHON };
enum { MODULE = 1, CLASS };

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

static const struct textproto_word python_words[] = {TEXT("module", MODULE), TEXT("layer", CLASS),
                                                     END};
static const struct textproto_word layer_words[] = {
    TEXT("type", TYPE), MESSAGE("python_param", PYTHON, python_words), END};
static const struct textproto_word network_words[] = {
    TEXT("name", NAME), MESSAGE("layer", LAYER, layer_words),
    MESSAGE("layers", LAYER, layer_words), /* before 2014 */
    END};

/* A network, or what it is trained by with the networks in it. */
static const struct textproto_word words[] = {
    TEXT("name", NAME),
    MESSAGE("layer", LAYER, layer_words),
    MESSAGE("layers", LAYER, layer_words),
    MESSAGE("net_param", NETWORK, network_words),
    MESSAGE("test_net_param", NETWORK, network_words),
    MESSAGE("train_net_param", NETWORK, network_words),
    END,
};

struct caffe {
    struct proto proto;
    struct evidence *evidence;
    struct proto_name name;
    uint64_t layers;
};

/* "module.Class", as one name. */
static void tell_python(struct caffe *caffe, uint64_t at, const struct proto_name *module,
                        const struct proto_name *class_name)
{
    CLEANUP(buf_clear) struct buf dotted = {.ceiling = (size_t)2 * PROTO_NAME_MAX + 1};

    buf_add(&dotted, module->bytes, module->size);
    if (module->size > 0 && class_name->size > 0)
        buf_byte(&dotted, '.');
    buf_add(&dotted, class_name->bytes, class_name->size);
    custom_code(caffe->evidence,
                custom_code_runs(buf_bytes(&dotted)) ? ASSAY_LOAD_DANGEROUS : ASSAY_LOAD_SUSPICIOUS,
                at, BYTES("python_param"), buf_bytes(&dotted));
}

static ASSAY_RESULT read_python(struct caffe *caffe, const struct proto_field *python,
                                struct proto_name *module, struct proto_name *class_name)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&caffe->proto, python));
    for (;;) {
        TRY(proto_next(&caffe->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        TRY(proto_name(&caffe->proto, &field,
                       proto_number(&field) == MODULE ? module : class_name));
    }
}

static ASSAY_RESULT read_layer(struct caffe *caffe, const struct proto_field *layer)
{
    struct proto_name type = {.size = 0}, module = {.size = 0}, class_name = {.size = 0};
    bool python = false, more;
    struct proto_field field;

    TRY(proto_enter(&caffe->proto, layer));
    for (;;) {
        TRY(proto_next(&caffe->proto, &field, &more));
        if (!more)
            break;
        python |= proto_number(&field) == PYTHON;
        TRY(proto_number(&field) == PYTHON ? read_python(caffe, &field, &module, &class_name)
                                           : proto_name(&caffe->proto, &field, &type));
    }
    caffe->layers++;
    if (type.size > 0)
        evidence_set(caffe->evidence, ASSAY_FACT_MODEL_LAYER_CLASSES, MEASURED,
                     proto_name_bytes(&type));
    if (python || bytes_equal(proto_name_bytes(&type), BYTES("Python")))
        tell_python(caffe, layer->at, &module, &class_name);
    return ASSAY_OK;
}

static ASSAY_RESULT read_field(struct caffe *caffe, const struct proto_field *field)
{
    return proto_number(field) == LAYER ? read_layer(caffe, field)
                                        : proto_name(&caffe->proto, field, &caffe->name);
}

static ASSAY_RESULT read_inner_network(struct caffe *caffe, const struct proto_field *network)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&caffe->proto, network));
    for (;;) {
        TRY(proto_next(&caffe->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        TRY(read_field(caffe, &field));
    }
}

static ASSAY_RESULT read_fields(struct caffe *caffe)
{
    struct proto_field field;
    bool more;

    for (;;) {
        TRY(proto_next(&caffe->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        TRY(proto_number(&field) == NETWORK ? read_inner_network(caffe, &field)
                                            : read_field(caffe, &field));
    }
}

static unsigned caffe_bid(const struct subject *subject)
{
    return ends_in(subject->name, ".prototxt") ? BID_NAME : 0;
}

static void tell(struct caffe *caffe)
{
    if (caffe->name.size > 0)
        evidence_text(caffe->evidence, ASSAY_FACT_MODEL_NAME, DECLARED,
                      proto_name_bytes(&caffe->name));
    evidence_int(caffe->evidence, ASSAY_FACT_MODEL_LAYERS, MEASURED, caffe->layers);
    evidence_load(caffe->evidence, ASSAY_LOAD_CLEAN);
}

static enum assay_status caffe_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    struct caffe caffe = {.evidence = evidence};
    struct textproto text;
    enum assay_status status;
    bool known;

    (void)subject;
    proto_init(&caffe.proto, cursor);
    textproto_init(&text, &caffe.proto, words);
    status = read_fields(&caffe);
    known = caffe.layers > 0 || text.known > 1; /* more than a name */
    textproto_clear(&text);
    if (caffe.layers > 0)
        tell(&caffe);
    if (known && status != ASSAY_OK) {
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        return status;
    }
    if (caffe.layers == 0) /* how a network is trained, or some other program's */
        evidence_decline(evidence);
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT ? ASSAY_OK : status;
}

const struct inspector inspect_caffe = {.format = "caffe",
                                        .kind = ASSAY_KIND_CONFIG,
                                        .text = true,
                                        .gap = GAP_MODEL_INVALID,
                                        .bid = caffe_bid,
                                        .read = caffe_read};
