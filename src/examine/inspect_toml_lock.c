/*
 * inspect_toml_lock.c - lock files in TOML: poetry.lock, uv.lock, pdm.lock, Cargo.lock. Each
 * package is a table `[[package]]`; what follows it, down to the next, is about it.
 *
 * These files are written by programs, one key a line, so that lines are enough: a line that is
 * none of those looked for says nothing here.
 *
 * Source: Poetry, "poetry.lock"; uv, "Lockfile"; Cargo, cargo/core/resolver/encode.rs.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/claim_words.h"
#include "examine/components.h"
#include "examine/inspect.h"

enum { BID_NAME = 8 };

/* One package so far. */
struct package {
    bool open;    /* a table was begun */
    bool own;     /* it is the project itself, or a folder of it */
    bool outside; /* of Cargo: it names where it comes from */
    bool hashed;
    uint64_t offset;
    struct buf name, version;
};

struct reading {
    struct pins pins;
    struct bytes ecosystem;
    struct package package;
};

static bool has(struct bytes text, const char *word)
{
    return text.size > 0 && memmem(text.data, text.size, word, strlen(word)) != NULL;
}

/* The text of `key = "text"`; false for any other line. */
static bool take_text(struct bytes line, const char *key, struct buf *out)
{
    struct bytes front = bytes_text(key);
    const uint8_t *end;

    if (!bytes_starts(line, front))
        return false;
    line = bytes_from(line, front.size);
    while (line.size > 0 && (line.data[0] == ' ' || line.data[0] == '='))
        line = bytes_from(line, 1);
    if (line.size < 2 || line.data[0] != '"')
        return false;
    line = bytes_from(line, 1);
    end = memchr(line.data, '"', line.size);
    if (!end)
        return false;
    buf_reset(out);
    buf_add(out, line.data, (size_t)(end - line.data));
    return true;
}

static void end_package(struct reading *reading)
{
    struct package *package = &reading->package;
    bool cargo = bytes_equal(reading->ecosystem, BYTES("cargo"));

    if (package->open && !package->own && (package->outside || !cargo))
        pins_add(&reading->pins, &(struct pin){.ecosystem = reading->ecosystem,
                                               .name = buf_bytes(&package->name),
                                               .version = buf_bytes(&package->version),
                                               .hashed = package->hashed,
                                               .offset = package->offset});
    buf_reset(&package->name);
    buf_reset(&package->version);
    package->open = package->own = package->outside = package->hashed = false;
}

static void take_source(struct package *package, struct bytes line)
{
    package->outside = true;
    /* `source = { editable = "." }` of uv; a commit of git pins as a digest does */
    if (has(line, "editable =") || has(line, "virtual =") || has(line, "directory ="))
        package->own = true;
    if (has(line, "git+") && has(line, "#"))
        package->hashed = true;
}

static void take_line(struct reading *reading, struct bytes line, uint64_t at)
{
    struct package *package = &reading->package;

    if (bytes_equal(line, BYTES("[[package]]"))) {
        end_package(reading);
        package->open = true;
        package->offset = at;
        return;
    }
    if (bytes_starts(line, BYTES("[")) && !bytes_starts(line, BYTES("[package"))) {
        end_package(reading); /* [metadata], [[distribution]] */
        return;
    }
    if (!package->open)
        return;
    if (package->name.size == 0 && take_text(line, "name ", &package->name))
        return;
    if (package->version.size == 0 && take_text(line, "version ", &package->version))
        return;
    if (bytes_starts(line, BYTES("source ")))
        take_source(package, line);
    if (bytes_starts(line, BYTES("resolved_reference ")) || has(line, "hash = \"sha") ||
        bytes_starts(line, BYTES("checksum = \"")))
        package->hashed = true;
}

static ASSAY_RESULT read_lines(struct reading *reading, struct cursor *cursor)
{
    for (;;) {
        uint64_t at = cursor_at(cursor);
        struct bytes line;
        bool more;

        TRY(claim_line(cursor, &line, &more));
        if (!more)
            return ASSAY_OK;
        take_line(reading, line, at);
    }
}

static const struct {
    const char *name, *ecosystem;
} known[] = {
    {"Cargo.lock", "cargo"}, {"pdm.lock", "pypi"}, {"poetry.lock", "pypi"}, {"uv.lock", "pypi"}};

static const char *ecosystem_of(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (bytes_equal(name, bytes_text(known[i].name)))
            return known[i].ecosystem;
    return NULL;
}

static unsigned toml_lock_bid(const struct subject *subject)
{
    return ecosystem_of(subject->name) ? BID_NAME : 0;
}

static enum assay_status toml_lock_read(struct cursor *cursor, const struct subject *subject,
                                        struct evidence *evidence)
{
    struct reading reading = {0};
    const char *ecosystem = ecosystem_of(subject->name);
    enum assay_status status;

    pins_init(&reading.pins, evidence);
    buf_init(&reading.package.name, LIMIT_NAME);
    buf_init(&reading.package.version, LIMIT_NAME);
    reading.ecosystem = bytes_text(ecosystem ? ecosystem : "");
    status = read_lines(&reading, cursor);
    end_package(&reading);
    buf_clear(&reading.package.name);
    buf_clear(&reading.package.version);
    pins_end(&reading.pins);
    return status;
}

const struct inspector inspect_toml_lock = {.format = "toml-lock",
                                            .kind = ASSAY_KIND_CONFIG,
                                            .text = true,
                                            .bid = toml_lock_bid,
                                            .read = toml_lock_read};
