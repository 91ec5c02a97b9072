/* fuzz_xgboost.c - any bytes as a model of XGBoost. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_xgboost, data, size);
}
