/*
 * inspect_toml_lock.c - lock files in TOML: poetry.lock, uv.lock, pdm.lock, Cargo.lock. Each
 * package is a table `[[package]]`; what follows it, down to the next, is about it.
 *
 * Source: Poetry, "poetry.lock"; uv, "Lockfile"; Cargo, cargo/core/resolver/encode.rs.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/components.h"
#include "examine/inspect.h"
#include "examine/toml_walk.h"
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

struct reading {
    struct pins pins;
    struct bytes ecosystem;
    struct package package;
};

static bool has(struct bytes text, const char *word)
{
    return text.size > 0 && memmem(text.data, text.size, word, strlen(word)) != NULL;
}

static void end_package(struct reading *reading)
{
    struct package *package = &reading->package;
    bool cargo = bytes_equal(reading->ecosystem, BYTES("cargo"));

    if (package->open && !package->own && package->name.size == 0)
        evidence_gap(reading->pins.evidence, GAP_DATA_BAD_RECORD, package->offset,
                     "a package without a name");
    else if (package->open && !package->own && (package->outside || !cargo))
        pins_add(&reading->pins, &(struct pin){.ecosystem = reading->ecosystem,
                                               .name = buf_bytes(&package->name),
                                               .version = buf_bytes(&package->version),
                                               .hashed = package->hashed,
                                               .offset = package->offset});
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
    if ((bytes_equal(key, BYTES("git")) || has(text, "git+")) && has(text, "#"))
        package->hashed = true;
    if (bytes_equal(key, BYTES("resolved_reference")) && text.size > 0)
        package->hashed = true;
}

static void take_text(struct toml_walk *walk, struct bytes way, struct bytes text)
{
    struct package *package = &reading_of(walk)->package;
    const uint8_t *step;
    struct bytes key;

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
    enum assay_status status;

    pins_init(&reading.pins, evidence);
    buf_init(&reading.package.name, LIMIT_NAME);
    buf_init(&reading.package.version, LIMIT_NAME);
    reading.ecosystem = bytes_text(ecosystem ? ecosystem : "");
    status = toml_walk(cursor, &walk);
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
