/* fuzz_health.c - any bytes as messages of HL7 or resources of FHIR. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct inspector *const some[] = {
        &inspect_fhir,
        &inspect_hl7,
    };

    return fuzz_unloaded(some, ARRAY_LEN(some), data, size);
}
