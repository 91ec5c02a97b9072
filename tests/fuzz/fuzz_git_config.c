/*
 * fuzz_git_config.c - any bytes as a configuration file of git: refused with the line, or told name
 * by name, in lower case but for subsections.
 */

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "source/git/settings_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum assay_status each(void *state, const char *name, const char *value,
                              struct assay_error *err)
{
    const char *first = strchr(name, '.'), *last = strrchr(name, '.');
    size_t *told = state;

    (void)err;
    assert(first && last[1]); /* [ "x"] has no section, and git takes it */
    for (const char *p = name; p < first; p++)
        assert(!isupper((unsigned char)*p));
    for (const char *p = last; *p; p++)
        assert(!isupper((unsigned char)*p));
    *told += 1 + (value ? strlen(value) : 0);
    return ASSAY_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct assay_error err = {0};
    size_t told = 0;
    const struct settings_each all = {each, &told};

    if (settings_parse(bytes_of(data, size), &all, &err) != ASSAY_OK)
        assert(strstr(err.text, "line"));
    else
        assert(told <= size);
    return 0;
}
