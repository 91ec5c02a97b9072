/* test_keras_config.c - configurations that compute only, and those that run, import or read. */

#include "inspect.h"

#include "examine/inspect.h"
#include "examine/models/keras_config.h"
#include "inventory/gaps.h"

#define OBJECT(module, class_name, registered, config)                                             \
    "{\"module\":" module ",\"class_name\":\"" class_name "\",\"registered_name\":" registered     \
    ",\"config\":" config "}"
#define LAYER(object) "{\"class_name\":\"Sequential\",\"config\":{\"layers\":[" object "]}}"

struct row {
    const char *name, *json;
    enum assay_load load;
    const char *seen; /* class and detail, or NULL */
};

static const struct row rows[] = {
    {"a dense layer", LAYER(OBJECT("\"keras.layers\"", "Dense", "null", "{\"units\":3}")),
     ASSAY_LOAD_CLEAN, NULL},
    {"a class of an older Keras", LAYER("{\"class_name\":\"CuDNNLSTM\",\"config\":{}}"),
     ASSAY_LOAD_CLEAN, NULL},
    {"an operation", LAYER(OBJECT("\"keras.src.ops.numpy\"", "Add", "\"Add\"", "{}")),
     ASSAY_LOAD_CLEAN, NULL},
    {"a tensor's value", LAYER("{\"class_name\":\"__keras_tensor__\",\"config\":{}}"),
     ASSAY_LOAD_CLEAN, NULL},
    {"a function of Keras",
     LAYER(OBJECT("\"keras.losses\"", "function", "\"function\"", "\"mean_squared_error\"")),
     ASSAY_LOAD_CLEAN, NULL},
    {"Lambda", LAYER("{\"class_name\":\"Lambda\",\"config\":{\"name\":\"l\"}}"),
     ASSAY_LOAD_DANGEROUS, "model.embedded-code [Lambda l]"},
    {"Lambda where nobody looks for it",
     "{\"class_name\":\"Sequential\",\"config\":{},\"x\":[[{\"class_name\":\"Lambda\"}]]}",
     ASSAY_LOAD_DANGEROUS, "model.embedded-code [Lambda]"},
    {"a marshalled function", LAYER("{\"class_name\":\"__lambda__\",\"config\":{\"code\":\"4w\"}}"),
     ASSAY_LOAD_DANGEROUS, "model.embedded-code [__lambda__]"},
    {"a class spelt with an escape", LAYER("{\"class_name\":\"L\\u0061mbda\"}"),
     ASSAY_LOAD_DANGEROUS, "model.embedded-code [Lambda]"},
    {"a pickled module of torch",
     LAYER(OBJECT("\"keras.layers\"", "TorchModuleWrapper", "null", "{}")), ASSAY_LOAD_DANGEROUS,
     "model.embedded-code [TorchModuleWrapper]"},
    {"an operator of TensorFlow",
     LAYER("{\"class_name\":\"TensorFlowOpLayer\",\"config\":{\"name\":\"add\",\"node_def\":"
           "\"{\\\"name\\\": \\\"add\\\", \\\"op\\\": \\\"AddV2\\\"}\"}}"),
     ASSAY_LOAD_CLEAN, NULL},
    {"an operator that writes",
     LAYER("{\"class_name\":\"TensorFlowOpLayer\",\"config\":{\"node_def\":"
           "\"{\\\"op\\\": \\\"WriteFile\\\"}\"}}"),
     ASSAY_LOAD_DANGEROUS, "model.embedded-code [TensorFlowOpLayer WriteFile]"},
    {"an operator of nobody",
     LAYER("{\"class_name\":\"TensorFlowOpLayer\",\"config\":{\"node_def\":"
           "\"{\\\"op\\\": \\\"AcmeNms\\\"}\"}}"),
     ASSAY_LOAD_SUSPICIOUS, "model.embedded-code [TensorFlowOpLayer AcmeNms]"},
    {"an operator without its node",
     LAYER("{\"class_name\":\"TensorFlowOpLayer\",\"config\":{\"node_def\":\"op: 'AddV2'\"}}"),
     ASSAY_LOAD_DANGEROUS, "model.embedded-code [TensorFlowOpLayer]"},
    {"a SavedModel inside", LAYER(OBJECT("\"keras.layers\"", "TFSMLayer", "null", "{}")),
     ASSAY_LOAD_DANGEROUS, "model.file-access [TFSMLayer]"},
    {"a module that runs processes (CVE-2025-1550)",
     LAYER(OBJECT("\"os\"", "function", "\"function\"", "\"system\"")), ASSAY_LOAD_DANGEROUS,
     "model.code-import [os.system]"},
    {"a download (CVE-2025-8747)",
     LAYER(OBJECT("\"keras.utils\"", "function", "\"function\"", "\"get_file\"")),
     ASSAY_LOAD_DANGEROUS, "model.code-import [keras.utils.get_file]"},
    {"a download by the name of its class",
     LAYER(OBJECT("\"keras.utils\"", "get_file", "null", "{}")), ASSAY_LOAD_DANGEROUS,
     "model.code-import [keras.utils.get_file]"},
    {"what allows the rest (CVE-2025-9906)",
     LAYER(OBJECT("\"keras.config\"", "function", "\"function\"",
                  "\"enable_unsafe_deserialization\"")),
     ASSAY_LOAD_DANGEROUS, "model.code-import [keras.config.enable_unsafe_deserialization]"},
    {"Lambda beside a number that only Python reads",
     "{\"class_name\":\"Sequential\",\"x\":NaN,\"config\":[{\"class_name\":\"Lambda\"}]}",
     ASSAY_LOAD_DANGEROUS, "model.embedded-code [Lambda]"},
    {"Lambda behind half a character",
     "{\"class_name\":\"Sequential\",\"x\":\"\\ud800\",\"config\":[{\"class_name\":\"Lambda\"}]}",
     ASSAY_LOAD_DANGEROUS, "model.embedded-code [Lambda]"},
    {"a module beside an infinity", "{\"class_name\":\"f\",\"module\":\"os\",\"config\":-Infinity}",
     ASSAY_LOAD_DANGEROUS, "model.code-import [os.*]"},
    {"a download beside an infinity",
     "{\"class_name\":\"function\",\"config\":\"get_file\",\"x\":Infinity}", ASSAY_LOAD_DANGEROUS,
     "model.code-import [get_file]"},
    {"layers beside a number that only Python reads",
     "{\"class_name\":\"Sequential\",\"config\":[{\"class_name\":\"Dense\",\"x\":NaN}]}",
     ASSAY_LOAD_SUSPICIOUS, NULL},
    {"a function of a program's own",
     LAYER(OBJECT("\"builtins\"", "function", "\"function\"", "\"my_loss\"")),
     ASSAY_LOAD_SUSPICIOUS, "model.unknown-import [builtins.my_loss]"},
    {"a layer of a program's own", LAYER(OBJECT("\"mine.layers\"", "Mine", "\"Mine\"", "{}")),
     ASSAY_LOAD_SUSPICIOUS, "model.unknown-import [mine.layers.Mine]"},
    {"a name of Keras in another module", LAYER(OBJECT("\"mine\"", "Dense", "null", "{}")),
     ASSAY_LOAD_SUSPICIOUS, "model.unknown-import [mine.Dense]"},
    {"a module that only begins like Keras", LAYER(OBJECT("\"kerasx\"", "Dense", "null", "{}")),
     ASSAY_LOAD_SUSPICIOUS, "model.unknown-import [kerasx.Dense]"},
    {"registered under a package", LAYER(OBJECT("null", "Dense", "\"pkg>Dense\"", "{}")),
     ASSAY_LOAD_SUSPICIOUS, "model.unknown-import [pkg>Dense]"},
    {"bytes", LAYER("{\"class_name\":\"__bytes__\",\"config\":{\"value\":\"x\"}}"),
     ASSAY_LOAD_SUSPICIOUS, "model.embedded-code [__bytes__]"},
    {"a vocabulary of the machine's (CVE-2025-12058)",
     LAYER(OBJECT("\"keras.layers\"", "StringLookup", "null", "{\"vocabulary\":\"/etc/passwd\"}")),
     ASSAY_LOAD_DANGEROUS, "model.file-access [vocabulary /etc/passwd]"},
    {"a vocabulary from the network",
     LAYER(OBJECT("\"keras.layers\"", "StringLookup", "null",
                  "{\"vocabulary\":\"http://x.test/v\"}")),
     ASSAY_LOAD_DANGEROUS, "model.file-access [vocabulary http://x.test/v]"},
    {"a vocabulary beside it",
     LAYER(OBJECT("\"keras.layers\"", "StringLookup", "null", "{\"vocabulary\":\"v.txt\"}")),
     ASSAY_LOAD_SUSPICIOUS, "model.file-access [vocabulary v.txt]"},
    {"a vocabulary in it",
     LAYER(OBJECT("\"keras.layers\"", "StringLookup", "null", "{\"vocabulary\":[\"a\",\"b\"]}")),
     ASSAY_LOAD_CLEAN, NULL},
    {"an operation of TensorFlow",
     LAYER("{\"class_name\":\"TFOpLambda\",\"config\":{\"function\":\"math.add\"}}"),
     ASSAY_LOAD_CLEAN, NULL},
    {"an operation of TensorFlow that writes files",
     LAYER("{\"class_name\":\"TFOpLambda\",\"config\":{\"function\":\"io.write_file\"}}"),
     ASSAY_LOAD_DANGEROUS, "model.embedded-code [io.write_file]"},
    {"a name twice", "{\"class_name\":\"Dense\",\"class_name\":\"Lambda\"}", ASSAY_LOAD_DANGEROUS,
     "gap model.invalid"},
    {"cut short", "{\"class_name\":\"Sequential\"", ASSAY_LOAD_SUSPICIOUS, "gap model.invalid"},
    {"a list", "[]", ASSAY_LOAD_SUSPICIOUS, "gap model.invalid"},
};

static enum assay_status read_config(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    return keras_config_inspect(subject->head, 0, KERAS_MODEL, evidence, cursor->err);
}

static unsigned bid_config(const struct subject *subject)
{
    (void)subject;
    return 1;
}

static const struct inspector config = {
    .format = "config", .kind = ASSAY_KIND_MODEL, .bid = bid_config, .read = read_config};

static void check_row(void **state)
{
    const struct row *row = *state;
    struct inspected *seen = inspect_bytes(&config, bytes_text(row->json), "config.json");
    CLEANUP(free_cleanup) char *text = inspected_text(seen);

    assert_int_equal(seen->status, ASSAY_OK);
    if (row->seen && !strstr(text, row->seen))
        inspected_fail(seen, row->seen);
    if (seen->content.load != row->load || (!row->seen && seen->content.observation_count > 0))
        inspected_fail(seen, "the verdict of the row, and nothing else");
    inspected_free(seen);
}

int main(void)
{
    return RUN_CASES(check_row, rows);
}
