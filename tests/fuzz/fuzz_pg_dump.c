/* fuzz_pg_dump.c - any bytes as a dump of PostgreSQL. */

#include "members_fuzz.h"
#include "source/foreign.h"

static enum assay_status open_dump(const struct container *container, struct source **out,
                                   struct assay_error *err)
{
    return foreign_open(&foreign_pg_dump, CONTAINER_PG_DUMP, container, out, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_members(open_dump, data, size);
}
