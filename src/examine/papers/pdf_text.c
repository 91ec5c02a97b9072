/* pdf_text.c - see pdf_text.h. */

#include "examine/papers/pdf_text.h"

#include "base/kit.h"
#include "base/text.h"

enum {
    SHOWN_MAX = 1 << 20, /* bytes of a line that wait */
    OUT_MAX = 1 << 16,   /* of text that waits */
    SPACE = -180,        /* thousandths of the letters' size: a gap so wide is between words */
};

static void take(void *state, enum pdf_token token, struct bytes word);

void pdf_text_init(struct pdf_text *text, struct evidence *evidence, const struct pdf_fonts *fonts)
{
    *text = (struct pdf_text){.evidence = evidence, .fonts = fonts};
    pdf_lexer_init(&text->lexer, take, text);
    for (size_t i = 0; i < PDF_READINGS; i++)
        buf_init(&text->versions[i].out, SIZE_MAX);
}

void pdf_text_clear(struct pdf_text *text)
{
    pdf_lexer_clear(&text->lexer);
    for (size_t i = 0; i < PDF_READINGS; i++)
        buf_clear(&text->versions[i].out);
}

static void hand_on(struct pdf_text *text, struct pdf_version *version)
{
    if (version->out.size > 0)
        evidence_value(text->evidence, EVIDENCE_NO_COLUMN, 0, text->at, buf_bytes(&version->out));
    buf_reset(&version->out);
}

void pdf_text_end(struct pdf_text *text)
{
    pdf_lexer_end(&text->lexer);
    for (size_t i = 0; i < PDF_READINGS; i++)
        hand_on(text, &text->versions[i]);
}

void pdf_text_start(struct pdf_text *text, uint64_t at, bool page)
{
    pdf_text_end(text);
    text->at = at;
    text->page = page;
    text->arrays = text->dictionaries = 0;
    text->shown = false;
    text->height = 0;
    for (size_t i = 0; i < PDF_READINGS; i++)
        text->versions[i].line = false;
}

enum assay_status pdf_text_status(const struct pdf_text *text, struct assay_error *err)
{
    TRY(buf_status(&text->lexer.word, err));
    for (size_t i = 0; i < PDF_READINGS; i++)
        TRY(buf_status(&text->versions[i].out, err));
    return ASSAY_OK;
}

static void end_line_of(struct pdf_text *text, struct pdf_version *version)
{
    if (version->line)
        buf_byte(&version->out, '\n');
    version->line = false;
    if (version->out.size > OUT_MAX)
        hand_on(text, version);
}

static void end_line(struct pdf_text *text)
{
    for (size_t i = 0; i < PDF_READINGS; i++)
        end_line_of(text, &text->versions[i]);
}

/* ---- strings ---- */

static void add_character(struct buf *out, uint32_t code)
{
    char utf8[4];
    size_t size = utf8_encode(code, utf8);

    buf_add(out, size ? utf8 : "?", size ? size : 1);
}

static void add_plain(struct bytes word, struct buf *out)
{
    if (bytes_starts(word, BYTES("\xfe\xff"))) {
        for (size_t i = 2; i + 1 < word.size; i += 2)
            add_character(out, (uint32_t)word.data[i] << 8 | word.data[i + 1]);
    } else {
        for (size_t i = 0; i < word.size; i++)
            add_character(out, word.data[i]);
    }
}

/* Versions but the first have only what reads in several ways: else all would count again. */
static void take_string(struct pdf_text *text, struct bytes word)
{
    const bool by_font = text->page && text->dictionaries == 0 && text->font.count > 0;
    const size_t count = by_font ? text->font.count : 1;
    struct pdf_tally least = {0};

    if (!text->shown && text->arrays == 0)
        end_line(text);
    for (size_t i = 0; i < PDF_READINGS; i++) {
        struct pdf_version *version = &text->versions[i];

        if (i >= count) {
            end_line_of(text, version);
            continue;
        }
        if (by_font) {
            struct pdf_tally tally = {0};

            pdf_reading_add(&text->font.readings[i], word, &version->out, &tally);
            if (i == 0 || tally.unread < least.unread)
                least = tally;
        } else {
            add_plain(word, &version->out);
        }
        version->line |= word.size > 0;
        if (version->out.size > SHOWN_MAX)
            hand_on(text, version);
    }
    text->tally.shown += least.shown;
    text->tally.unread += least.unread;
    text->shown = false;
}

/* ---- operators ---- */

static bool is(struct bytes word, const char *name)
{
    return bytes_equal(word, bytes_text(name));
}

static void save_font(struct pdf_text *text)
{
    if (text->saved_count < ARRAY_LEN(text->saved))
        text->saved[text->saved_count] = text->font;
    text->saved_count += text->saved_count < SIZE_MAX;
}

static void restore_font(struct pdf_text *text)
{
    text->saved_count -= text->saved_count > 0;
    if (text->saved_count < ARRAY_LEN(text->saved))
        text->font = text->saved[text->saved_count];
}

static void count_shown(struct pdf_text *text)
{
    struct pdf_tally *tally = text->font.count ? &text->font.readings[0].font->tally : NULL;

    if (tally) {
        tally->shown += text->tally.shown;
        tally->unread += text->tally.unread;
    }
}

/* A line ends where the next text is set at another height. */
static void operate(struct pdf_text *text, struct bytes word)
{
    const bool shows = is(word, "Tj") || is(word, "TJ") || is(word, "'") || is(word, "\"");
    const int64_t number = text->lexer.number;

    if (is(word, "Tm") && number != text->height) {
        text->height = number;
        end_line(text);
    } else if (is(word, "T*") || ((is(word, "Td") || is(word, "TD")) && number != 0) ||
               is(word, "R") || is(word, "obj")) {
        end_line(text);
    } else if (is(word, "Tf")) {
        text->font.readings = pdf_fonts_find(text->fonts, text->name, &text->font.count);
    } else if (is(word, "q")) {
        save_font(text);
    } else if (is(word, "Q")) {
        restore_font(text);
    }
    if (shows)
        count_shown(text);
    text->tally = (struct pdf_tally){0};
    text->shown |= shows;
}

static void take_number(struct pdf_text *text)
{
    if (text->arrays == 0 || text->lexer.number >= SPACE)
        return;
    for (size_t i = 0; i < PDF_READINGS; i++)
        if (text->versions[i].line)
            buf_byte(&text->versions[i].out, ' ');
}

static void take(void *state, enum pdf_token token, struct bytes word)
{
    struct pdf_text *text = state;

    switch (token) {
    case PDF_STRING:
    case PDF_STRING_PART:
        take_string(text, word);
        text->shown = token == PDF_STRING_PART; /* the line goes on */
        return;
    case PDF_NAME:
        if (text->page)
            text->name = pdf_fonts_hash(word);
        return;
    case PDF_NUMBER:
        take_number(text);
        return;
    case PDF_WORD:
        operate(text, word);
        return;
    case PDF_OPEN_LIST:
        if (!text->shown && text->arrays == 0)
            end_line(text);
        text->arrays++;
        return;
    case PDF_CLOSE_LIST:
        text->arrays -= text->arrays > 0;
        return;
    case PDF_OPEN_DICT:
        text->dictionaries++;
        return;
    case PDF_CLOSE_DICT:
        text->dictionaries -= text->dictionaries > 0;
    }
}

void pdf_text_read(struct pdf_text *text, struct bytes bytes)
{
    pdf_lexer_read(&text->lexer, bytes);
}
