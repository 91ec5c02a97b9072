/* wide_runs.c - see wide_runs.h. */

#include "examine/text/wide_runs.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"

enum { RUN_MAX = 64 * 1024 }; /* bytes of UTF-8: a longer one is handed on in parts */

struct runs {
    struct evidence *evidence;
    const struct wide_run_reader *reader;
    struct buf text;
    uint64_t at; /* where the run began */
    size_t letters;
};

/* What texts of people consist of: a tab, and no other control; of the letters those that random
 * bytes seldom look like, as they do like Chinese. */
static bool is_letter(uint16_t unit)
{
    return (unit >= 0x20 && unit < 0x7f) || unit == '\t' || (unit >= 0xa0 && unit < 0x250) ||
           (unit >= 0x370 && unit < 0x530);
}

static void end_run(struct runs *runs)
{
    if (runs->letters >= WIDE_RUN_LEAST) {
        evidence_value(runs->evidence, EVIDENCE_NO_COLUMN, 0, runs->at, buf_bytes(&runs->text));
        if (runs->reader)
            runs->reader->seen(runs->reader->user, buf_bytes(&runs->text));
    }
    buf_reset(&runs->text);
    runs->letters = 0;
}

/* Takes what it can of `some`, which begins at `from`; tells how much that was. */
static size_t take(struct runs *runs, struct bytes some, uint64_t from)
{
    size_t at = 0;

    while (at + 1 < some.size) {
        uint16_t unit = (uint16_t)(some.data[at] | some.data[at + 1] << 8);
        char utf8[4];

        if (!is_letter(unit)) {
            at += runs->letters > 0 ? 2 : 1;
            end_run(runs);
            continue;
        }
        if (runs->letters++ == 0)
            runs->at = from + at;
        buf_add(&runs->text, utf8, utf8_encode(unit, utf8));
        if (runs->text.size >= RUN_MAX)
            end_run(runs);
        at += 2;
    }
    return at;
}

static void runs_clear(struct runs *runs)
{
    buf_clear(&runs->text);
}

enum assay_status wide_runs_read(struct cursor *cursor, struct evidence *evidence,
                                 const struct wide_run_reader *reader)
{
    CLEANUP(runs_clear) struct runs runs = {.evidence = evidence, .reader = reader};
    struct bytes some;

    buf_init(&runs.text, RUN_MAX + 4);
    do {
        TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &some));
        cursor_consume(cursor, take(&runs, some, cursor_at(cursor)));
        TRY(buf_status(&runs.text, cursor->err));
    } while (some.size == CURSOR_WINDOW_MAX);
    end_run(&runs);
    return ASSAY_OK;
}
