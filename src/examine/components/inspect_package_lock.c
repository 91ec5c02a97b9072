/*
 * inspect_package_lock.c - package-lock.json and npm-shrinkwrap.json of npm, versions 1 to 3.
 * Source: npm documentation, "package-lock.json". Version 2 has each package twice, for old
 * readers; what stands under `packages` counts.
 */

#include "base/find.h"
#include "base/kit.h"
#include "examine/components/components.h"
#include "examine/encoding/json_walk.h"
#include "examine/inspect.h"

enum { BID = 8 * 17 /* "lockfileVersion", quoted */ };
enum { PACKAGES, DEPENDENCIES }; /* where a field stands */

struct reading {
    struct pins pins;
    struct pin_draft pin;
    bool packages; /* the document has them: version 2 or later */
};

static struct reading *reading_of(struct json_walk *walk)
{
    return walk->reader;
}

/* Whether a field is of the package at hand: of version 2 those under `dependencies` are not. */
static bool counts(struct json_walk *walk, const struct json_way *way)
{
    return way->what == PACKAGES || !reading_of(walk)->packages;
}

/* "node_modules/a/node_modules/@scope/b" is a copy of @scope/b; "" and "packages/own" are ours. */
static enum assay_status take_package(struct json_walk *walk, const struct json_way *way)
{
    static const char folder[] = "node_modules/";
    struct reading *reading = reading_of(walk);
    struct bytes path = json_walk_name(walk, 0), name = path;
    const uint8_t *found;

    (void)way;
    reading->packages = true;
    while (name.size > 0 && (found = memmem(name.data, name.size, folder, strlen(folder))))
        name = bytes_from(name, (size_t)(found - name.data) + strlen(folder));
    pin_begin(&reading->pin, name, walk->scan.at);
    reading->pin.own = name.size == path.size;
    return ASSAY_OK;
}

/* Of version 1; a nested one ends the one around it, whose fields stand in front. */
static enum assay_status take_dependency(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (walk->token == JSON_OBJECT && !reading_of(walk)->packages)
        pin_begin(&reading_of(walk)->pin, json_walk_name(walk, 0), walk->scan.at);
    return ASSAY_OK;
}

static enum assay_status take_version(struct json_walk *walk, const struct json_way *way)
{
    struct reading *reading = reading_of(walk);

    if (counts(walk, way) && walk->token == JSON_TEXT && !walk->scan.cut &&
        reading->pin.version.size == 0)
        buf_add(&reading->pin.version, walk->scan.text.data, walk->scan.text.size);
    return ASSAY_OK;
}

static enum assay_status take_integrity(struct json_walk *walk, const struct json_way *way)
{
    if (counts(walk, way) && walk->token == JSON_TEXT &&
        bytes_starts(walk->scan.text, BYTES("sha")))
        reading_of(walk)->pin.hashed = true;
    return ASSAY_OK;
}

/* "git+ssh://...#COMMIT" pins as a digest does. */
static enum assay_status take_resolved(struct json_walk *walk, const struct json_way *way)
{
    if (counts(walk, way) && walk->token == JSON_TEXT &&
        bytes_starts(walk->scan.text, BYTES("git")) && bytes_has(walk->scan.text, '#'))
        reading_of(walk)->pin.hashed = true;
    return ASSAY_OK;
}

/* A link to a folder of the project, or what came along inside another package's own file. */
static enum assay_status take_own(struct json_walk *walk, const struct json_way *way)
{
    if (counts(walk, way) && walk->token == JSON_TRUE)
        reading_of(walk)->pin.own = true;
    return ASSAY_OK;
}

static const struct json_way ways[] = {
    {"packages.*", take_package, PACKAGES},
    {"packages.*.version", take_version, PACKAGES},
    {"packages.*.integrity", take_integrity, PACKAGES},
    {"packages.*.resolved", take_resolved, PACKAGES},
    {"packages.*.link", take_own, PACKAGES},
    {"packages.*.inBundle", take_own, PACKAGES},
    {"**.dependencies.*", take_dependency, DEPENDENCIES},
    {"**.dependencies.*.version", take_version, DEPENDENCIES},
    {"**.dependencies.*.integrity", take_integrity, DEPENDENCIES},
    {"**.dependencies.*.bundled", take_own, DEPENDENCIES},
};

static unsigned package_lock_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (!lock_file_is(subject->name, "package-lock.json") &&
        !lock_file_is(subject->name, "npm-shrinkwrap.json"))
        return 0;
    return bytes_contain(head, "\"lockfileVersion\"") ? BID : 8;
}

static enum assay_status package_lock_read(struct cursor *cursor, const struct subject *subject,
                                           struct evidence *evidence)
{
    struct reading reading = {0};
    struct json_walk walk = {.evidence = evidence, .reader = &reading};
    enum assay_status status;
    struct bytes mark;

    (void)subject;
    TRY(cursor_peek(cursor, 3, &mark)); /* npm passes over one */
    if (bytes_equal(mark, BYTES("\xEF\xBB\xBF")))
        cursor_consume(cursor, 3);
    pins_init(&reading.pins, evidence);
    pin_draft_init(&reading.pin, &reading.pins, BYTES("npm"));
    status = json_walk(cursor, ways, ARRAY_LEN(ways), &walk);
    pin_end(&reading.pin);
    json_walk_clear(&walk);
    pin_draft_clear(&reading.pin);
    pins_end(&reading.pins);
    return status;
}

const struct inspector inspect_package_lock = {.format = "package-lock",
                                               .kind = ASSAY_KIND_CONFIG,
                                               .text = true,
                                               .bid = package_lock_bid,
                                               .read = package_lock_read};
