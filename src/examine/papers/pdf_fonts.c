/* pdf_fonts.c - see pdf_fonts.h. */

#include "examine/papers/pdf_fonts.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/papers/pdf_glyphs.h"
#include "examine/text/text_hash.h"

static void free_tables(struct pdf_table *tables, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pdf_letters_clear(&tables[i].letters);
    free(tables);
}

void pdf_fonts_clear(struct pdf_fonts *fonts)
{
    pdf_lexer_clear(&fonts->lexer);
    free_tables(fonts->maps, fonts->map_count);
    free_tables(fonts->tables, fonts->table_count);
    free(fonts->fonts);
    free(fonts->names);
    free(fonts->readings);
}

bool pdf_fonts_reserve(struct pdf_fonts *fonts, void **all, size_t *capacity, size_t count,
                       size_t each, size_t most)
{
    const size_t wanted = *capacity ? 2 * *capacity : 16;
    void *grown;

    if (count >= most) {
        fonts->full = true;
        return false;
    }
    if (count < *capacity)
        return true;
    grown = reallocarray(*all, wanted, each);
    if (!grown) {
        fonts->out_of_memory = true;
        return false;
    }
    *all = grown;
    *capacity = wanted;
    return true;
}

static struct pdf_letters *new_table(struct pdf_fonts *fonts, struct pdf_table **all,
                                     size_t *capacity, size_t *count, uint32_t number)
{
    struct pdf_table *table;

    if (!pdf_fonts_reserve(fonts, (void **)all, capacity, *count, sizeof **all, LIMIT_PDF_FONTS))
        return NULL;
    table = &(*all)[(*count)++];
    table->number = number;
    table->order = *count;
    pdf_letters_init(&table->letters);
    return &table->letters;
}

/* ---- names ---- */

static int by_name(const void *a, const void *b)
{
    const struct pdf_named *left = a, *right = b;

    if (left->name != right->name)
        return left->name < right->name ? -1 : 1;
    return (left->number > right->number) - (left->number < right->number);
}

void pdf_fonts_sort_names(struct pdf_fonts *fonts)
{
    size_t kept = 0;

    if (fonts->name_count > 0)
        qsort(fonts->names, fonts->name_count, sizeof *fonts->names, by_name);
    for (size_t i = 0; i < fonts->name_count; i++)
        if (kept == 0 || by_name(&fonts->names[i], &fonts->names[kept - 1]) != 0)
            fonts->names[kept++] = fonts->names[i];
    fonts->name_count = kept;
}

void pdf_fonts_name(struct pdf_fonts *fonts, uint64_t name, uint32_t number)
{
    if (fonts->name_count == LIMIT_PDF_NAMES && !fonts->names_full) {
        pdf_fonts_sort_names(fonts);
        fonts->names_full = fonts->name_count > LIMIT_PDF_NAMES / 2;
    }
    if (pdf_fonts_reserve(fonts, (void **)&fonts->names, &fonts->name_capacity, fonts->name_count,
                          sizeof *fonts->names, LIMIT_PDF_NAMES))
        fonts->names[fonts->name_count++] = (struct pdf_named){name, number};
}

/* ---- dictionaries ---- */

static bool is(struct bytes word, const char *name)
{
    return bytes_equal(word, bytes_text(name));
}

uint64_t pdf_fonts_hash(struct bytes name)
{
    return text_hash(name);
}

static struct pdf_frame *frame_of(struct pdf_fonts *fonts)
{
    return fonts->depth > 0 && fonts->depth <= PDF_DICT_DEPTH ? &fonts->frames[fonts->depth - 1]
                                                              : NULL;
}

static void take_key(struct pdf_fonts *fonts, struct pdf_frame *frame, struct bytes name)
{
    frame->key = pdf_fonts_hash(name);
    frame->valued = false;
    frame->encoding = is(name, "Encoding");
    frame->is_to_unicode = is(name, "ToUnicode");
    frame->is_type = is(name, "Type") || is(name, "Subtype");
    frame->is_differences = is(name, "Differences");
    frame->font.is_font |= frame->is_to_unicode || is(name, "BaseFont") || is(name, "CharProcs");
    fonts->code = 0;
}

static void take_name_value(struct pdf_frame *frame, struct bytes name)
{
    frame->valued = true;
    if (frame->is_type) {
        frame->font.is_font |= is(name, "Font");
        frame->font.composite |= is(name, "Type0");
    } else if (frame->encoding || frame->is_to_unicode) {
        const bool identity = is(name, "Identity-H") || is(name, "Identity-V");

        frame->font.unicode |= frame->is_to_unicode && identity;
        frame->font.identity |= frame->encoding && identity;
        for (size_t i = 0; i + 4 <= name.size; i++)
            frame->font.unicode |=
                memcmp(name.data + i, "UCS2", 4) == 0 || memcmp(name.data + i, "UTF1", 4) == 0;
    }
}

/* An element of /Differences: each glyph has the code behind the last one's. */
static void take_glyph(struct pdf_fonts *fonts, struct pdf_font *font, struct bytes name)
{
    const uint32_t letter = pdf_glyph(name);
    const uint32_t code = fonts->code;

    fonts->code += code <= UINT8_MAX;
    if (code > UINT8_MAX || is(name, ".notdef"))
        return;
    if (font->glyphs == 0) {
        if (!new_table(fonts, &fonts->tables, &fonts->table_capacity, &fonts->table_count,
                       fonts->object))
            return;
        font->glyphs = fonts->table_count;
    }
    pdf_letters_set(&fonts->tables[font->glyphs - 1].letters, code,
                    letter ? letter : PDF_NOT_A_LETTER, &fonts->budget);
}

static void take_name(struct pdf_fonts *fonts, struct bytes name)
{
    struct pdf_frame *frame = frame_of(fonts);

    if (!frame)
        return;
    if (frame->lists > 0) {
        if (frame->is_differences)
            take_glyph(fonts, &frame->font, name);
    } else if (frame->key == 0 || frame->valued) {
        take_key(fonts, frame, name);
    } else {
        take_name_value(frame, name);
    }
}

static void take_number(struct pdf_fonts *fonts)
{
    struct pdf_frame *frame = frame_of(fonts);
    const int64_t number = fonts->lexer.number;

    fonts->before[0] = fonts->before[1];
    fonts->before[1] = number > 0 ? (uint32_t)number : 0;
    fonts->code = fonts->before[1];
    if (frame && frame->lists == 0)
        frame->valued = true;
}

static void take_reference(struct pdf_fonts *fonts)
{
    struct pdf_frame *frame = frame_of(fonts);
    const uint32_t number = fonts->before[0];

    if (!frame || frame->lists > 0)
        return;
    if (frame->is_to_unicode) {
        frame->font.to_unicode = number;
    } else if (frame->encoding) {
        frame->font.encoding = number;
    } else {
        pdf_fonts_name(fonts, frame->key, number);
    }
}

static void begin_object(struct pdf_fonts *fonts, uint32_t number)
{
    fonts->object = number;
    fonts->depth = 0;
}

static void open_dictionary(struct pdf_fonts *fonts)
{
    struct pdf_frame *frame = frame_of(fonts);

    if (frame)
        frame->valued = true;
    fonts->depth++;
    frame = frame_of(fonts);
    if (frame)
        *frame = (struct pdf_frame){0};
}

static void close_dictionary(struct pdf_fonts *fonts)
{
    struct pdf_frame *frame = frame_of(fonts), *around;

    fonts->depth -= fonts->depth > 0;
    around = frame_of(fonts);
    if (!frame)
        return;
    if (around && around->encoding)
        around->font.glyphs = frame->font.glyphs;
    if (!frame->font.is_font ||
        !pdf_fonts_reserve(fonts, (void **)&fonts->fonts, &fonts->capacity, fonts->count,
                           sizeof *fonts->fonts, LIMIT_PDF_FONTS))
        return;
    frame->font.name = around ? around->key : 0;
    frame->font.number = around ? 0 : fonts->object;
    frame->font.order = fonts->count;
    fonts->fonts[fonts->count++] = frame->font;
}

static void take(void *state, enum pdf_token token, struct bytes word)
{
    struct pdf_fonts *fonts = state;
    struct pdf_frame *frame = frame_of(fonts);

    switch (token) {
    case PDF_NAME:
        take_name(fonts, word);
        return;
    case PDF_NUMBER:
        take_number(fonts);
        return;
    case PDF_WORD:
        if (is(word, "R"))
            take_reference(fonts);
        else if (is(word, "obj"))
            begin_object(fonts, fonts->before[0]);
        else if (frame)
            frame->valued = true;
        return;
    case PDF_STRING:
    case PDF_STRING_PART:
        if (frame)
            frame->valued = true;
        return;
    case PDF_OPEN_LIST:
        if (frame)
            frame->lists++;
        return;
    case PDF_CLOSE_LIST:
        if (frame) {
            frame->lists -= frame->lists > 0;
            frame->valued = true;
        }
        return;
    case PDF_OPEN_DICT:
        open_dictionary(fonts);
        return;
    case PDF_CLOSE_DICT:
        close_dictionary(fonts);
    }
}

void pdf_fonts_init(struct pdf_fonts *fonts)
{
    *fonts = (struct pdf_fonts){.budget = LIMIT_PDF_CODES};
    pdf_lexer_init(&fonts->lexer, take, fonts);
}

void pdf_fonts_start(struct pdf_fonts *fonts, uint32_t number)
{
    pdf_lexer_start(&fonts->lexer);
    begin_object(fonts, number);
}

void pdf_fonts_read(struct pdf_fonts *fonts, struct bytes bytes)
{
    pdf_lexer_read(&fonts->lexer, bytes);
}

/* ---- maps ---- */

static int by_map(const void *a, const void *b)
{
    const struct pdf_font *left = a, *right = b;

    return (left->to_unicode > right->to_unicode) - (left->to_unicode < right->to_unicode);
}

void pdf_fonts_gathered(struct pdf_fonts *fonts)
{
    if (fonts->count > 0)
        qsort(fonts->fonts, fonts->count, sizeof *fonts->fonts, by_map);
}

bool pdf_fonts_wants(const struct pdf_fonts *fonts, uint32_t number)
{
    const struct pdf_font wanted = {.to_unicode = number};

    return number > 0 && fonts->count > 0 &&
           bsearch(&wanted, fonts->fonts, fonts->count, sizeof wanted, by_map) != NULL;
}

void pdf_fonts_map(struct pdf_fonts *fonts, uint32_t number, struct bytes cmap)
{
    struct pdf_letters *letters =
        new_table(fonts, &fonts->maps, &fonts->map_capacity, &fonts->map_count, number);

    if (!letters)
        return;
    fonts->full |= !pdf_letters_read(letters, cmap, &fonts->budget);
    fonts->out_of_memory |= letters->out_of_memory;
}
