/* test_inspect_nemo.c - what is told of model_config.yaml, and what loading it does. */

#include "inspect.h"

#include "examine/inspect.h"

struct row {
    const char *name;
    struct bytes bytes;
    enum assay_load load;
    enum assay_status status;
    const char *detail; /* of an observation, or "" for none */
};

#define HEAD "target: nemo.collections.asr.models.EncDecCTCModel\n"

static const struct row rows[] = {
    {"an ordinary configuration",
     ROW_BYTES(HEAD "encoder:\n  _target_: nemo.collections.asr.modules.ConvASREncoder\n"),
     ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
    {"a target deep in lists", ROW_BYTES(HEAD "a:\n  - b:\n      - _target_: os.system\n"),
     ASSAY_LOAD_DANGEROUS, ASSAY_OK, "os.system"},
    {"a target in braces", ROW_BYTES(HEAD "a: {\"_target_\": \"builtins.eval\"}\n"),
     ASSAY_LOAD_DANGEROUS, ASSAY_OK, "builtins.eval"},
    {"a model that is a process", ROW_BYTES("target: subprocess.Popen\n"), ASSAY_LOAD_DANGEROUS,
     ASSAY_OK, "subprocess.Popen"},
    {"a name of a vetted package that is no class",
     ROW_BYTES("a:\n  _target_: nemo.core.config.load\n"), ASSAY_LOAD_SUSPICIOUS, ASSAY_OK,
     "nemo.core.config.load"},
    {"a vetted package that hands out another", ROW_BYTES("a:\n  _target_: nemo.core.os.system\n"),
     ASSAY_LOAD_DANGEROUS, ASSAY_OK, "nemo.core.os.system"},
    {"somebody's own", ROW_BYTES("a:\n  _target_: mine.Layer\n"), ASSAY_LOAD_SUSPICIOUS, ASSAY_OK,
     "mine.Layer"},
    {"a call that pickles are judged for by its arguments",
     ROW_BYTES("a:\n  _target_: builtins.getattr\n"), ASSAY_LOAD_SUSPICIOUS, ASSAY_OK,
     "builtins.getattr"},
    {"an alias, which is refused, and a target",
     ROW_BYTES("a: &x 1\nb: *x\nc:\n  _target_: os.system\n"), ASSAY_LOAD_DANGEROUS, ASSAY_EFORMAT,
     "os.system"},
    {"no YAML", ROW_BYTES("a: [\n"), ASSAY_LOAD_SUSPICIOUS, ASSAY_EFORMAT, ""},
    {"nothing", ROW_BYTES(""), ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_nemo, row->bytes, "model_config.yaml");

    if (seen->content.load != row->load || seen->status != row->status)
        inspected_fail(seen, "the load or status");
    if (*row->detail ? !inspected_observation(seen, "model.code-import", row->detail) &&
                           !inspected_observation(seen, "model.unknown-import", row->detail)
                     : seen->content.observation_count > 0)
        inspected_fail(seen, row->detail);
    inspected_free(seen);
}

/* Cut at every byte, in windows of any size: nothing is read beyond, and it ends. */
static void check_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size <= row->bytes.size; size++)
        inspected_free(inspect_in_steps(&inspect_nemo, bytes_of(row->bytes.data, size),
                                        "model_config.yaml", 1 + size % 5, size % 2 == 0));
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
