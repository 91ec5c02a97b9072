/* pdf_readings.c - ways to read a string of a PDF: names joined with fonts. See pdf_fonts.h. */

#include "examine/papers/pdf_fonts.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"

static int by_number(const void *a, const void *b)
{
    const struct pdf_font *left = a, *right = b;

    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

/* The first font that has the number, or what is behind it. */
static size_t first_of(const struct pdf_fonts *fonts, uint32_t number)
{
    size_t low = 0, high = fonts->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (fonts->fonts[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool same_letters(const struct pdf_letters *a, const struct pdf_letters *b)
{
    return a == b || (a && b && pdf_letters_equal(a, b));
}

static bool same_reading(const struct pdf_reading *a, const struct pdf_reading *b)
{
    return a->font->composite == b->font->composite && a->font->identity == b->font->identity &&
           a->font->unicode == b->font->unicode && same_letters(a->map, b->map) &&
           same_letters(a->glyphs, b->glyphs);
}

static void add_reading(struct pdf_fonts *fonts, const struct pdf_reading *reading)
{
    size_t same = 0;

    for (size_t i = fonts->reading_count; i > 0; i--) {
        if (fonts->readings[i - 1].name != reading->name)
            break;
        if (same_reading(&fonts->readings[i - 1], reading))
            return;
        same++;
    }
    if (same == PDF_READINGS) {
        fonts->full = true;
        return;
    }
    if (pdf_fonts_reserve(fonts, (void **)&fonts->readings, &fonts->reading_capacity,
                          fonts->reading_count, sizeof *fonts->readings, LIMIT_PDF_FONTS))
        fonts->readings[fonts->reading_count++] = *reading;
}

/* A CMap or an encoding that the file has in several versions is taken in each of them. */
static void add_readings(struct pdf_fonts *fonts, uint64_t name, struct pdf_font *font)
{
    struct pdf_reading reading = {.name = name, .font = font};
    bool mapped = false;

    if (font->glyphs > 0)
        reading.glyphs = &fonts->tables[font->glyphs - 1].letters;
    for (size_t i = 0; i < fonts->table_count && !reading.glyphs && font->encoding > 0; i++)
        if (fonts->tables[i].number == font->encoding)
            reading.glyphs = &fonts->tables[i].letters;
    for (size_t i = 0; i < fonts->map_count && font->to_unicode > 0; i++) {
        if (fonts->maps[i].number != font->to_unicode)
            continue;
        reading.map = &fonts->maps[i].letters;
        mapped = true;
        add_reading(fonts, &reading);
    }
    if (!mapped)
        add_reading(fonts, &reading);
}

/* Fonts that stand in the resources themselves get a number of their own, so that names have one
 * way to them. */
static void name_fonts(struct pdf_fonts *fonts)
{
    uint32_t own = UINT32_MAX;

    for (size_t i = 0; i < fonts->count; i++) {
        struct pdf_font *font = &fonts->fonts[i];

        if (font->number == 0 && font->name != 0) {
            font->number = own--;
            pdf_fonts_name(fonts, font->name, font->number);
        }
    }
}

void pdf_fonts_join(struct pdf_fonts *fonts)
{
    name_fonts(fonts);
    if (fonts->count > 0)
        qsort(fonts->fonts, fonts->count, sizeof *fonts->fonts, by_number);
    pdf_fonts_sort_names(fonts);
    for (size_t i = 0; i < fonts->name_count; i++) {
        const struct pdf_named *named = &fonts->names[i];

        for (size_t at = first_of(fonts, named->number);
             at < fonts->count && fonts->fonts[at].number == named->number; at++)
            add_readings(fonts, named->name, &fonts->fonts[at]);
    }
}

const struct pdf_reading *pdf_fonts_find(const struct pdf_fonts *fonts, uint64_t name,
                                         size_t *count)
{
    size_t low = 0, high = fonts->reading_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (fonts->readings[middle].name < name)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < fonts->reading_count && fonts->readings[low + *count].name == name)
        ++*count;
    return *count ? &fonts->readings[low] : NULL;
}

/* ---- text ---- */

static size_t width_of(const struct pdf_reading *reading)
{
    if (!reading->font->composite)
        return 1;
    if (reading->font->identity || reading->font->unicode)
        return 2;
    return reading->map && reading->map->width > 1 ? 2 : 1;
}

static bool add_glyph(const struct pdf_letters *glyphs, uint32_t code, struct buf *out)
{
    return glyphs && code < glyphs->count && glyphs->all[code] != PDF_NOT_A_LETTER &&
           pdf_letters_add(glyphs, code, out);
}

/* True where a code that no table has is a letter itself. */
static bool is_letter(const struct pdf_reading *reading, uint32_t code)
{
    const struct pdf_letters *glyphs = reading->glyphs;

    if (reading->font->unicode)
        return true;
    if (reading->font->composite)
        return !reading->font->identity && !reading->map;
    return !glyphs || code >= glyphs->count || glyphs->all[code] != PDF_NOT_A_LETTER;
}

void pdf_reading_add(const struct pdf_reading *reading, struct bytes string, struct buf *out,
                     struct pdf_tally *tally)
{
    const size_t width = width_of(reading);

    for (size_t i = 0; i + width <= string.size; i += width) {
        const uint32_t code =
            width == 1 ? string.data[i] : (uint32_t)string.data[i] << 8 | string.data[i + 1];
        char utf8[4];
        size_t size;

        tally->shown++;
        if (reading->map && pdf_letters_add(reading->map, code, out))
            continue;
        if (add_glyph(reading->glyphs, code, out))
            continue;
        size = is_letter(reading, code) ? utf8_encode(code, utf8) : 0;
        buf_add(out, size ? utf8 : "?", size ? size : 1);
        tally->unread += size == 0;
    }
}
