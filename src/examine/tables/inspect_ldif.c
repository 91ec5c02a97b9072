/*
 * inspect_ldif.c - entries of a directory as LDIF has them: one a row, attributes as columns. The
 * short names of LDAP say what they hold only to who knows them. Schemas and settings of a server
 * stand in LDIF too, and are no data set.
 *
 * Source: RFC 2849; RFC 4519 (attributes), RFC 2798 (inetOrgPerson).
 */

#include "base/codec.h"
#include "base/ending.h"
#include "base/kit.h"
#include "base/word.h"
#include "examine/inspect.h"
#include "examine/tables/folded_lines.h"
#include "examine/tables/named_rows.h"

enum { BID_NAME = 8, BID = 8 * 4 /* "dn: " */, NAME_MOST = 64 };

struct directory {
    struct folded_lines lines;
    struct named_rows rows;
    struct buf text; /* of a value in base64 */
    struct buf name; /* of its column */
    bool of_people;
};

static void directory_clear(struct directory *directory)
{
    folded_lines_clear(&directory->lines);
    named_rows_clear(&directory->rows);
    buf_clear(&directory->text);
    buf_clear(&directory->name);
}

/* What attributes hold whose names do not say so. */
static const char *meaning_of(struct bytes attribute)
{
    static const struct {
        const char *name, *meaning;
    } known[] = {
        {"cn", "full name"}, {"gecos", "full name"},
        {"l", "city"},       {"sAMAccountName", "login"},
        {"sn", "surname"},   {"st", "region"},
        {"uid", "user id"},  {"userPrincipalName", "login"},
    };

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (word_is(attribute, bytes_text(known[i].name)))
            return known[i].meaning;
    return NULL;
}

static void name_column(struct buf *name, struct bytes attribute)
{
    const char *meaning = meaning_of(attribute);

    buf_reset(name);
    buf_add(name, attribute.data, attribute.size);
    if (meaning)
        buf_printf(name, ".%s", meaning);
}

static bool is_of_people(struct bytes class)
{
    static const char *const classes[] = {
        "account", "contact",      "inetOrgPerson",     "mailUser", "organizationalPerson",
        "person",  "posixAccount", "residentialPerson", "user"};

    return word_is_one_of(class, classes, ARRAY_LEN(classes));
}

/* attribute;option: value, or :: and base64, or :< and a place. */
static ASSAY_RESULT read_attribute(struct directory *directory)
{
    const struct bytes line = directory->lines.text;
    struct bytes attribute = bytes_until(line, ':');
    struct bytes value = bytes_from(line, attribute.size + 1);
    const bool packed = bytes_take(&value, BYTES(":"));
    struct text_cell cell;

    attribute = bytes_until(attribute, ';');
    value = bytes_trim(value, BYTES(" "));
    if (attribute.size == 0 || attribute.size > NAME_MOST || value.size == 0)
        return ASSAY_OK;
    cell = folded_lines_cell(&directory->lines, value);
    if (packed) {
        buf_reset(&directory->text);
        base64_decode_lines(&directory->text, value);
        TRY(buf_status(&directory->text, directory->rows.err));
        cell.text = buf_bytes(&directory->text);
        cell.hidden = true;
        if (memchr(cell.text.data, 0, cell.text.size)) /* a picture, a key */
            return ASSAY_OK;
    }
    if (cell.text.size > TEXT_CELL_MOST)
        cell.text.size = 0;
    if (word_is(attribute, BYTES("objectClass")))
        directory->of_people |= is_of_people(cell.text);
    name_column(&directory->name, attribute);
    return named_rows_cell(&directory->rows, buf_bytes(&directory->name), &cell);
}

/* A blank line ends an entry; the first line may tell the version alone. */
static ASSAY_RESULT read_entries(struct directory *directory)
{
    bool found, in_entry = false;

    for (;;) {
        struct bytes line;

        TRY(folded_lines_next(&directory->lines, &found));
        if (!found)
            return ASSAY_OK;
        line = directory->lines.text;
        if (line.size == 0) {
            named_rows_end(&directory->rows);
            in_entry = false;
        } else if (line.data[0] != '#') {
            in_entry = in_entry || word_is(bytes_front(line, 3), BYTES("dn:"));
            if (in_entry)
                TRY(read_attribute(directory));
        }
    }
}

/* The first line that says anything. */
static struct bytes first_line(struct bytes head)
{
    struct bytes line;

    while (bytes_take_line(&head, &line))
        if (line.size > 1 && line.data[0] != '#')
            return line;
    return bytes_of(NULL, 0);
}

static unsigned ldif_bid(const struct subject *subject)
{
    const struct bytes line = first_line(subject->head);
    const bool named = ends_in(subject->name, ".ldif") || ends_in(subject->name, ".ldf");

    if (bytes_starts(line, BYTES("dn: ")) || bytes_starts(line, BYTES("dn:: ")) ||
        (named && bytes_starts(line, BYTES("version:"))))
        return BID;
    return named && line.size > 0 ? BID_NAME : 0;
}

static enum assay_status ldif_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(directory_clear) struct directory directory = {.of_people = false};

    (void)subject;
    folded_lines_init(&directory.lines, cursor);
    buf_init(&directory.text, FOLDED_LINE_MOST);
    buf_init(&directory.name, 2 * (size_t)NAME_MOST);
    TRY(named_rows_init(&directory.rows, evidence, cursor->err));
    TRY(read_entries(&directory));
    named_rows_end(&directory.rows);
    if (!directory.of_people) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    named_rows_tell(&directory.rows);
    return ASSAY_OK;
}

const struct inspector inspect_ldif = {
    .format = "ldif", .kind = ASSAY_KIND_DATASET, .text = true, .bid = ldif_bid, .read = ldif_read};
