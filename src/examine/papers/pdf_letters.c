/* pdf_letters.c - see pdf_letters.h. */

#include "examine/papers/pdf_letters.h"

#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "base/text.h"
#include "examine/papers/pdf_lexer.h"
#include "examine/text/text_hash.h"

enum {
    IN_TEXTS = 1 << 30,  /* code points are below */
    UNITS_MAX = 32,      /* bytes of UTF-16 that one code stands for */
    OPERANDS_MAX = 3,    /* of one entry */
    TEXTS_MAX = 1 << 20, /* bytes of letters that stand together */
    FIRST_COUNT = 256,
};

void pdf_letters_init(struct pdf_letters *letters)
{
    *letters = (struct pdf_letters){0};
    buf_init(&letters->texts, TEXTS_MAX);
}

void pdf_letters_clear(struct pdf_letters *letters)
{
    free(letters->all);
    buf_clear(&letters->texts);
    *letters = (struct pdf_letters){0};
}

/* Room costs as much as what fills it: a high code asks for all the room below it. */
static bool reserve(struct pdf_letters *letters, uint32_t code, uint64_t *budget)
{
    size_t count = letters->count ? letters->count : FIRST_COUNT;
    uint32_t *grown;

    if (code < letters->count)
        return true;
    while (count <= code)
        count *= 2;
    if (*budget < count - letters->count) {
        *budget = 0;
        return false;
    }
    *budget -= count - letters->count;
    grown = reallocarray(letters->all, count, sizeof *grown);
    if (!grown) {
        letters->out_of_memory = true;
        return false;
    }
    memset(grown + letters->count, 0, (count - letters->count) * sizeof *grown);
    letters->all = grown;
    letters->count = count;
    return true;
}

void pdf_letters_set(struct pdf_letters *letters, uint32_t code, uint32_t letter, uint64_t *budget)
{
    if (code < PDF_CODES_MOST && reserve(letters, code, budget))
        letters->all[code] = letter;
}

/* ---- CMaps ---- */

struct entry {
    uint8_t bytes[UNITS_MAX];
    size_t size;
};

struct reading {
    struct pdf_letters *letters;
    uint64_t *budget;
    enum { OUTSIDE, CODE_SPACES, LETTERS, RANGES } part;
    struct entry operands[OPERANDS_MAX];
    size_t count;
    bool full;     /* more letters stand together than are kept */
    bool list;     /* a range's letters stand one by one */
    uint32_t next; /* code of the list's next */
};

static uint32_t code_of(const struct entry *entry)
{
    uint32_t code = 0;

    for (size_t i = 0; i < entry->size && code < PDF_CODES_MOST; i++)
        code = code << 8 | entry->bytes[i];
    return code;
}

/* One code point of UTF-16; what is half of a pair stays so. */
static uint32_t next_letter(const struct entry *to, size_t *at)
{
    uint32_t first = (uint32_t)to->bytes[*at] << 8 | to->bytes[*at + 1], second;

    *at += 2;
    if (first < 0xd800 || first > 0xdbff || *at + 1 >= to->size)
        return first;
    second = (uint32_t)to->bytes[*at] << 8 | to->bytes[*at + 1];
    if (second < 0xdc00 || second > 0xdfff)
        return first;
    *at += 2;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

static void add_letter(struct buf *out, uint32_t letter)
{
    static const char *const joined[] = {"ff", "fi", "fl", "ffi", "ffl"};
    enum { JOINED_FIRST = 0xfb00 };
    char utf8[4];

    if (letter >= JOINED_FIRST && letter < JOINED_FIRST + ARRAY_LEN(joined))
        buf_text(out, joined[letter - JOINED_FIRST]);
    else
        buf_add(out, utf8, utf8_encode(letter, utf8));
}

/* `code` stands for `to`, whose last letter is `further` on. */
static void set(struct reading *reading, uint32_t code, const struct entry *to, uint32_t further)
{
    struct pdf_letters *letters = reading->letters;
    const size_t start = letters->texts.size;
    uint32_t letter = 0;
    bool together = false;
    size_t at = 0;

    if (to->size == 1)
        letter = to->bytes[0];
    while (at + 1 < to->size) {
        if (at > 0) {
            add_letter(&letters->texts, letter);
            together = true;
        }
        letter = next_letter(to, &at);
    }
    letter += further;
    if (together) {
        add_letter(&letters->texts, letter);
        buf_byte(&letters->texts, 0);
        letter = IN_TEXTS | (uint32_t)start;
    }
    if (together && letters->texts.status != ASSAY_OK)
        reading->full = true;
    else
        pdf_letters_set(letters, code, letter, reading->budget);
}

/* For a code, by the letters that it stands for: few bytes say many, of many codes. */
static bool pay(struct reading *reading, const struct entry *to)
{
    const uint64_t letters = to->size < 2 ? 1 : to->size / 2;

    if (*reading->budget < letters) {
        *reading->budget = 0;
        return false;
    }
    *reading->budget -= letters;
    return true;
}

static void read_range(struct reading *reading)
{
    const uint32_t first = code_of(&reading->operands[0]), last = code_of(&reading->operands[1]);

    for (uint32_t code = first;
         code <= last && code < PDF_CODES_MOST && pay(reading, &reading->operands[2]); code++)
        set(reading, code, &reading->operands[2], code - first);
}

static void take_string(struct reading *reading, struct bytes word)
{
    struct entry entry = {.size = word.size < UNITS_MAX ? word.size : UNITS_MAX};

    memcpy(entry.bytes, word.data, entry.size);
    if (reading->list) {
        if (pay(reading, &entry))
            set(reading, reading->next, &entry, 0);
        reading->next += reading->next < PDF_CODES_MOST;
        return;
    }
    reading->operands[reading->count++] = entry;
    if (reading->part == CODE_SPACES && reading->letters->width == 0)
        reading->letters->width = (unsigned)word.size;
    if (reading->part == LETTERS && reading->count == 2) {
        if (pay(reading, &reading->operands[1]))
            set(reading, code_of(&reading->operands[0]), &reading->operands[1], 0);
        reading->count = 0;
    } else if (reading->part == RANGES && reading->count == OPERANDS_MAX) {
        read_range(reading);
        reading->count = 0;
    }
    reading->count %= OPERANDS_MAX;
}

static void take(void *state, enum pdf_token token, struct bytes word)
{
    struct reading *reading = state;

    if (token == PDF_WORD) {
        reading->count = 0;
        reading->list = false;
        reading->part = bytes_equal(word, BYTES("begincodespacerange")) ? CODE_SPACES
                        : bytes_equal(word, BYTES("beginbfchar"))       ? LETTERS
                        : bytes_equal(word, BYTES("beginbfrange"))      ? RANGES
                                                                        : OUTSIDE;
    } else if (token == PDF_STRING && reading->part != OUTSIDE && word.size > 0) {
        take_string(reading, word);
    } else if (token == PDF_OPEN_LIST && reading->part == RANGES && reading->count == 2) {
        reading->list = true;
        reading->next = code_of(&reading->operands[0]);
        reading->count = 0;
    } else if (token == PDF_CLOSE_LIST) {
        reading->list = false;
    }
}

static void clear_lexer(struct pdf_lexer *lexer)
{
    pdf_lexer_clear(lexer);
}

bool pdf_letters_read(struct pdf_letters *letters, struct bytes cmap, uint64_t *budget)
{
    struct reading reading = {.letters = letters, .budget = budget};
    CLEANUP(clear_lexer) struct pdf_lexer lexer;

    pdf_lexer_init(&lexer, take, &reading);
    pdf_lexer_read(&lexer, cmap);
    letters->out_of_memory |=
        lexer.word.status != ASSAY_OK || letters->texts.status == ASSAY_ENOMEM;
    return *budget > 0 && !reading.full;
}

bool pdf_letters_add(const struct pdf_letters *letters, uint32_t code, struct buf *out)
{
    const uint32_t letter = code < letters->count ? letters->all[code] : 0;

    if (letter & IN_TEXTS)
        buf_text(out, (const char *)letters->texts.data + (letter & ~(uint32_t)IN_TEXTS));
    else if (letter > 0)
        add_letter(out, letter);
    return letter > 0;
}

uint64_t pdf_letters_hash(const struct pdf_letters *letters)
{
    return text_hash(
        bytes_of((const uint8_t *)letters->all, letters->count * sizeof *letters->all));
}

bool pdf_letters_equal(const struct pdf_letters *a, const struct pdf_letters *b)
{
    return a->count == b->count && a->width == b->width &&
           bytes_equal(buf_bytes(&a->texts), buf_bytes(&b->texts)) &&
           (a->count == 0 || memcmp(a->all, b->all, a->count * sizeof *a->all) == 0);
}
