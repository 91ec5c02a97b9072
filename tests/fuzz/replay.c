/* replay.c - runs a fuzz target over files without libFuzzer, so that its corpus is a test like
 * any. */

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(int folder, const char *name)
{
    CLEANUP(buf_clear) struct buf file;
    struct assay_error err = {0};

    buf_init(&file, 1 << 20);
    if (file_read(folder, name, &file, &err) != ASSAY_OK) {
        fprintf(stderr, "%s: %s\n", name, err.text);
        return 1;
    }
    printf("%s: %zu bytes\n", name, file.size);
    return LLVMFuzzerTestOneInput(file.data, file.size);
}

/* replay FOLDER */
int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    struct dirent *entry;
    int failed = 0, count = 0;

    if (!folder) {
        fprintf(stderr, "usage: replay FOLDER\n");
        return 2;
    }
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] == '.')
            continue;
        failed += replay(dirfd(folder), entry->d_name) != 0;
        count++;
    }
    closedir(folder);
    printf("%d files, %d failed\n", count, failed);
    return count == 0 || failed > 0;
}
