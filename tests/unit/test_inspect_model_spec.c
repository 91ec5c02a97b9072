/* test_inspect_model_spec.c - configurations of models in registries. */

#include "inspect_rows.h"

#include "examine/inspect.h"

static const struct inspect_row rows[] = {
    {"a model", "blobs/sha256/00",
     ROW_BYTES("{\"descriptor\":{\"name\":\"llama\",\"version\":\"1\",\"licenses\":[\"MIT\"],"
               "\"family\":\"llama3\"},\"modelfs\":{\"type\":\"layers\",\"diffIds\":[]},"
               "\"config\":{\"architecture\":\"transformer\",\"paramSize\":\"8b\",\"precision\":"
               "\"float16\"}}"),
     ASSAY_OK, ASSAY_LOAD_ABSENT,
     "fact model.architecture (declared) = transformer\n"
     "fact model.declared-parameters (declared) = 8000000000\nfact model.dtypes (declared) = "
     "[F16]\nfact model.license (declared) = [MIT]\nfact model.name (declared) = llama\n"},
    {"a size that is none", "x",
     ROW_BYTES("{\"descriptor\":{},\"modelfs\":{},\"config\":{"
               "\"paramSize\":\"big\"}}"),
     ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"a name twice", "x", ROW_BYTES("{\"descriptor\":{},\"modelfs\":{},\"modelfs\":{}}"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "gap card.invalid at 30: a name stands twice\n"},
};

static void check(void **state)
{
    inspect_row_check(&inspect_model_spec, *state);
    inspect_row_cuts(&inspect_model_spec, *state, true);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
