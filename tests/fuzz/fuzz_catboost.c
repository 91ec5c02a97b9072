/* fuzz_catboost.c - any bytes as a model of CatBoost. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_catboost, data, size);
}
