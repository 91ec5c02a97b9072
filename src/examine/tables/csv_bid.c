/* csv_bid.c - tables by name; and, where the name says nothing, by many regular rows. */

#include "examine/tables/csv_bid.h"

#include "base/ending.h"
#include "base/kit.h"
#include "examine/tables/csv_dialect.h"

enum {
    HEAD_MIN = 4096,  /* bytes of a head, at least: inspector.h */
    ROWS_TO_TELL = 5, /* regular rows that show a table where no name does */
    COLUMNS_TO_TELL = 3,
    BID_NAME = 8,
    BID_CONTENT = 12,
};

bool csv_head_is_all(const struct subject *subject)
{
    return subject->head.size < HEAD_MIN || subject->head.size == subject->size;
}

/* Behind at least one byte. */
static bool has_suffix(struct bytes name, const char *const *suffixes, size_t count)
{
    return ends_in_one(bytes_from(name, 1), suffixes, count);
}

/* Spares all prose the look at its rows. */
static bool first_line_has_cells(struct bytes head)
{
    const struct bytes delimiters = BYTES(",;\t|^~\x01");
    size_t counts[UINT8_MAX + 1] = {0};

    for (size_t i = 0; i < head.size && head.data[i] != '\n'; i++)
        counts[head.data[i]]++;
    for (size_t i = 0; i < delimiters.size; i++)
        if (counts[delimiters.data[i]] + 1 >= COLUMNS_TO_TELL)
            return true;
    return false;
}

/* True where a name says nothing of what the file is: "patients", "export.dat", "people.csv.1". */
static bool is_silent(struct bytes name)
{
    static const char *const silent[] = {
        ".asc", ".backup", ".bak",  ".bin", ".bkp", ".copy", ".dat",  ".data", ".dump", ".export",
        ".lst", ".old",    ".orig", ".out", ".prn", ".raw",  ".save", ".tmp",  ".txt"};
    const uint8_t *dot = name.size == 0 ? NULL : memrchr(name.data, '.', name.size);
    struct bytes ending;

    if (!dot || has_suffix(name, silent, ARRAY_LEN(silent)))
        return true;
    ending = bytes_from(name, (size_t)(dot - name.data) + 1);
    for (size_t i = 0; i < ending.size; i++)
        if (ending.data[i] < '0' || ending.data[i] > '9')
            return false;
    return ending.size > 0;
}

unsigned csv_bid(const struct subject *subject)
{
    static const char *const tables[] = {".csv", ".psv", ".tab", ".tsv"};
    struct bytes head = subject->head;

    if (has_suffix(subject->name, tables, ARRAY_LEN(tables)))
        return head.size > 0 && memchr(head.data, 0, head.size) ? 0 : BID_NAME;
    if (head.size == 0 || memchr(head.data, 0, head.size) || !is_silent(subject->name))
        return 0;
    if (!first_line_has_cells(head))
        return 0;
    return csv_is_regular(head, csv_head_is_all(subject), ROWS_TO_TELL, COLUMNS_TO_TELL)
               ? BID_CONTENT
               : 0;
}
