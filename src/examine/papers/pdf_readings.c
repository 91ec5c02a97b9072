/* pdf_readings.c - ways to read a string of a PDF: names joined with fonts. See pdf_fonts.h. */

#include "examine/papers/pdf_fonts.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/search.h"
#include "base/text.h"

static int by_number(const void *a, const void *b)
{
    const struct pdf_font *left = a, *right = b;

    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

static int order_font(const void *number, const void *font)
{
    const uint32_t wanted = *(const uint32_t *)number,
                   has = ((const struct pdf_font *)font)->number;

    return (wanted > has) - (wanted < has);
}

static int order_map(const void *number, const void *map)
{
    const uint32_t wanted = *(const uint32_t *)number,
                   has = ((const struct pdf_table *)map)->number;

    return (wanted > has) - (wanted < has);
}

static int order_reading(const void *name, const void *reading)
{
    const uint64_t wanted = *(const uint64_t *)name,
                   has = ((const struct pdf_reading *)reading)->name;

    return (wanted > has) - (wanted < has);
}

/* The first font that has the number, or what is behind it. */
static size_t first_font(const struct pdf_fonts *fonts, uint32_t number)
{
    return search_first(&number, fonts->fonts, fonts->count, sizeof *fonts->fonts, order_font);
}

static size_t first_map(const struct pdf_fonts *fonts, uint32_t number)
{
    return search_first(&number, fonts->maps, fonts->map_count, sizeof *fonts->maps, order_map);
}

static bool same_reading(const struct pdf_reading *a, const struct pdf_reading *b)
{
    return a->font->composite == b->font->composite && a->font->identity == b->font->identity &&
           a->font->unicode == b->font->unicode && a->map == b->map && a->glyphs == b->glyphs;
}

/* False where no more of the name, or of any, are taken. */
static bool add_reading(struct pdf_fonts *fonts, const struct pdf_reading *reading)
{
    size_t same = 0;

    for (size_t i = fonts->reading_count; i > 0; i--) {
        if (fonts->readings[i - 1].name != reading->name)
            break;
        if (same_reading(&fonts->readings[i - 1], reading))
            return true;
        same++;
    }
    if (same == PDF_READINGS) {
        fonts->full = true;
        return false;
    }
    if (!pdf_fonts_reserve(fonts, (void **)&fonts->readings, &fonts->reading_capacity,
                           fonts->reading_count, sizeof *fonts->readings, LIMIT_PDF_FONTS))
        return false;
    fonts->readings[fonts->reading_count++] = *reading;
    return true;
}

static bool has_map(const struct pdf_fonts *fonts, size_t at, uint32_t number)
{
    return number > 0 && at < fonts->map_count && fonts->maps[at].number == number;
}

/* A CMap that the file has in several versions is taken in each of them. */
static bool add_readings(struct pdf_fonts *fonts, uint64_t name, struct pdf_font *font)
{
    struct pdf_reading reading = {.name = name, .font = font};
    size_t at = first_map(fonts, font->to_unicode);

    if (font->glyphs > 0)
        reading.glyphs = fonts->tables[font->glyphs - 1].same;
    do {
        if (has_map(fonts, at, font->to_unicode))
            reading.map = fonts->maps[at++].same;
        if (!add_reading(fonts, &reading))
            return false;
    } while (has_map(fonts, at, font->to_unicode));
    return true;
}

/* ---- what is equal counts once ---- */

static int by_table(const void *a, const void *b)
{
    const struct pdf_table *left = a, *right = b;

    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

static bool same_table(const struct pdf_table *a, const struct pdf_table *b)
{
    return a->hash == b->hash && pdf_letters_equal(&a->letters, &b->letters);
}

/* Versions of a CMap that are alike are one, and few of the others are kept. */
static void keep_different_maps(struct pdf_fonts *fonts)
{
    size_t kept = 0, first = 0;

    for (size_t i = 0; i < fonts->map_count; i++) {
        struct pdf_table *map = &fonts->maps[i];
        size_t k;

        map->hash = pdf_letters_hash(&map->letters);
        if (kept == 0 || fonts->maps[kept - 1].number != map->number)
            first = kept;
        for (k = first; k < kept && !same_table(&fonts->maps[k], map);)
            k++;
        if (k == kept && kept - first < PDF_READINGS) {
            fonts->maps[kept++] = *map;
        } else {
            fonts->full |= k == kept;
            pdf_letters_clear(&map->letters);
        }
    }
    fonts->map_count = kept;
}

/* Readings are compared for each name: what is equal is known by its place from here on. */
static void find_same(struct pdf_table *tables, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        tables[i].hash = pdf_letters_hash(&tables[i].letters);
        tables[i].same = &tables[i].letters;
        for (size_t k = 0; k < i && tables[i].same == &tables[i].letters; k++)
            if (tables[k].same == &tables[k].letters && same_table(&tables[k], &tables[i]))
                tables[i].same = &tables[k].letters;
    }
}

/* An encoding that is an object of its own. */
static void find_encodings(struct pdf_fonts *fonts)
{
    for (size_t i = 0; i < fonts->count; i++)
        for (size_t k = 0; k < fonts->table_count && fonts->fonts[i].glyphs == 0; k++)
            if (fonts->fonts[i].encoding > 0 && fonts->tables[k].number == fonts->fonts[i].encoding)
                fonts->fonts[i].glyphs = k + 1;
}

static bool same_font(const struct pdf_fonts *fonts, const struct pdf_font *a,
                      const struct pdf_font *b)
{
    return a->composite == b->composite && a->identity == b->identity && a->unicode == b->unicode &&
           a->to_unicode == b->to_unicode &&
           (a->glyphs == b->glyphs ||
            (a->glyphs > 0 && b->glyphs > 0 &&
             fonts->tables[a->glyphs - 1].same == fonts->tables[b->glyphs - 1].same));
}

/* Versions of a font that read alike are one, and few of the others are kept. */
static void keep_different_fonts(struct pdf_fonts *fonts)
{
    size_t kept = 0, first = 0;

    for (size_t i = 0; i < fonts->count; i++) {
        const struct pdf_font font = fonts->fonts[i];
        size_t k;

        if (kept == 0 || fonts->fonts[kept - 1].number != font.number)
            first = kept;
        for (k = first; k < kept && !same_font(fonts, &fonts->fonts[k], &font);)
            k++;
        if (k == kept && kept - first < PDF_READINGS)
            fonts->fonts[kept++] = font;
        else if (k == kept)
            fonts->full = true;
    }
    fonts->count = kept;
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
    find_encodings(fonts);
    if (fonts->map_count > 0)
        qsort(fonts->maps, fonts->map_count, sizeof *fonts->maps, by_table);
    keep_different_maps(fonts);
    find_same(fonts->maps, fonts->map_count);
    find_same(fonts->tables, fonts->table_count);
    if (fonts->count > 0)
        qsort(fonts->fonts, fonts->count, sizeof *fonts->fonts, by_number);
    keep_different_fonts(fonts);
    pdf_fonts_sort_names(fonts);
    for (size_t i = 0; i < fonts->name_count && fonts->reading_count < LIMIT_PDF_FONTS; i++) {
        const struct pdf_named *named = &fonts->names[i];
        bool more = true;

        for (size_t at = first_font(fonts, named->number);
             more && at < fonts->count && fonts->fonts[at].number == named->number; at++)
            more = add_readings(fonts, named->name, &fonts->fonts[at]);
    }
    fonts->full |= fonts->reading_count == LIMIT_PDF_FONTS;
}

const struct pdf_reading *pdf_fonts_find(const struct pdf_fonts *fonts, uint64_t name,
                                         size_t *count)
{
    const size_t low = search_first(&name, fonts->readings, fonts->reading_count,
                                    sizeof *fonts->readings, order_reading);

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
