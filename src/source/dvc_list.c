/* dvc_list.c - reads a list of DVC in one pass: a data set of a million files is one such text. */

#include "source/dvc_list.h"

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"

enum { MD5_HEX = 32, FIRST_FILES = 64, MEMBERS_MAX = 64 };

struct reader {
    struct bytes text;
    size_t at;
    struct arena *arena;
    struct buf string; /* the last one that was read */
    struct dvc_list *list;
    size_t capacity;
    struct assay_error *err;
};

static void reader_clear(struct reader *reader)
{
    buf_clear(&reader->string);
}

static ASSAY_RESULT fail(const struct reader *reader, const char *why)
{
    return assay_fail(reader->err, ASSAY_EFORMAT, reader->at, "%s", why);
}

/* The next byte that is no blank; 0 at the end. */
static uint8_t peek(struct reader *reader)
{
    while (reader->at < reader->text.size &&
           bytes_has(BYTES(" \t\r\n"), reader->text.data[reader->at]))
        reader->at++;
    return reader->at < reader->text.size ? reader->text.data[reader->at] : 0;
}

static ASSAY_RESULT expect(struct reader *reader, uint8_t byte)
{
    if (peek(reader) != byte)
        return fail(reader, "the list is not the JSON that DVC writes");
    reader->at++;
    return ASSAY_OK;
}

static ASSAY_RESULT read_unit(struct reader *reader, uint32_t *unit)
{
    if (!hex_number(bytes_from(reader->text, reader->at), 4, unit))
        return fail(reader, "a \\u is not followed by 4 hex digits");
    reader->at += 4;
    return ASSAY_OK;
}

/* Behind "\u": one code point, of two halves where it is beyond 16 bits. */
static ASSAY_RESULT read_escape(struct reader *reader)
{
    uint32_t code, low;
    char utf8[4];
    size_t size;

    TRY(read_unit(reader, &code));
    if (code >= 0xd800 && code < 0xdc00 &&
        bytes_starts(bytes_from(reader->text, reader->at), BYTES("\\u"))) {
        reader->at += 2;
        TRY(read_unit(reader, &low));
        if (low < 0xdc00 || low > 0xdfff)
            return fail(reader, "half of a character stands alone");
        code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
    }
    size = code ? utf8_encode(code, utf8) : 0;
    if (size == 0)
        return fail(reader, "a name holds what is no character");
    buf_add(&reader->string, utf8, size);
    return ASSAY_OK;
}

static ASSAY_RESULT read_string(struct reader *reader)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";

    TRY(expect(reader, '"'));
    buf_reset(&reader->string);
    while (reader->at < reader->text.size) {
        uint8_t byte = reader->text.data[reader->at++];
        const char *known;

        if (byte == '"') {
            if (!utf8_valid(buf_bytes(&reader->string)))
                return fail(reader, "a name is not UTF-8");
            return buf_status(&reader->string, reader->err);
        }
        if (byte < ' ')
            break;
        if (byte != '\\') {
            buf_byte(&reader->string, byte);
            continue;
        }
        byte = reader->at < reader->text.size ? reader->text.data[reader->at++] : 0;
        known = byte ? strchr(from, byte) : NULL;
        if (byte == 'u')
            TRY(read_escape(reader));
        else if (known)
            buf_byte(&reader->string, (uint8_t)to[known - from]);
        else
            break;
    }
    return fail(reader, "a text of the list does not end");
}

/* A number or one of the three words: its value is of no matter here. */
static ASSAY_RESULT skip_word(struct reader *reader)
{
    size_t start = reader->at;

    while (reader->at < reader->text.size) {
        uint8_t byte = reader->text.data[reader->at];

        if (!(byte >= '0' && byte <= '9') && !(byte >= 'a' && byte <= 'z') &&
            !bytes_has(BYTES("+-.E"), byte))
            break;
        reader->at++;
    }
    return reader->at > start ? ASSAY_OK : fail(reader, "a member of the list has no value");
}

static ASSAY_RESULT read_member(struct reader *reader, struct dvc_file *file)
{
    bool md5, relpath;

    TRY(read_string(reader));
    md5 = bytes_equal(buf_bytes(&reader->string), BYTES("md5"));
    relpath = bytes_equal(buf_bytes(&reader->string), BYTES("relpath"));
    TRY(expect(reader, ':'));
    if (peek(reader) != '"')
        return md5 || relpath ? fail(reader, "a member is not a text") : skip_word(reader);
    TRY(read_string(reader));
    if (!md5 && !relpath)
        return ASSAY_OK;
    if (md5 ? file->md5 != NULL : file->relpath.data != NULL)
        return fail(reader, "a file of the list has a member twice");
    if (md5)
        file->md5 = arena_copy(reader->arena, buf_bytes(&reader->string));
    else
        file->relpath =
            bytes_of(arena_copy(reader->arena, buf_bytes(&reader->string)), reader->string.size);
    return (md5 ? (const void *)file->md5 : file->relpath.data) ? ASSAY_OK
                                                                : out_of_memory(reader->err);
}

static bool is_md5(const char *hex)
{
    uint8_t md5[MD5_HEX / 2];

    return hex && hex_decode(bytes_text(hex), md5, sizeof md5);
}

static ASSAY_RESULT read_file(struct reader *reader, struct dvc_file *file)
{
    size_t members = 0;

    *file = (struct dvc_file){0};
    TRY(expect(reader, '{'));
    do {
        if (++members > MEMBERS_MAX)
            return fail(reader, "a file of the list has too many members");
        TRY(read_member(reader, file));
    } while (peek(reader) == ',' && reader->at++ < SIZE_MAX);
    TRY(expect(reader, '}'));
    if (!is_md5(file->md5))
        return fail(reader, "a file of the list has no MD5 of 32 hex digits");
    if (file->relpath.size == 0 || bytes_has(file->relpath, 0))
        return fail(reader, "a file of the list has no name");
    return ASSAY_OK;
}

static ASSAY_RESULT add(struct reader *reader, const struct dvc_file *file)
{
    struct dvc_list *list = reader->list;

    if (list->count == LIMIT_DVC_FILES)
        return assay_fail(reader->err, ASSAY_ELIMIT, reader->at, "more than %u files",
                          LIMIT_DVC_FILES);
    if (list->count == reader->capacity) {
        size_t capacity = reader->capacity ? reader->capacity * 2 : FIRST_FILES;
        struct dvc_file *grown = arena_array(reader->arena, capacity, sizeof *grown);

        if (!grown)
            return out_of_memory(reader->err);
        if (list->count)
            memcpy(grown, list->files, list->count * sizeof *grown);
        list->files = grown;
        reader->capacity = capacity;
    }
    if (list->count && bytes_compare(list->files[list->count - 1].relpath, file->relpath) >= 0)
        list->sorted = false;
    list->files[list->count++] = *file;
    return ASSAY_OK;
}

enum assay_status dvc_list_parse(struct bytes text, struct arena *arena, struct dvc_list *out,
                                 struct assay_error *err)
{
    CLEANUP(reader_clear)
    struct reader reader = {.text = text, .arena = arena, .list = out, .err = err};
    struct dvc_file file;

    buf_init(&reader.string, LIMIT_NAME);
    *out = (struct dvc_list){.sorted = true};
    TRY(expect(&reader, '['));
    if (peek(&reader) != ']') {
        do {
            TRY(read_file(&reader, &file));
            TRY(add(&reader, &file));
        } while (peek(&reader) == ',' && reader.at++ < SIZE_MAX);
    }
    TRY(expect(&reader, ']'));
    if (peek(&reader) != 0 || reader.at < text.size)
        return fail(&reader, "something follows behind the list");
    return ASSAY_OK;
}
