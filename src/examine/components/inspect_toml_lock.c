/*
 * inspect_toml_lock.c - lock files in TOML: poetry.lock, uv.lock, pdm.lock, Cargo.lock. Each
 * package is a table `[[package]]`; what follows it, down to the next, is about it.
 *
 * Older ones have the digests of all packages behind them: Cargo under `[metadata]`, Poetry under
 * `[metadata.files]` or `[metadata.hashes]`. So packages wait for the end.
 *
 * Source: Poetry, "poetry.lock"; uv, "Lockfile"; Cargo, cargo/core/resolver/encode.rs.
 */

#include <stdlib.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/components/components.h"
#include "examine/encoding/toml_walk.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"

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

/* A package, until all digests are known. */
struct waiting {
    struct bytes name, version;
    const char *known_as; /* by the digests behind all packages */
    bool hashed;          /* it had one with it */
    uint64_t offset;
};

struct reading {
    struct pins pins;
    struct bytes ecosystem;
    struct package package;
    struct arena *arena;
    struct buf waiting; /* of struct waiting */
    struct buf digests; /* of const char *: what the digests at the end are of */
};

static bool is_cargo(const struct reading *reading)
{
    return bytes_equal(reading->ecosystem, BYTES("cargo"));
}

static void let_wait(struct reading *reading)
{
    const struct bytes name = buf_bytes(&reading->package.name);
    const struct bytes version = buf_bytes(&reading->package.version);
    const char *names[] = {arena_copy(reading->arena, name), arena_copy(reading->arena, version)};
    struct waiting waiting = {.name = bytes_of(names[0], name.size),
                              .version = bytes_of(names[1], version.size),
                              .known_as = names[0],
                              .hashed = reading->package.hashed,
                              .offset = reading->package.offset};

    if (names[0] && names[1] && is_cargo(reading))
        waiting.known_as = arena_printf(reading->arena, "%s %s", names[0], names[1]);
    if (names[0] && names[1] && waiting.known_as)
        buf_add(&reading->waiting, &waiting, sizeof waiting);
    else
        reading->waiting.status = ASSAY_ENOMEM;
}

static void end_package(struct reading *reading)
{
    struct package *package = &reading->package;
    bool cargo = is_cargo(reading);

    if (package->open && !package->own && package->name.size == 0)
        evidence_gap(reading->pins.evidence, GAP_DATA_BAD_RECORD, package->offset,
                     "a package without a name");
    else if (package->open && !package->own && (package->outside || !cargo))
        let_wait(reading);
    buf_reset(&package->name);
    buf_reset(&package->version);
    package->open = package->own = package->outside = package->hashed = false;
}

static struct reading *reading_of(struct toml_walk *walk)
{
    return walk->reader;
}

static void take_table(struct toml_walk *walk, struct bytes way, uint64_t offset)
{
    struct reading *reading = reading_of(walk);

    if (!bytes_equal(way, BYTES("package")))
        return;
    end_package(reading);
    reading->package.open = true;
    reading->package.offset = offset;
}

/* `source = "git+https://...#COMMIT"` of Cargo, `source = { editable = "." }` of uv, and
 * [package.source] of Poetry; a commit of git pins as a digest does. */
static void take_source(struct package *package, struct bytes key, struct bytes text)
{
    package->outside = true;
    if (bytes_equal(key, BYTES("editable")) || bytes_equal(key, BYTES("virtual")) ||
        bytes_equal(key, BYTES("directory")))
        package->own = true;
    if ((bytes_equal(key, BYTES("git")) || bytes_contain(text, "git+")) && bytes_contain(text, "#"))
        package->hashed = true;
    if (bytes_equal(key, BYTES("resolved_reference")) && text.size > 0)
        package->hashed = true;
}

static bool is_digest(struct bytes text)
{
    size_t digits = 0;

    while (digits < text.size && hex_is_digit(text.data[digits]))
        digits++;
    return bytes_starts(text, BYTES("sha")) || (digits == text.size && digits >= 64);
}

/* Takes off the front of *text what stands before `end`; all of it where that does not come. */
static struct bytes take_until(struct bytes *text, uint8_t end)
{
    const uint8_t *found = text->size ? memchr(text->data, end, text->size) : NULL;
    struct bytes front = bytes_of(text->data, found ? (size_t)(found - text->data) : text->size);

    *text = bytes_from(*text, front.size + (found != NULL));
    return front;
}

/* A digest behind all packages; `way` begins behind "metadata". */
static void take_digest(struct reading *reading, struct bytes way, struct bytes text)
{
    const char *of;

    if (!is_digest(text))
        return;
    if (is_cargo(reading)) { /* "checksum NAME VERSION (SOURCE)" */
        struct bytes name, version;

        if (!bytes_equal(take_until(&way, ' '), BYTES("checksum")))
            return;
        name = take_until(&way, ' ');
        version = take_until(&way, ' ');
        of = arena_printf(reading->arena, "%.*s %.*s", (int)name.size, (const char *)name.data,
                          (int)version.size, (const char *)version.data);
    } else {
        struct bytes list = take_until(&way, TOML_STEP);

        if (!bytes_equal(list, BYTES("files")) && !bytes_equal(list, BYTES("hashes")))
            return;
        of = arena_copy(reading->arena, take_until(&way, TOML_STEP));
    }
    if (of)
        buf_add(&reading->digests, &of, sizeof of);
    else
        reading->digests.status = ASSAY_ENOMEM;
}

static int order_names(const void *a, const void *b)
{
    return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

static enum assay_status settle(struct reading *reading, struct cursor *cursor)
{
    const struct waiting *waiting = (const void *)reading->waiting.data;
    size_t digests = reading->digests.size / sizeof(const char *);

    TRY(buf_status(&reading->waiting, cursor->err));
    TRY(buf_status(&reading->digests, cursor->err));
    if (digests > 0)
        qsort(reading->digests.data, digests, sizeof(const char *), order_names);
    for (size_t i = 0; i < reading->waiting.size / sizeof *waiting; i++) {
        struct pin pin = {.ecosystem = reading->ecosystem,
                          .name = waiting[i].name,
                          .version = waiting[i].version,
                          .hashed = waiting[i].hashed,
                          .offset = waiting[i].offset};

        if (digests > 0 && bsearch(&waiting[i].known_as, reading->digests.data, digests,
                                   sizeof(const char *), order_names))
            pin.hashed = true;
        pins_add(&reading->pins, &pin);
    }
    return ASSAY_OK;
}

static void take_text(struct toml_walk *walk, struct bytes way, struct bytes text)
{
    struct package *package = &reading_of(walk)->package;
    const uint8_t *step;
    struct bytes key;

    if (bytes_starts(way, BYTES("metadata\n")))
        take_digest(reading_of(walk), bytes_from(way, strlen("metadata\n")), text);

    if (!package->open || !bytes_starts(way, BYTES("package\n")))
        return;
    way = bytes_from(way, strlen("package\n"));
    step = way.size > 0 ? memrchr(way.data, TOML_STEP, way.size) : NULL;
    key = step ? bytes_from(way, (size_t)(step - way.data) + 1) : way;
    if (bytes_equal(way, BYTES("name")) && package->name.size == 0)
        buf_add(&package->name, text.data, text.size);
    else if (bytes_equal(way, BYTES("version")) && package->version.size == 0)
        buf_add(&package->version, text.data, text.size);
    else if (bytes_equal(way, BYTES("checksum")) && text.size > 0)
        package->hashed = true;
    else if (bytes_equal(way, BYTES("source")) || bytes_starts(way, BYTES("source\n")))
        take_source(package, key, text);
    if (bytes_equal(key, BYTES("hash")) && bytes_starts(text, BYTES("sha")))
        package->hashed = true;
}

static const struct {
    const char *name, *ecosystem;
} known[] = {
    {"Cargo.lock", "cargo"}, {"pdm.lock", "pypi"}, {"poetry.lock", "pypi"}, {"uv.lock", "pypi"}};

static const char *ecosystem_of(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (lock_file_is(name, known[i].name))
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
    struct toml_walk walk = {.reader = &reading, .table = take_table, .text = take_text};
    const char *ecosystem = ecosystem_of(subject->name);
    enum assay_status status, settled;

    reading.arena = arena_new();
    if (!reading.arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for packages");
    pins_init(&reading.pins, evidence);
    buf_init(&reading.waiting, SIZE_MAX);
    buf_init(&reading.digests, SIZE_MAX);
    buf_init(&reading.package.name, LIMIT_NAME);
    buf_init(&reading.package.version, LIMIT_NAME);
    reading.ecosystem = bytes_text(ecosystem ? ecosystem : "");
    status = toml_walk(cursor, &walk);
    end_package(&reading);
    settled = settle(&reading, cursor);
    buf_clear(&reading.waiting);
    buf_clear(&reading.digests);
    arena_free(reading.arena);
    buf_clear(&reading.package.name);
    buf_clear(&reading.package.version);
    pins_end(&reading.pins);
    return status == ASSAY_OK ? settled : status;
}

const struct inspector inspect_toml_lock = {.format = "toml-lock",
                                            .kind = ASSAY_KIND_CONFIG,
                                            .text = true,
                                            .bid = toml_lock_bid,
                                            .read = toml_lock_read};
