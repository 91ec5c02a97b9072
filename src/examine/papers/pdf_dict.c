/* pdf_dict.c - see pdf_dict.h. */

#include "examine/papers/pdf_dict.h"

#include "base/kit.h"

enum { OTHER, TYPE, SUBTYPE, FILTER, FIRST };

static bool is(struct bytes word, const char *name)
{
    return bytes_equal(word, bytes_text(name));
}

static void take_key(struct pdf_dict *dict, struct bytes name)
{
    dict->valued = false;
    dict->key = is(name, "Type")      ? TYPE
                : is(name, "Subtype") ? SUBTYPE
                : is(name, "Filter")  ? FILTER
                : is(name, "First")   ? FIRST
                                      : OTHER;
    dict->keys.wide |= is(name, "Width");
    dict->keys.high |= is(name, "Height");
    dict->keys.font |= is(name, "Length1");
    if (dict->key == FILTER) /* until a name says which */
        dict->keys.packing = PDF_UNREAD;
}

static void take_filter(struct pdf_dict *dict, struct bytes name)
{
    static const struct {
        const char *name;
        enum pdf_packing packing;
    } filters[] = {
        {"FlateDecode", PDF_DEFLATED},   {"Fl", PDF_DEFLATED},
        {"DCTDecode", PDF_PICTURE},      {"DCT", PDF_PICTURE},
        {"JPXDecode", PDF_PICTURE},      {"JBIG2Decode", PDF_PICTURE},
        {"CCITTFaxDecode", PDF_PICTURE}, {"CCF", PDF_PICTURE},
    };

    dict->keys.packing = PDF_UNREAD;
    for (size_t i = 0; i < ARRAY_LEN(filters) && dict->filters == 0; i++)
        if (is(name, filters[i].name))
            dict->keys.packing = filters[i].packing;
    dict->filters++;
}

static void take_value(struct pdf_dict *dict, struct bytes name)
{
    struct pdf_dict_keys *keys = &dict->keys;

    switch (dict->key) {
    case FILTER:
        take_filter(dict, name);
        break;
    case TYPE:
        keys->objects |= is(name, "ObjStm");
        keys->attached |= is(name, "Metadata") || is(name, "EmbeddedFile");
        break;
    case SUBTYPE:
        keys->image |= is(name, "Image");
        keys->font |= is(name, "Type1C") || is(name, "CIDFontType0C") || is(name, "OpenType");
        break;
    default:
        break;
    }
}

/* Values are names, or filters in a list; what lies deeper says nothing of the stream. */
static void take_name(struct pdf_dict *dict, struct bytes name)
{
    if (dict->depth == 1 && dict->valued) {
        take_key(dict, name);
        return;
    }
    if (!dict->valued && (dict->depth == 1 || (dict->depth == 2 && dict->key == FILTER)))
        take_value(dict, name);
    if (dict->depth == 1)
        dict->valued = true;
}

static void forget(struct pdf_dict *dict)
{
    dict->keys = (struct pdf_dict_keys){.packing = PDF_PLAIN};
    dict->filters = dict->depth = 0;
    dict->key = OTHER;
    dict->valued = true;
    dict->sound = false;
}

static void open(struct pdf_dict *dict, bool list)
{
    if (dict->depth == 0 && !list)
        forget(dict);
    dict->depth++;
}

static void close(struct pdf_dict *dict, bool list)
{
    if (dict->depth == 0) {
        dict->broken |= !list;
        dict->sound &= list;
        return;
    }
    dict->depth--;
    if (dict->depth == 1)
        dict->valued = true;
    else if (dict->depth == 0 && !list)
        dict->sound = !dict->broken;
}

static void take(void *state, enum pdf_token token, struct bytes word)
{
    struct pdf_dict *dict = state;

    switch (token) {
    case PDF_OPEN_DICT:
    case PDF_OPEN_LIST:
        open(dict, token == PDF_OPEN_LIST);
        return;
    case PDF_CLOSE_DICT:
    case PDF_CLOSE_LIST:
        close(dict, token == PDF_CLOSE_LIST);
        return;
    case PDF_NAME:
        take_name(dict, word);
        return;
    case PDF_NUMBER:
        if (dict->depth == 1 && !dict->valued && dict->key == FIRST && dict->lexer.number > 0)
            dict->keys.first = (uint64_t)dict->lexer.number;
        break;
    case PDF_WORD:
        if (dict->depth == 0 && is(word, "obj")) {
            forget(dict);
            dict->broken = false;
        }
        break;
    case PDF_STRING:
    case PDF_STRING_PART:
        break;
    }
    if (dict->depth == 1)
        dict->valued = true;
}

void pdf_dict_init(struct pdf_dict *dict)
{
    *dict = (struct pdf_dict){.valued = true};
    pdf_lexer_init(&dict->lexer, take, dict);
}

void pdf_dict_clear(struct pdf_dict *dict)
{
    pdf_lexer_clear(&dict->lexer);
}

void pdf_dict_start(struct pdf_dict *dict)
{
    pdf_lexer_start(&dict->lexer);
    forget(dict);
    dict->broken = false;
}

void pdf_dict_read(struct pdf_dict *dict, struct bytes text)
{
    pdf_lexer_read(&dict->lexer, text);
}
