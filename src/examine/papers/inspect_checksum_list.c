/*
 * inspect_checksum_list.c - SHA256SUMS and its kin: the lists that people ship beside data.
 * Read are what sha256sum writes ("HEX  NAME", "HEX *NAME", with a backslash in front where the
 * name is escaped), what BSD's sha256 writes ("SHA256 (NAME) = HEX"), and HEX alone in NAME.sha256.
 * Source: GNU coreutils manual, "cksum output modes"; FreeBSD md5(1).
 */

#include "base/buf.h"
#include "base/codec.h"
#include "base/ending.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"

enum { HEX = 2 * SHA256_SIZE };

/* What one line says; `name` points into the line, or is empty where HEX stands alone. */
struct line {
    struct bytes hex, name;
    bool escaped;
};

static bool is_hex(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!hex_is_digit(text.data[i]))
            return false;
    return text.size == HEX;
}

static bool read_gnu(struct bytes text, struct line *line)
{
    line->escaped = bytes_starts(text, BYTES("\\"));
    if (line->escaped)
        text = bytes_from(text, 1);
    if (text.size < HEX || !is_hex(bytes_of(text.data, HEX)))
        return false;
    line->hex = bytes_of(text.data, HEX);
    text = bytes_from(text, HEX);
    line->name = bytes_from(text, 2);
    return text.size == 0 ||
           (text.size > 2 && text.data[0] == ' ' && (text.data[1] == ' ' || text.data[1] == '*'));
}

static bool read_bsd(struct bytes text, struct line *line)
{
    struct bytes front = BYTES("SHA256 ("), middle = BYTES(") = ");
    size_t least = front.size + middle.size + HEX;

    line->escaped = false;
    if (text.size <= least || !bytes_starts(text, front))
        return false;
    line->hex = bytes_from(text, text.size - HEX);
    line->name = bytes_of(text.data + front.size, text.size - least);
    return is_hex(line->hex) && memcmp(line->hex.data - middle.size, middle.data, middle.size) == 0;
}

static bool is_silent(struct bytes text)
{
    while (text.size > 0 && bytes_has(BYTES(" \t\r"), text.data[0]))
        text = bytes_from(text, 1);
    return text.size == 0 || text.data[0] == '#' || text.data[0] == ';' ||
           bytes_starts(text, BYTES("-----BEGIN PGP SIGNED")) ||
           bytes_starts(text, BYTES("Hash: "));
}

/* "SHA512 (NAME) = ...": of another algorithm, and beside it there is one that is read. */
static bool is_other_algorithm(struct bytes text)
{
    size_t at = 0;

    while (at < text.size &&
           ((text.data[at] >= 'A' && text.data[at] <= 'Z') ||
            (text.data[at] >= '0' && text.data[at] <= '9') || text.data[at] == '-'))
        at++;
    return at > 0 && !bytes_equal(bytes_of(text.data, at), BYTES("SHA256")) &&
           bytes_starts(bytes_from(text, at), BYTES(" ("));
}

/* Undoes \\, \n and \r. */
static void unescape(struct bytes name, struct buf *out)
{
    for (size_t i = 0; i < name.size; i++) {
        uint8_t c = name.data[i];

        if (c == '\\' && i + 1 < name.size) {
            c = name.data[++i];
            c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        buf_byte(out, c);
    }
}

/* What HEX alone in NAME.sha256 is about; empty for other names. */
static struct bytes own_subject(struct bytes name)
{
    static const char *const suffixes[] = {".sha256", ".sha256sum"};

    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
        if (bytes_ends(name, bytes_text(suffixes[i])))
            return bytes_of(name.data, name.size - strlen(suffixes[i]));
    return BYTES("");
}

static ASSAY_RESULT claim(struct evidence *evidence, const struct line *line, struct bytes subject,
                          uint64_t at, struct buf *scratch, struct assay_error *err)
{
    char digest[sizeof "sha256:" + HEX] = "sha256:";
    size_t front = strlen(digest);
    struct claim_words words = {.role = ASSAY_CLAIM_FILE, .size = ASSAY_NO_SIZE, .offset = at};

    for (size_t i = 0; i < HEX; i++) {
        uint8_t c = line->hex.data[i];

        digest[front + i] = (char)(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
    }
    buf_reset(scratch);
    if (line->escaped)
        unescape(line->name, scratch);
    TRY(buf_status(scratch, err));
    words.name = line->name.size == 0 ? subject : line->escaped ? buf_bytes(scratch) : line->name;
    words.digest = bytes_of(digest, front + HEX);
    if (bytes_equal(words.name, BYTES("-")) || words.name.size == 0) /* of no file */
        return ASSAY_OK;
    if (memchr(words.name.data, 0, words.name.size))
        return ASSAY_OK;
    evidence_claim(evidence, &words);
    return ASSAY_OK;
}

static ASSAY_RESULT read_lines(struct cursor *cursor, const struct subject *subject,
                               struct evidence *evidence, struct buf *scratch)
{
    struct bytes about = own_subject(subject->name);
    bool told = false;

    for (;;) {
        uint64_t at = cursor_at(cursor);
        struct bytes text;
        struct line line;
        bool more;

        TRY(claim_line(cursor, &text, &more));
        if (!more || bytes_starts(text, BYTES("-----BEGIN PGP SIGNATURE")))
            return ASSAY_OK;
        if (read_gnu(text, &line) || read_bsd(text, &line)) {
            TRY(claim(evidence, &line, about, at, scratch, cursor->err));
        } else if (!is_silent(text) && !is_other_algorithm(text) && !told) {
            told = true; /* once, for all of them */
            evidence_gap(evidence, GAP_DATA_BAD_RECORD, at,
                         "a line that states no SHA-256 of a file was not used");
        }
    }
}

static enum assay_status checksum_list_read(struct cursor *cursor, const struct subject *subject,
                                            struct evidence *evidence)
{
    CLEANUP(buf_clear) struct buf scratch = {.ceiling = LIMIT_NAME};

    return read_lines(cursor, subject, evidence, &scratch);
}

static bool is_list_name(struct bytes name)
{
    static const char *const suffixes[] = {"sha256", "sha256sum", "sha256sums", "checksums"};

    if (ends_in(name, ".txt"))
        name.size -= strlen(".txt");
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
        if (ends_in(name, suffixes[i]))
            return true;
    return false;
}

/* The first line that says something must be one of a list. */
static unsigned checksum_list_bid(const struct subject *subject)
{
    enum { BID = 4 * HEX }; /* half of the bits of each digit */
    struct bytes head = subject->head;

    if (!is_list_name(subject->name))
        return 0;
    while (head.size > 0) {
        const uint8_t *end = memchr(head.data, '\n', head.size);
        struct bytes text = bytes_of(head.data, end ? (size_t)(end - head.data) : head.size);
        struct line line;

        if (text.size > 0 && text.data[text.size - 1] == '\r')
            text.size--;
        if (!is_silent(text))
            return read_gnu(text, &line) || read_bsd(text, &line) ? BID : 0;
        head = bytes_from(head, end ? (size_t)(end - head.data) + 1 : head.size);
    }
    return 0;
}

const struct inspector inspect_checksum_list = {.format = "checksum-list",
                                                .kind = ASSAY_KIND_CONFIG,
                                                .text = true,
                                                .bid = checksum_list_bid,
                                                .read = checksum_list_read};
