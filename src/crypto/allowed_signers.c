/* allowed_signers.c - whose key is whose. Source: ssh-keygen(1), "ALLOWED SIGNERS". */

#include "crypto/allowed_signers.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "crypto/ssh_key.h"

struct signer {
    const char *principals;
    struct bytes key;
    bool authority;          /* the key certifies others, and signs nothing itself */
    struct bytes namespaces; /* patterns; without `data`: any */
    int64_t after, before;   /* both included; where nothing is said, all of time */
    bool has_after, has_before;
};

struct allowed_signers {
    struct arena *arena;
    struct buf memory; /* of struct signer */
    char path[1024];
};

/* What is read, line by line. */
struct reading {
    struct allowed_signers *out;
    uint32_t line;
    struct bytes text; /* what is left of the line */
    struct assay_error *err;
};

void allowed_signers_free(struct allowed_signers *signers)
{
    if (!signers)
        return;
    arena_free(signers->arena);
    buf_clear(&signers->memory);
    free(signers);
}

void allowed_signers_freep(struct allowed_signers **signers)
{
    allowed_signers_free(*signers);
}

static ASSAY_RESULT fail(const struct reading *reading, const char *text)
{
    enum assay_status status = assay_fail(reading->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s", text);

    assay_error_id(reading->err, "signers.format");
    assay_error_path(reading->err, reading->out->path);
    assay_error_at(reading->err, reading->line, 0, "");
    assay_error_why(reading->err, "a line is: principals, options, kind of key, key");
    assay_error_do(reading->err, "man ssh-keygen, \"ALLOWED SIGNERS\"");
    return status;
}

static ASSAY_RESULT fail_memory(const struct reading *reading)
{
    return assay_fail(reading->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for signers");
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static void skip_blanks(struct reading *reading)
{
    while (reading->text.size > 0 && is_blank(reading->text.data[0]))
        reading->text = bytes_from(reading->text, 1);
}

/* The word at the front, and the blanks behind it. */
static struct bytes take_word(struct reading *reading)
{
    struct bytes word = bytes_of(reading->text.data, 0);

    while (word.size < reading->text.size && !is_blank(word.data[word.size]))
        word.size++;
    reading->text = bytes_from(reading->text, word.size);
    skip_blanks(reading);
    return word;
}

/* Room for what stands between the quotes: options may be many, and each is copied. */
static size_t quoted_size(struct bytes text)
{
    size_t at = 1;

    while (at < text.size && text.data[at] != '"')
        at += text.data[at] == '\\' && at + 1 < text.size && text.data[at + 1] == '"' ? 2 : 1;
    return at;
}

/* What stands between quotes at the front; a quote inside has a backslash before it. */
static ASSAY_RESULT take_quoted(struct reading *reading, struct bytes *out)
{
    size_t size = 0, at = 1;
    char *to;

    if (reading->text.size == 0 || reading->text.data[0] != '"')
        return fail(reading, "the value of an option stands between quotes");
    to = arena_alloc(reading->out->arena, quoted_size(reading->text));
    if (!to)
        return fail_memory(reading);
    for (; at < reading->text.size && reading->text.data[at] != '"'; at++) {
        if (reading->text.data[at] == '\\' && at + 1 < reading->text.size &&
            reading->text.data[at + 1] == '"')
            at++;
        to[size++] = (char)reading->text.data[at];
    }
    if (at == reading->text.size)
        return fail(reading, "a quote has no end");
    reading->text = bytes_from(reading->text, at + 1);
    *out = bytes_of(to, size);
    return ASSAY_OK;
}

static bool two_digits(const char *at, int *out)
{
    if (!isdigit((unsigned char)at[0]) || !isdigit((unsigned char)at[1]))
        return false;
    *out = (at[0] - '0') * 10 + (at[1] - '0');
    return true;
}

/* YYYYMMDD, then HHMM or HHMMSS; in the zone of the system unless a Z ends it. */
static bool parse_time(struct bytes text, int64_t *out)
{
    int parts[7] = {0}; /* century, year, month, day, hours, minutes, seconds */
    char digits[16] = "";
    struct tm tm, same;
    bool utc = text.size > 0 && toupper(text.data[text.size - 1]) == 'Z';
    size_t size = text.size - utc;
    time_t seconds;

    if (size != 8 && size != 12 && size != 14)
        return false;
    memcpy(digits, text.data, size);
    for (size_t i = 0; i < size; i += 2)
        if (!two_digits(digits + i, &parts[i / 2]))
            return false;
    tm = (struct tm){.tm_year = parts[0] * 100 + parts[1] - 1900,
                     .tm_mon = parts[2] - 1,
                     .tm_mday = parts[3],
                     .tm_hour = parts[4],
                     .tm_min = parts[5],
                     .tm_sec = parts[6],
                     .tm_isdst = -1};
    same = tm;
    seconds = utc ? timegm(&same) : mktime(&same);
    *out = (int64_t)seconds;
    return parts[4] < 24 && parts[5] < 60 && parts[6] < 60 && same.tm_mon == tm.tm_mon &&
           same.tm_mday == tm.tm_mday && seconds >= 0;
}

/* True where the option `name` stands at the front; it is passed over. */
static bool take_option(struct reading *reading, const char *name)
{
    size_t size = strlen(name);

    if (reading->text.size < size || strncasecmp((const char *)reading->text.data, name, size) != 0)
        return false;
    reading->text = bytes_from(reading->text, size);
    return true;
}

static ASSAY_RESULT read_time(struct reading *reading, bool *said, int64_t *out)
{
    struct bytes text;

    if (*said)
        return fail(reading, "a time is said twice");
    *said = true;
    TRY(take_quoted(reading, &text));
    return parse_time(text, out) ? ASSAY_OK : fail(reading, "a time is no YYYYMMDD[HHMM[SS]][Z]");
}

static ASSAY_RESULT read_option(struct reading *reading, struct signer *signer)
{
    if (take_option(reading, "valid-after="))
        return read_time(reading, &signer->has_after, &signer->after);
    if (take_option(reading, "valid-before="))
        return read_time(reading, &signer->has_before, &signer->before);
    if (take_option(reading, "namespaces=")) {
        if (signer->namespaces.data)
            return fail(reading, "namespaces are said twice");
        return take_quoted(reading, &signer->namespaces);
    }
    signer->authority = true;
    return take_option(reading, "cert-authority")
               ? ASSAY_OK
               : fail(reading, "an option that nobody knows, or no kind of key");
}

static ASSAY_RESULT read_options(struct reading *reading, struct signer *signer)
{
    for (;;) {
        TRY(read_option(reading, signer));
        if (reading->text.size > 0 && is_blank(reading->text.data[0]))
            break;
        if (!take_option(reading, ","))
            return fail(reading, "options have commas between, and a blank behind");
    }
    skip_blanks(reading);
    if (signer->after > signer->before)
        return fail(reading, "valid-before lies before valid-after");
    return ASSAY_OK;
}

/* Options are told from the kind of key, which follows them, by how they begin. */
static bool is_option(struct bytes text)
{
    static const char *const options[] = {"cert-authority",
                                          "namespaces=", "valid-after=", "valid-before="};

    for (size_t i = 0; i < ARRAY_LEN(options); i++)
        if (text.size >= strlen(options[i]) &&
            strncasecmp((const char *)text.data, options[i], strlen(options[i])) == 0)
            return true;
    return false;
}

/* Keys of kinds that are not checked may stand there; broken ones of known kinds may not. */
static ASSAY_RESULT read_key(struct reading *reading, struct signer *signer)
{
    CLEANUP(buf_clear) struct buf blob = {.ceiling = SSH_KEY_MAX};
    CLEANUP(ssh_key_freep) struct ssh_key *key = NULL;
    struct bytes kind = take_word(reading), inside;
    struct assay_error failure = {0};
    enum assay_status status;

    if (!base64_decode(&blob, take_word(reading), false) || blob.status != ASSAY_OK ||
        !ssh_key_kind(buf_bytes(&blob), &inside) || !bytes_equal(kind, inside))
        return fail(reading, "an option that nobody knows, or a key that cannot be read");
    status = ssh_key_read(buf_bytes(&blob), &key, &failure);
    if (status == ASSAY_EFORMAT)
        return fail(reading, failure.text);
    if (status != ASSAY_OK && status != ASSAY_ETRUST)
        return fail(reading, failure.text);
    signer->key = bytes_of(arena_copy(reading->out->arena, buf_bytes(&blob)), blob.size);
    return signer->key.data ? ASSAY_OK : fail_memory(reading);
}

/* A list of those who are not meant alone is nobody's: somebody must be named (ssh_config(5),
 * PATTERNS). */
static bool names_somebody(struct bytes patterns)
{
    while (patterns.size > 0) {
        const uint8_t *comma = memchr(patterns.data, ',', patterns.size);
        size_t size = comma ? (size_t)(comma - patterns.data) : patterns.size;

        if (size > 0 && patterns.data[0] != '!')
            return true;
        patterns = bytes_from(patterns, size + 1);
    }
    return false;
}

static ASSAY_RESULT read_line(struct reading *reading)
{
    struct signer signer = {.before = INT64_MAX};
    struct bytes principals;

    skip_blanks(reading);
    if (reading->text.size == 0 || reading->text.data[0] == '#')
        return ASSAY_OK;
    if (memchr(reading->text.data, 0, reading->text.size))
        return fail(reading, "a byte of value zero is no text");
    if (reading->text.data[0] == '"')
        TRY(take_quoted(reading, &principals));
    else
        principals = take_word(reading);
    skip_blanks(reading);
    if (!names_somebody(principals))
        return fail(reading, "the key is nobody's");
    signer.principals = arena_copy(reading->out->arena, principals);
    if (!signer.principals)
        return fail_memory(reading);
    if (is_option(reading->text))
        TRY(read_options(reading, &signer));
    TRY(read_key(reading, &signer));
    buf_add(&reading->out->memory, &signer, sizeof signer);
    return buf_status(&reading->out->memory, reading->err);
}

static struct bytes cut_return(struct bytes line)
{
    return bytes_of(line.data, line.size - bytes_ends(line, BYTES("\r")));
}

enum assay_status allowed_signers_read(struct bytes text, const char *path,
                                       struct allowed_signers **out, struct assay_error *err)
{
    CLEANUP(allowed_signers_freep) struct allowed_signers *signers = calloc(1, sizeof *signers);
    struct reading reading = {signers, 0, {0}, err};

    if (signers) {
        buf_init(&signers->memory, SIZE_MAX);
        signers->arena = arena_new();
        text_copy(signers->path, sizeof signers->path, path);
    }
    if (!signers || !signers->arena)
        return fail_memory(&reading);
    text = text_unmarked(text);
    while (text.size > 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        size_t size = end ? (size_t)(end - text.data) : text.size;

        reading.line++;
        reading.text = cut_return(bytes_of(text.data, size));
        TRY(read_line(&reading));
        text = bytes_from(text, size + 1);
    }
    *out = TAKE(signers);
    return ASSAY_OK;
}

enum assay_status allowed_signers_open(const char *path, struct allowed_signers **out,
                                       struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = ALLOWED_SIGNERS_MAX};

    TRY(file_read(AT_FDCWD, path, &text, err));
    return allowed_signers_read(buf_bytes(&text), path, out, err);
}

/* ---- who is meant ---- */

/* One pattern: `*` any number of bytes, `?` one; where it does not fit, the last `*` takes one
 * byte more. */
static bool match_one(struct bytes pattern, struct bytes word)
{
    size_t p = 0, w = 0, star = SIZE_MAX, kept = 0;

    while (w < word.size) {
        if (p < pattern.size && pattern.data[p] == '*') {
            star = p++;
            kept = w;
        } else if (p < pattern.size &&
                   (pattern.data[p] == '?' || pattern.data[p] == word.data[w])) {
            p++;
            w++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            w = ++kept;
        } else {
            return false;
        }
    }
    while (p < pattern.size && pattern.data[p] == '*')
        p++;
    return p == pattern.size;
}

bool allowed_signers_match(struct bytes patterns, struct bytes word)
{
    bool found = false;

    while (patterns.size > 0) {
        const uint8_t *comma = memchr(patterns.data, ',', patterns.size);
        struct bytes one =
            bytes_of(patterns.data, comma ? (size_t)(comma - patterns.data) : patterns.size);
        bool out = bytes_starts(one, BYTES("!"));

        patterns = bytes_from(patterns, one.size + 1);
        if (!match_one(bytes_from(one, out), word))
            continue;
        if (out)
            return false;
        found = true;
    }
    return found;
}

static ASSAY_RESULT refuse(const struct allowed_signers *signers, const char *id, struct bytes key,
                           const char *text, struct assay_error *err)
{
    char fingerprint[SSH_FINGERPRINT_SIZE];
    enum assay_status status;

    ssh_fingerprint(key, fingerprint);
    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "the key %s %s", fingerprint, text);
    assay_error_id(err, id);
    assay_error_path(err, signers->path);
    return status;
}

static void tell_validity(const struct signer *signer, int64_t time, struct assay_error *err)
{
    char from[CLOCK_TEXT_SIZE] = "", to[CLOCK_TEXT_SIZE] = "", then[CLOCK_TEXT_SIZE];

    if (signer->after > 0)
        clock_text(signer->after, from);
    if (signer->before < INT64_MAX)
        clock_text(signer->before, to);
    clock_text(time, then);
    assay_error_why(err, "it counts for %s%s%s%s%s, and it signed at %s", signer->principals,
                    from[0] ? " from " : "", from, to[0] ? " up to " : "", to, then);
    assay_error_do(err, "ask whose key it is now, and when it was really signed");
}

enum assay_status allowed_signers_find(const struct allowed_signers *signers, struct bytes key,
                                       const char *purpose, int64_t time, const char **principals,
                                       struct assay_error *err)
{
    const struct signer *all = (const struct signer *)(const void *)signers->memory.data;
    const struct signer *other_use = NULL, *other_time = NULL;
    enum assay_status status;

    for (size_t i = 0; i < signers->memory.size / sizeof *all; i++) {
        const struct signer *one = &all[i];

        if (one->authority || !bytes_equal(one->key, key))
            continue;
        if (one->namespaces.data && !allowed_signers_match(one->namespaces, bytes_text(purpose))) {
            other_use = one;
        } else if (time < one->after || time > one->before) {
            other_time = one;
        } else {
            *principals = one->principals;
            return ASSAY_OK;
        }
    }
    if (other_time) {
        status = refuse(signers, "signers.validity", key, "did not count at that time", err);
        tell_validity(other_time, time, err);
        return status;
    }
    if (other_use) {
        status = refuse(signers, "signers.namespace", key, "is not for that use", err);
        assay_error_why(err, "the line of %s has namespaces, and \"%s\" is none of them",
                        other_use->principals, purpose);
        return status;
    }
    status = refuse(signers, "signers.unknown", key, "is nobody's who is allowed to sign", err);
    assay_error_do(err, "add its line to the file where you are sure whose key it is");
    return status;
}
