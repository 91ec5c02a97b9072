/* test_inspect_mlmodel.c - models that MLflow logged. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define CODE(how) "observation model.custom-code [" how "]"

static const struct inspect_row rows[] = {
    {"of a library", "m/MLmodel",
     ROW_BYTES(
         "artifact_path: model\nflavors:\n  python_function:\n    loader_module: "
         "mlflow.sklearn\n    model_path: model.pkl\n    code: null\n  sklearn:\n    "
         "sklearn_version: 1.2.1\nmlflow_version: 2.1.1\nmodel_uuid: abc\nsignature:\n"
         "  inputs: '[{\"name\": \"a\", \"type\": \"double\"}, {\"type\": \"long\"}]'\n"
         "  outputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float64\"}}]'\n"),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "kind config, format mlmodel\nfact model.flavors (declared) = [python_function] [sklearn "
     "1.2.1]\nfact model.id (declared) = abc\nfact model.input-signature (declared) = [a: double] "
     "[long]\nfact model.output-signature (declared) = [float64]\nfact model.producer (declared) = "
     "mlflow 2.1.1\n"},
    {"a class of its own", "MLmodel",
     ROW_BYTES("flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.model\n    "
               "python_model: python_model.pkl\n"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     CODE("flavors.python_function.loader_module: mlflow.pyfunc.model") "\n" CODE(
         "flavors.python_function.python_model: python_model.pkl") "\n"},
    {"a loader of its own, with code", "MLmodel",
     ROW_BYTES("flavors:\n  python_function:\n    loader_module: mine.load\n    code: code\n"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     CODE("flavors.python_function.code: code") "\n" CODE(
         "flavors.python_function.loader_module: mine.load") "\n"},
    {"code of another flavor", "MLmodel",
     ROW_BYTES("flavors:\n  sklearn:\n    pickled_model: model.pkl\n    code: ../evil\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, CODE("flavors.sklearn.code: ../evil") " high\n"},
    {"code outside of it", "MLmodel",
     ROW_BYTES("flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    code: "
               "../../evil\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, CODE("flavors.python_function.code: ../../evil") "\n"},
    {"a pickle outside of it", "MLmodel",
     ROW_BYTES("flavors:\n  sklearn:\n    pickled_model: ../../m.pkl\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, CODE("flavors.sklearn.pickled_model: ../../m.pkl") "\n"},
    {"no flavors", "MLmodel", ROW_BYTES("a: b\n"), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
    {"a key twice", "MLmodel", ROW_BYTES("flavors:\n  a: {}\nflavors: {}\n"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"a signature that is no JSON", "MLmodel",
     ROW_BYTES("flavors: {}\nsignature:\n  inputs: '[{'\n"), ASSAY_OK, ASSAY_LOAD_CLEAN, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_mlmodel, *state);
    inspect_row_cuts(&inspect_mlmodel, *state, true);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
