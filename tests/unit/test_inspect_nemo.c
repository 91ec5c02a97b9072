/* test_inspect_nemo.c - what is told of model_config.yaml, and what loading it does. */

#include "inspect_imports.h"

#define HEAD "target: nemo.collections.asr.models.EncDecCTCModel\n"

static const struct import_row rows[] = {
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
    import_row_check(&inspect_nemo, "model_config.yaml", *state);
}

static void check_cuts(void **state)
{
    import_row_cuts(&inspect_nemo, "model_config.yaml", *state);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
