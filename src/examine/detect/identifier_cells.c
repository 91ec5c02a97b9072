/* identifier_cells.c - whether a cell goes with what its column's name says. Source:
 * docs/reference/detectors.md. */

#include "examine/detect/identifier_cells.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "base/word_list.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

enum {
    AGE_KEPT = 89, /* 45 CFR 164.514(b)(2)(i)(C): all ages over it */
    AGE_MOST = 125,
    YEAR_LEAST = 1900,
    YEAR_MOST = 2099,
    YEAR_OF_PAST = 2021, /* no clock: what is seen may not depend on the day */
    DECIMALS_LEAST = 4,  /* of a degree: 11 m */
    CODE_MOST = 40,
};

static bool is_letter(uint8_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static size_t count_digits(struct bytes text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += is_ascii_digit(text.data[i]);
    return count;
}

/* Digits in front, at most `most`. */
static size_t leading_digits(struct bytes text, size_t most)
{
    size_t count = 0;

    while (count < text.size && count < most && is_ascii_digit(text.data[count]))
        count++;
    return count;
}

enum cell_fit cell_any(struct bytes text)
{
    return text.size > 0 ? FIT_FORM : FIT_NONE;
}

enum cell_fit cell_account(struct bytes text)
{
    size_t digits = count_digits(text);

    for (size_t i = 0; i < text.size; i++)
        if (!is_ascii_digit(text.data[i]) && text.data[i] != ' ' && text.data[i] != '-')
            return FIT_NONE;
    return digits >= 6 && digits <= 17 ? FIT_FORM : FIT_NONE;
}

enum cell_fit cell_age(struct bytes text)
{
    unsigned age = 0;

    if (text.size == 0 || text.size > 3 || !all_digits(text))
        return FIT_NONE;
    for (size_t i = 0; i < text.size; i++)
        age = age * 10 + (text.data[i] - (unsigned)'0');
    return age > AGE_MOST ? FIT_NONE : age > AGE_KEPT ? FIT_STRONG : FIT_FORM;
}

enum cell_fit cell_card_code(struct bytes text)
{
    return (text.size == 3 || text.size == 4) && all_digits(text) ? FIT_FORM : FIT_NONE;
}

enum cell_fit cell_birth(struct bytes text)
{
    unsigned year = date_year(text);

    if (year < YEAR_LEAST || year > YEAR_MOST)
        return FIT_NONE;
    return year <= YEAR_OF_PAST ? FIT_STRONG : FIT_FORM;
}

enum cell_fit cell_code(struct bytes text)
{
    size_t digits = count_digits(text), blanks = 0;

    for (size_t i = 0; i < text.size; i++)
        blanks += text.data[i] == ' ';
    return text.size >= 3 && text.size <= CODE_MOST && digits > 0 && blanks <= 3 &&
                   !(digits + 1 == text.size && memchr(text.data, '.', text.size))
               ? FIT_FORM
               : FIT_NONE;
}

enum cell_fit cell_word(struct bytes text)
{
    if (text.size == 0 || text.size > 200 ||
        (count_digits(text) > 4 && memchr(text.data, '.', text.size)))
        return FIT_NONE;
    return FIT_FORM;
}

static bool is_phone_sign(uint8_t c)
{
    return (c >= '(' && c <= '/' && c != '*' && c != ',') || c == ' ';
}

/* As people write their own country's numbers, of which none is proven: digits with signs between
 * them, or a 0 in front. */
enum cell_fit cell_phone(struct bytes text)
{
    size_t digits = 0, signs = 0;

    for (size_t i = 0; i < text.size; i++) {
        digits += is_ascii_digit(text.data[i]);
        signs += is_phone_sign(text.data[i]);
    }
    if (digits + signs != text.size || digits < 7 || digits > 15 || date_year(text) != 0)
        return FIT_NONE;
    if (text.data[0] == '0' || text.data[0] == '+')
        return FIT_FORM;
    return signs > (memchr(text.data, '.', text.size) != NULL) && text.data[0] != '-' ? FIT_FORM
                                                                                      : FIT_NONE;
}

enum cell_fit cell_pin(struct bytes text)
{
    if (text.size != 16)
        return FIT_NONE;
    for (size_t i = 0; i < text.size; i++)
        if (!hex_is_digit(text.data[i]))
            return FIT_NONE;
    return FIT_FORM;
}

enum cell_fit cell_zip(struct bytes text)
{
    size_t signs = 0;

    if (text.size < 4 || text.size > 10 || count_digits(text) < 2)
        return FIT_NONE;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == ' ' || text.data[i] == '-')
            signs++;
        else if (!is_ascii_digit(text.data[i]) && !is_ascii_upper(text.data[i]))
            return FIT_NONE;
    }
    return signs <= 1 && text.size - signs <= 9 ? FIT_FORM : FIT_NONE;
}

/* The first three digits of a ZIP code, the rest masked or left out; a number has lost its zeros in
 * front. Areas of few people are those of the census of 2000, which guidance prints, and of 2010.
 */
enum cell_fit cell_zip_area(struct bytes text)
{
    static const unsigned short few[] = {36,  59,  63,  102, 203, 205, 369, 556, 692, 790,
                                         821, 823, 830, 831, 878, 879, 884, 890, 893};
    unsigned area = 0;
    size_t digits = leading_digits(text, 4);

    if (digits < 2 || digits > 3 || text.size > 5)
        return FIT_NONE;
    for (size_t i = 0; i < text.size; i++) {
        if (i < digits)
            area = area * 10 + (text.data[i] - (unsigned)'0');
        else if (text.data[i] != '*' && (text.data[i] | 0x20) != 'x')
            return FIT_NONE;
    }
    for (size_t i = 0; i < ARRAY_LEN(few); i++)
        if (few[i] == area)
            return FIT_STRONG;
    return FIT_FORM;
}

/* A number of degrees with its decimals, off the front of `text`; false where it is none. */
static bool take_degrees(struct bytes *text, int32_t *millionths)
{
    bool negative = text->size > 0 && text->data[0] == '-';
    size_t at = negative || (text->size > 0 && text->data[0] == '+');
    size_t whole = leading_digits(bytes_from(*text, at), 4), decimals;
    int32_t value = 0;

    if (whole == 0 || whole > 3 || at + whole >= text->size || text->data[at + whole] != '.')
        return false;
    decimals = leading_digits(bytes_from(*text, at + whole + 1), 32);
    if (decimals < DECIMALS_LEAST)
        return false;
    for (size_t i = 0; i < whole; i++)
        value = value * 10 + (text->data[at + i] - '0');
    for (size_t i = 0; i < 6; i++)
        value = value * 10 + (i < decimals ? text->data[at + whole + 1 + i] - '0' : 0);
    *millionths = negative ? -value : value;
    *text = bytes_from(*text, at + whole + 1 + decimals);
    return true;
}

bool cell_pair(struct bytes text, int32_t *latitude, int32_t *longitude)
{
    size_t between = 0;

    if (text.size > 0 && (text.data[0] == '(' || text.data[0] == '['))
        text = bytes_from(text, 1);
    if (!take_degrees(&text, latitude))
        return false;
    while (between < text.size && strchr(",; ", text.data[between]) && text.data[between])
        between++;
    text = bytes_from(text, between);
    return between > 0 && take_degrees(&text, longitude) &&
           (text.size == 0 || text.data[0] == ')' || text.data[0] == ']') &&
           *latitude >= -90000000 && *latitude <= 90000000 && *longitude >= -180000000 &&
           *longitude <= 180000000;
}

enum cell_fit cell_coordinate(struct bytes text)
{
    int32_t latitude, longitude;
    struct bytes rest = text;

    if (cell_pair(text, &latitude, &longitude))
        return FIT_STRONG;
    return take_degrees(&rest, &longitude) && rest.size == 0 && longitude >= -180000000 &&
                   longitude <= 180000000
               ? FIT_FORM
               : FIT_NONE;
}

/* A letter, a digit and a letter or digit, then a dot and up to four; the dot may be missing. */
enum cell_fit cell_icd(struct bytes text)
{
    size_t at = 3;

    if (text.size < 3 || text.size > 8 || !is_ascii_upper(text.data[0]) ||
        !is_ascii_digit(text.data[1]) || value_36(text.data[2]) > 11)
        return FIT_NONE;
    if (at < text.size && text.data[at] == '.') {
        at++;
        if (at == text.size)
            return FIT_NONE;
    }
    if (text.size - at > 4)
        return FIT_NONE;
    for (; at < text.size; at++)
        if (value_36(text.data[at]) > 35)
            return FIT_NONE;
    return FIT_FORM;
}

/* Sorted. */
static const char street_words[][12] = {
    "allee",  "alley",   "ave",     "avenida", "avenue", "blvd",   "boulevard", "calle", "chemin",
    "close",  "corso",   "court",   "ct",      "dr",     "drive",  "gasse",     "hwy",   "laan",
    "lane",   "ln",      "parkway", "piazza",  "pl",     "place",  "platz",     "plaza", "quai",
    "rd",     "road",    "route",   "rua",     "rue",    "square", "st",        "str",   "straat",
    "strada", "strasse", "street",  "terrace", "ulica",  "via",    "way",       "weg",
};

/* Compound words of German and Dutch end in it. */
static bool is_street(struct bytes word)
{
    static const char *const endings[] = {
        "strasse", "stra\xc3\x9f\x65", "straat", "weg", "platz", "gasse", "allee", "laan"};
    char lower[24];
    struct word whole = {0};
    size_t size = word.size;

    if (size < 2 || size >= sizeof lower)
        return false;
    for (size_t i = 0; i < size; i++)
        lower[i] = (char)(is_ascii_upper(word.data[i]) ? word.data[i] | 0x20 : word.data[i]);
    if (size < sizeof whole.text) {
        memcpy(whole.text, lower, size);
        if (words_have(street_words, &whole))
            return true;
    }
    if (!bytes_has(BYTES("egntz"), (uint8_t)lower[size - 1])) /* the last letters of all endings */
        return false;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (bytes_ends(bytes_of(lower, size), bytes_text(endings[i])))
            return true;
    return false;
}

/* The next word of letters (and bytes of UTF-8) from *at on; empty at the end. */
static struct bytes next_word(struct bytes text, size_t *at)
{
    size_t start;

    while (*at < text.size && !is_letter(text.data[*at]) && text.data[*at] < 0x80)
        ++*at;
    start = *at;
    while (*at < text.size && (is_letter(text.data[*at]) || text.data[*at] >= 0x80))
        ++*at;
    return bytes_of(text.data + start, *at - start);
}

enum cell_fit cell_address(struct bytes text)
{
    size_t words = 0, at = 0;
    bool street = false;

    if (text.size < 6 || text.size > 200 || count_digits(text) == 0 ||
        memchr(text.data, '@', text.size))
        return FIT_NONE;
    for (struct bytes word; (word = next_word(text, &at)).size > 0;) {
        words += word.size >= 2;
        street |= is_street(word);
    }
    return street ? FIT_STRONG : words >= 2 ? FIT_FORM : FIT_NONE;
}

/* Words of a name that begin small. */
static bool is_particle(struct bytes word)
{
    static const char *const particles[] = {"al", "bin", "da",  "de",  "del", "den", "der", "di",
                                            "do", "dos", "el",  "la",  "le",  "van", "von", "y",
                                            "zu", "ter", "ten", "ibn", "ben", "af",  "av"};

    if (word.size > 3 || is_ascii_upper(word.data[0]))
        return false;
    return bytes_is_one_of(word, particles, ARRAY_LEN(particles));
}

/* *called: it is one by which people are addressed, and nothing else is. */
static bool is_title(struct bytes word, bool *called)
{
    static const char *const common[] = {"Frau", "Herr", "Miss", "Mlle", "Mme", "Mr", "Mrs", "Ms"};
    static const char *const titles[] = {"Dr",  "M",   "Master", "Prof", "Rev",
                                         "Sig", "Sir", "Sr",     "Sra"};

    if (word.size >= sizeof "Master.")
        return false;
    if (word.size > 0 && word.data[word.size - 1] == '.')
        word.size--;
    for (size_t i = 0; i < ARRAY_LEN(common); i++)
        if (bytes_equal(word, bytes_text(common[i])))
            return *called = true;
    return bytes_is_one_of(word, titles, ARRAY_LEN(titles));
}

/* The word up to the next blank or comma; *text goes on behind it. */
static struct bytes take_word(struct bytes *text)
{
    size_t end = 0;
    struct bytes word;

    while (text->size > 0 && text->data[0] == ' ')
        *text = bytes_from(*text, 1);
    while (end < text->size && text->data[end] != ' ' && text->data[end] != ',')
        end++;
    word = bytes_of(text->data, end);
    *text = bytes_from(*text, end);
    return word;
}

/* Letters, and signs inside of names; begins with a capital, or beyond ASCII. */
static bool is_name_word(struct bytes word)
{
    for (size_t i = 0; i < word.size; i++)
        if (!is_letter(word.data[i]) && word.data[i] < 0x80 && word.data[i] != '\'' &&
            word.data[i] != '-' && word.data[i] != '.')
            return false;
    return is_ascii_upper(word.data[0]) || word.data[0] >= 0xc3;
}

/* One to four words with capitals, particles and a title aside; "Lee, Mrs. Ana (Anna Doe)" too. */
enum cell_fit cell_name(struct bytes text)
{
    struct bytes given = {0};
    size_t words = 0;
    bool turned = false, called = false;

    if (text.size < 2 || text.size > 60)
        return FIT_NONE;
    while (text.size > 0) {
        struct bytes word = take_word(&text);

        if (word.size > 0 && word.data[0] == '(' && (words > 1 || turned))
            break; /* another name of the same person */
        if (word.size > 0 && !is_particle(word) && !(given.size == 0 && is_title(word, &called))) {
            if (!is_name_word(word) || ++words > 4)
                return FIT_NONE;
            if (given.size == 0)
                given = word;
        }
        if (text.size > 0 && text.data[0] == ',') {
            if (turned || words == 0)
                return FIT_NONE;
            turned = true;
            given = bytes_of(NULL, 0);
            text = bytes_from(text, 1);
        }
    }
    if (words == 0)
        return FIT_NONE;
    return (called && (turned || words > 1)) || (given.size > 0 && is_given_name(given))
               ? FIT_STRONG
               : FIT_FORM;
}

/* The path names a user, or something in it is only one's own. */
enum cell_fit cell_user_url(struct bytes text)
{
    static const char *const marks[] = {
        "/u/", "/user", "/in/",  "/profile", "/people/", "/~",
        "/@",  "id=",   "user=", "email=",   "/member",  "/account"};
    const uint8_t *scheme = memmem(text.data, text.size, "://", 3);
    struct bytes path;
    const uint8_t *slash;

    if (!scheme || text.size > 2048)
        return FIT_NONE;
    path = bytes_from(text, (size_t)(scheme - text.data) + 3);
    slash = path.size ? memchr(path.data, '/', path.size) : NULL;
    if (!slash)
        return FIT_NONE;
    path = bytes_from(path, (size_t)(slash - path.data));
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (memmem(path.data, path.size, marks[i], strlen(marks[i])))
            return FIT_FORM;
    return path.size > 1 && memchr(path.data, '@', path.size) ? FIT_FORM : FIT_NONE;
}
