/*
 * corpus.h - files of the fuzz corpus as rows of a test: what an inspector says of each, and that
 * none of it is believed when a byte of it is wrong.
 */

#pragma once

#include "inspect.h"

#include <fcntl.h>

#include "base/buf.h"
#include "base/file.h"

struct corpus_row {
    const char *name; /* below tests/fuzz/corpus */
    const struct inspector *inspector;
    const char *says[12]; /* lines of inspected_text(), or parts of them */
};

static inline void corpus_read(const struct corpus_row *row, struct buf *bytes)
{
    struct assay_error err = {0};
    char path[512];

    buf_init(bytes, 1 << 20);
    snprintf(path, sizeof path, "%s/../fuzz/corpus/%s", TEST_DATA, row->name);
    assert_ok(file_read(AT_FDCWD, path, bytes, &err), err);
}

static inline void check_corpus(void **state)
{
    const struct corpus_row *row = *state;
    CLEANUP(buf_clear) struct buf bytes;

    corpus_read(row, &bytes);
    for (size_t step = 1; step < 4096; step += 4000) {
        struct inspected *seen =
            inspect_in_steps(row->inspector, buf_bytes(&bytes), row->name, step, true);
        CLEANUP(free_cleanup) char *text = inspected_text(seen);

        if (seen->status != ASSAY_OK || seen->bid == 0 || evidence_gap_count(seen->evidence) > 0)
            inspected_fail(seen, "a file that is read");
        for (size_t i = 0; i < ARRAY_LEN(row->says) && row->says[i]; i++)
            if (!strstr(text, row->says[i]))
                inspected_fail(seen, row->says[i]);
        inspected_free(seen);
    }
}

/* It comes to an end, within its bytes, and says where it went wrong. */
static inline void check_corpus_bytes(const struct inspector *inspector, struct bytes bytes)
{
    struct inspected *seen = inspect_bytes(inspector, bytes, "x.bin");

    if (seen->status != ASSAY_OK) {
        assert_true(seen->status == ASSAY_EFORMAT || seen->status == ASSAY_ELIMIT);
        assert_true(seen->err.offset <= bytes.size && seen->err.text[0]);
    }
    inspected_free(seen);
}

/* Each byte with other values, and each cut. */
static inline void check_corpus_damage(void **state)
{
    static const uint8_t values[] = {0xff, 0x00, 0x01, 0x80, 0x7f};
    const struct corpus_row *row = *state;
    CLEANUP(buf_clear) struct buf bytes;

    corpus_read(row, &bytes);
    for (size_t i = 0; i < bytes.size && i < 1024; i++) {
        uint8_t was = bytes.data[i];

        for (size_t j = 0; j < ARRAY_LEN(values); j++) {
            bytes.data[i] = values[j];
            check_corpus_bytes(row->inspector, buf_bytes(&bytes));
        }
        bytes.data[i] = was;
        check_corpus_bytes(row->inspector, bytes_of(bytes.data, i));
    }
}
