/*
 * inspect_sqlite_log.c - what SQLite keeps beside a database: its write-ahead log and its rollback
 * journal, which hold pages newer, or older, than those of the database.
 * Source: "Database File Format", 3 and 4. Their bytes are searched as they are.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"

enum { LOG_HEADER = 32, JOURNAL_HEADER = 28 };

static bool is_log(struct bytes head)
{
    return bytes_starts(head, BYTES("\x37\x7f\x06\x82")) ||
           bytes_starts(head, BYTES("\x37\x7f\x06\x83"));
}

static bool is_journal(struct bytes head)
{
    return bytes_starts(head, BYTES("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"));
}

static enum assay_status sqlite_log_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    bool journal = is_journal(subject->head);
    struct bytes first;
    bool ended;

    TRY(cursor_take(cursor, journal ? JOURNAL_HEADER : LOG_HEADER, &first));
    TRY(cursor_ended(cursor, &ended));
    if (journal)
        evidence_format(evidence, "sqlite-journal");
    if (!ended)
        evidence_gap(evidence, GAP_DATA_FORMAT_UNREAD, ASSAY_NO_OFFSET,
                     journal ? "pages of a database as they were before a change that may not be "
                               "complete: searched as they are, rows not read"
                             : "pages that are not in their database yet: searched as they are, "
                               "rows not read");
    return ASSAY_OK;
}

static unsigned sqlite_log_bid(const struct subject *subject)
{
    return is_journal(subject->head) ? 64 : is_log(subject->head) ? 31 : 0;
}

const struct inspector inspect_sqlite_log = {.format = "sqlite-wal",
                                             .kind = ASSAY_KIND_DATASET,
                                             .bid = sqlite_log_bid,
                                             .read = sqlite_log_read};
