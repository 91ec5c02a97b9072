/* fuzz_langchain.c - any bytes as a prompt of LangChain. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_langchain, data, size);
}
