/*
 * make_log.c - writes a ledger of COUNT entries to FOLDER/ledger, and its key beside it, for
 * tests/bench/run:
 *
 *     make-log FOLDER signed COUNT   statements that differ in their time, as machines write them
 *     make-log FOLDER plain COUNT    40 bytes each, signed by nobody, for a tree of many leaves
 */

#include <inttypes.h>
#include <stdio.h>

#include "base/kit.h"
#include "maker.h"

enum { BATCH = 1 << 16, PLAIN_SIZE = 40 };

static bool add_signed(struct maker *maker, uint64_t first, size_t count)
{
    struct drafts drafts;
    bool added = drafts_make(maker, first, count, &drafts) && drafts_append(maker, &drafts);

    drafts_clear(&drafts);
    return added;
}

static bool add_plain(struct maker *maker, uint64_t first, size_t count)
{
    struct bytes *entries = calloc(count, sizeof *entries);
    char *texts = calloc(count, PLAIN_SIZE + 1);
    bool added = false;

    for (size_t i = 0; entries && texts && i < count; i++) {
        char *text = texts + i * (PLAIN_SIZE + 1);

        snprintf(text, PLAIN_SIZE + 1, "%0*" PRIu64, PLAIN_SIZE, first + i);
        entries[i] = bytes_of((const uint8_t *)text, PLAIN_SIZE);
    }
    if (entries && texts)
        added =
            log_append(&maker->ledger->log, maker->key, entries, count, &maker->err) == ASSAY_OK;
    free(entries);
    free(texts);
    return added;
}

int main(int argc, char **argv)
{
    struct maker maker = {0};
    uint64_t count = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;
    bool plain, done;

    if (count < 2)
        return 2;
    plain = strcmp(argv[2], "plain") == 0;
    done = maker_begin(&maker, argv[1]);
    for (uint64_t at = 2; done && at < count; at += BATCH) {
        size_t some = count - at < BATCH ? (size_t)(count - at) : BATCH;

        done = plain ? add_plain(&maker, at, some) : add_signed(&maker, at, some);
    }
    if (!done)
        fprintf(stderr, "make-log: %s\n", maker.err.text);
    maker_end(&maker);
    return done ? 0 : 1;
}
