/* setting_lines.c - see setting_lines.h. */

#include "examine/tables/setting_lines.h"

#include "base/kit.h"
#include "examine/text/text_hash.h"

enum {
    KEY_MOST = 64,
    RECORDS = 3, /* alike: two may be so by chance, as two jobs or two hosts are */
    KEYS_COMPARED = 2,
};

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static bool is_key_byte(uint8_t byte)
{
    return byte >= 0x80 || (byte >= '0' && byte <= '9') ||
           ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || byte == '_' || byte == '-' ||
           byte == '.' || byte == ' ' || byte == '"' || byte == '\'';
}

/* Without the quotes around it, or the comment behind it. */
static struct bytes value_of(struct bytes text, bool *hides)
{
    const uint8_t quote = text.size > 0 ? text.data[0] : 0;
    size_t end = 1;

    *hides = false;
    if (quote != '"' && quote != '\'') {
        for (size_t i = 0; i + 1 < text.size; i++)
            if (is_blank(text.data[i]) && (text.data[i + 1] == '#' || text.data[i + 1] == ';'))
                text.size = i;
        return bytes_trim(text, BYTES(" \t\r"));
    }
    while (end < text.size && text.data[end] != quote) {
        *hides |= quote == '"' && text.data[end] == '\\';
        end += quote == '"' && text.data[end] == '\\' ? 2 : 1;
    }
    return bytes_front(bytes_from(text, 1), end - 1);
}

/* key: value, or key = value. */
static void read_pair(struct bytes text, struct setting_line *out)
{
    size_t size = 0;

    while (size < text.size && is_key_byte(text.data[size]))
        size++;
    out->key = bytes_trim(bytes_of(text.data, size), BYTES(" \t\"'"));
    if (size == text.size || out->key.size == 0 || out->key.size > KEY_MOST ||
        (text.data[size] != ':' && text.data[size] != '=') ||
        (text.data[size] == ':' && size + 1 < text.size && !is_blank(text.data[size + 1])))
        return;
    out->value = bytes_trim(bytes_from(text, size + 1), BYTES(" \t\r"));
    out->form = SETTING_CELL;
    if (out->value.size == 0 || out->value.data[0] == '#')
        out->form = text.data[size] == ':' ? SETTING_HEAD : SETTING_OTHER;
    else
        out->value = value_of(out->value, &out->hides);
}

struct setting_line setting_line_read(struct bytes line)
{
    struct setting_line out = {.form = SETTING_OTHER};
    struct bytes text;

    while (out.indent < line.size && is_blank(line.data[out.indent]))
        out.indent++;
    text = bytes_trim(line, BYTES(" \t\r"));
    if (text.size == 0 || text.data[0] == '#' || text.data[0] == ';') {
        out.form = SETTING_BLANK;
    } else if (text.data[0] == '[' && text.data[text.size - 1] == ']') {
        out.form = SETTING_HEAD;
    } else if (text.data[0] == '-' && text.size > 1 && is_blank(text.data[1])) {
        read_pair(bytes_trim(bytes_from(text, 1), BYTES(" \t")), &out);
        out.form = out.form == SETTING_CELL ? SETTING_ITEM : SETTING_OTHER;
    } else {
        read_pair(text, &out);
    }
    return out;
}

/* The first keys of a record, once it is over; they tell what is alike. */
struct record {
    uint64_t keys[KEYS_COMPARED];
    size_t count;
};

static void add_key(struct record *record, struct bytes key)
{
    if (record->count < KEYS_COMPARED)
        record->keys[record->count++] = text_hash(key);
}

static bool are_alike(const struct record *one, const struct record *other)
{
    return one->count == KEYS_COMPARED && other->count == KEYS_COMPARED &&
           memcmp(one->keys, other->keys, sizeof one->keys) == 0;
}

bool setting_lines_are_records(struct bytes text, size_t *looked)
{
    struct record first = {.count = 0}, present = {.count = 0};
    const size_t all = text.size;
    size_t indent = 0, records = 0;
    enum setting_form form = SETTING_OTHER;
    struct bytes line;

    while (bytes_take_line(&text, &line)) {
        const struct setting_line read = setting_line_read(line);
        const bool begins = (read.form == SETTING_ITEM || read.form == SETTING_HEAD) &&
                            (records == 0 || read.indent == indent);

        *looked = all - text.size;
        if (begins) {
            if (records == 0) {
                form = read.form;
                indent = read.indent;
            }
            if (read.form != form || (records > 1 && !are_alike(&first, &present)))
                return false;
            if (records == 1)
                first = present;
            present = (struct record){.count = 0};
            records++;
        } else if (read.form != SETTING_BLANK && read.indent < indent) {
            return records == RECORDS && are_alike(&first, &present);
        }
        if (read.form == SETTING_ITEM || read.form == SETTING_CELL)
            add_key(&present, read.key);
        if (records == RECORDS && are_alike(&first, &present))
            return true;
        if (records == 0)
            return false;
    }
    return false;
}
