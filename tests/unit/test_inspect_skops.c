/* test_inspect_skops.c - what is told of schema.json, and what loading it does. */

#include "inspect_imports.h"

#define NODE(class, module, loader)                                                                \
    "{\"__class__\":\"" class "\",\"__module__\":\"" module "\",\"__loader__\":\"" loader "\""

static const struct import_row rows[] = {
    {"an estimator",
     ROW_BYTES(NODE("Ridge", "sklearn.linear_model._ridge", "ObjectNode") ",\"content\":" NODE(
         "dict", "builtins", "DictNode") ",\"content\":{}}}"),
     ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
    {"an estimator whose constructor looks for models",
     ROW_BYTES(NODE("XGBClassifier", "xgboost.sklearn", "ObjectNode") "}"), ASSAY_LOAD_CLEAN,
     ASSAY_OK, ""},
    {"a function", ROW_BYTES(NODE("log1p", "numpy", "FunctionNode") "}"), ASSAY_LOAD_CLEAN,
     ASSAY_OK, ""},
    {"a function of the system", ROW_BYTES(NODE("system", "os", "FunctionNode") "}"),
     ASSAY_LOAD_DANGEROUS, ASSAY_OK, "os.system"},
    {"a function by its content",
     ROW_BYTES(
         NODE("ufunc", "numpy",
              "FunctionNode") ",\"content\":{\"module_path\":\"numpy\",\"function\":\"exp\"}}"),
     ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
    {"a function of the system by its content",
     ROW_BYTES(
         NODE("ufunc", "numpy",
              "FunctionNode") ",\"content\":{\"module_path\":\"os\",\"function\":\"system\"}}"),
     ASSAY_LOAD_DANGEROUS, ASSAY_OK, "os.system"},
    {"a type by its content",
     ROW_BYTES(NODE("type", "numpy", "TypeNode") ",\"content\":{\"__class__\":\"Popen\","
                                                 "\"__module__\":\"subprocess\"}}"),
     ASSAY_LOAD_DANGEROUS, ASSAY_OK, "subprocess.Popen"},
    {"deep inside",
     ROW_BYTES(NODE("list", "builtins", "ListNode") ",\"content\":[[" NODE("Popen", "subprocess",
                                                                           "TypeNode") "}]]}"),
     ASSAY_LOAD_DANGEROUS, ASSAY_OK, "subprocess.Popen"},
    {"an operator of another module", ROW_BYTES(NODE("dot", "numpy", "OperatorFuncNode") "}"),
     ASSAY_LOAD_DANGEROUS, ASSAY_OK, "OperatorFuncNode with a module that is not operator: numpy"},
    {"an operator that computes", ROW_BYTES(NODE("add", "_operator", "OperatorFuncNode") "}"),
     ASSAY_LOAD_SUSPICIOUS, ASSAY_OK, "_operator.add"},
    {"a method", ROW_BYTES(NODE("dict", "builtins", "MethodNode") "}"), ASSAY_LOAD_SUSPICIOUS,
     ASSAY_OK, "the loader MethodNode"},
    {"somebody's own", ROW_BYTES(NODE("Model", "mine", "ObjectNode") "}"), ASSAY_LOAD_SUSPICIOUS,
     ASSAY_OK, "mine.Model"},
    {"cut short", ROW_BYTES(NODE("Model", "mine", "ObjectNode")), ASSAY_LOAD_SUSPICIOUS,
     ASSAY_EFORMAT, ""},
    {"no object", ROW_BYTES("[\"__loader__\"]"), ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
};

static void check(void **state)
{
    import_row_check(&inspect_skops, "schema.json", *state);
}

static void check_cuts(void **state)
{
    import_row_cuts(&inspect_skops, "schema.json", *state);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
