/* health.c - records of health care are counted by their kind. */

#include "examine/media/health.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"

static void add(struct health_counts *counts, size_t at, struct bytes name)
{
    if (at == counts->count) {
        size_t size = name.size < HEALTH_NAME_MAX - 1 ? name.size : HEALTH_NAME_MAX - 1;

        memcpy(counts->kinds[at].name, name.data, size);
        counts->kinds[at].name[size] = 0;
        counts->count++;
    }
    counts->kinds[at].times++;
}

void health_count(struct health_counts *counts, struct bytes name)
{
    size_t at = 0;

    if (name.size >= HEALTH_NAME_MAX)
        name.size = HEALTH_NAME_MAX - 1;
    while (at < counts->count && !bytes_equal(bytes_text(counts->kinds[at].name), name))
        at++;
    if (at < counts->count || counts->count < HEALTH_KINDS_MAX - 1)
        add(counts, at, name);
    else
        add(counts, HEALTH_KINDS_MAX - 1, BYTES("others"));
}

void health_tell(const struct health_counts *counts, struct evidence *evidence)
{
    for (size_t i = 0; i < counts->count; i++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = (size_t)2 * HEALTH_NAME_MAX};

        buf_printf(&text, "%s: %" PRIu64, counts->kinds[i].name, counts->kinds[i].times);
        evidence_set(evidence, ASSAY_FACT_HEALTH_RECORDS, MEASURED, buf_bytes(&text));
    }
}
