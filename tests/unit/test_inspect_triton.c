/* test_inspect_triton.c - config.pbtxt of Triton: what of a model is code. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define CODE(what) "observation model.custom-code [" what "] medium\n"

static const struct inspect_row rows[] = {
    {"a model that is Python", "m/config.pbtxt", ROW_BYTES("name: 'a'\nbackend: \"python\"\n"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     "kind config, format triton-config\nfact model.custom-code = [python]\n"},
    {"in escapes, and in two halves", "config.pbtxt",
     ROW_BYTES("backend: \"p\\171\" # one\n 'thon'\n"), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     CODE("backend: python")},
    {"a backend of the model's own", "config.pbtxt", ROW_BYTES("backend: 'acme'"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, CODE("backend: acme")},
    {"Python below another backend", "config.pbtxt",
     ROW_BYTES("backend: 'pytorch' runtime: 'model.py'"), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     CODE("runtime: model.py")},
    {"operators in machine code", "config.pbtxt",
     ROW_BYTES("model_operations { op_library_filename: [\"a.so\", \"b.so\"] }\n"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, CODE("op_library_filename: b.so")},
    {"an environment", "config.pbtxt",
     ROW_BYTES("parameters: { key: 'EXECUTION_ENV_PATH', value: { string_value: '/e.tar.gz' } }"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, CODE("EXECUTION_ENV_PATH: /e.tar.gz")},
    {"a model that is not", "config.pbtxt",
     ROW_BYTES("name: 'a' backend: 'onnxruntime' max_batch_size: 8\ninput [ { name: 'x' data_type: "
               "TYPE_FP32 dims: [ 3 ] } ]\nparameters { key: 'a' value { string_value: 'b' } }"),
     ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"some other program's", "config.pbtxt", ROW_BYTES("}{"), ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"cut", "config.pbtxt", ROW_BYTES("backend: 'onnxruntime'\nruntime: 'x"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_triton, *state);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
