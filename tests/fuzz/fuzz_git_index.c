/*
 * fuzz_git_index.c - any bytes as an index of git, without its checksum: refused with a reason, or
 * read, and then what a split one says of its shared file is held against the index itself.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "source/git/index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_as(const uint8_t *data, size_t size, size_t id_size)
{
    CLEANUP(free_cleanup) uint8_t *file = calloc(1, size + id_size); /* zeros: no checksum */
    CLEANUP(index_clear) struct index index = {0};
    CLEANUP(index_clear) struct index base = {0};
    struct assay_error err = {0};

    if (!file)
        return;
    if (size > 0)
        memcpy(file, data, size);
    if (index_parse(bytes_of(file, size + id_size), id_size, &index, &err) != ASSAY_OK) {
        assert(err.text[0] != '\0');
        return;
    }
    if (!index.has_base || index_parse(bytes_of(file, size + id_size), id_size, &base, &err))
        return;
    if (index_join(&index, &base, &err) != ASSAY_OK)
        assert(err.text[0] != '\0');
    for (size_t i = 0; i < index.count; i++)
        assert(index.entries[i].path && index.entries[i].id.size == id_size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_as(data, size, 20);
    read_as(data, size, 32);
    return 0;
}
