/*
 * inspect_other_lock.c - lock files that are neither TOML nor of npm: yarn.lock, pnpm-lock.yaml,
 * Pipfile.lock, composer.lock, go.sum. Each name has its reader; all tell pins.
 *
 * Source: Yarn, "yarn.lock" of versions 1 and 2; pnpm, "pnpm-lock.yaml"; Pipenv, "Pipfile.lock";
 * Composer, "composer.lock"; Go, "go.sum files". Package URLs name the ecosystems.
 */

#include "base/codec.h"
#include "base/find.h"
#include "base/kit.h"
#include "examine/components/components.h"
#include "examine/encoding/json_walk.h"
#include "examine/encoding/yaml_item.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"

enum { BID_NAME = 8, COMMIT_DIGITS = 40 };

struct reading {
    struct pins pins;
    struct pin_draft pin;
    bool strange;
};

static bool is_commit(struct bytes text)
{
    return text.size >= COMMIT_DIGITS && hex_is_lower(text);
}

/* Told once: a file of another form has many such places. */
static void tell_strange(struct reading *reading, uint64_t offset, const char *why)
{
    if (!reading->strange)
        evidence_gap(reading->pins.evidence, GAP_DATA_BAD_RECORD, offset, "%s", why);
    reading->strange = true;
}

static void end_package(struct reading *reading)
{
    struct pin_draft *pin = &reading->pin;

    if (pin->open && !pin->own && pin->name.size == 0) {
        tell_strange(reading, pin->offset, "a package without a name");
        pin->open = false;
    }
    pin_end(pin);
}

static void begin_package(struct reading *reading, struct bytes name, uint64_t offset)
{
    end_package(reading);
    pin_begin(&reading->pin, name, offset);
}

static void set_text(struct buf *buf, struct bytes text)
{
    buf_reset(buf);
    buf_add(buf, text.data, text.size);
}

/* "p@^1.0" and "@scope/p@npm:^1.0": what stands in front of the '@' that is not the first byte. */
static struct bytes name_of(struct bytes wanted)
{
    const uint8_t *at = wanted.size > 1 ? memchr(wanted.data + 1, '@', wanted.size - 1) : NULL;

    return bytes_of(wanted.data, at ? (size_t)(at - wanted.data) : 0);
}

static struct bytes without_quotes(struct bytes text)
{
    while (text.size > 0 && bytes_has(BYTES(" \""), text.data[0]))
        text = bytes_from(text, 1);
    while (text.size > 0 && bytes_has(BYTES(" \""), text.data[text.size - 1]))
        text.size--;
    return text;
}

static bool tells_hash(struct bytes key, struct bytes value)
{
    if (bytes_equal(key, BYTES("resolved")))
        return bytes_has(value, '#');
    if (bytes_equal(key, BYTES("resolution")))
        return bytes_contain(value, "commit=");
    return (bytes_equal(key, BYTES("integrity")) || bytes_equal(key, BYTES("checksum"))) &&
           value.size > 0;
}

/* One of the lines below a package: `key value`, or `key: value` of version 2. */
static void take_yarn_field(struct reading *reading, struct bytes line)
{
    struct bytes key, value;

    line = bytes_from(line, 2);
    if (line.size == 0 || line.data[0] == ' ') /* of its dependencies */
        return;
    key = bytes_until(line, ' ');
    value = without_quotes(bytes_from(line, key.size));
    if (bytes_ends(key, BYTES(":")))
        key.size--;
    key = without_quotes(key);
    if (bytes_equal(key, BYTES("version")))
        set_text(&reading->pin.version, value);
    else if (bytes_equal(key, BYTES("resolution")) &&
             (bytes_contain(value, "@workspace:") || bytes_contain(value, "@link:") ||
              bytes_contain(value, "@portal:")))
        reading->pin.own = true;
    else if (tells_hash(key, value))
        reading->pin.hashed = true;
}

static void take_yarn_line(struct reading *reading, struct bytes line, uint64_t at)
{
    if (line.size == 0 || line.data[0] == '#')
        return;
    if (bytes_starts(line, BYTES("  "))) {
        if (reading->pin.open)
            take_yarn_field(reading, line);
        return;
    }
    if (line.data[0] == ' ' || !bytes_ends(line, BYTES(":"))) {
        tell_strange(reading, at, "a line that yarn does not write");
        return;
    }
    line.size--;
    if (bytes_equal(line, BYTES("__metadata"))) {
        end_package(reading);
        return;
    }
    begin_package(reading, name_of(without_quotes(bytes_until(line, ','))), at);
}

/* MODULE VERSION HASH; of "VERSION/go.mod" only that file is wanted, and no code. */
static void take_go_line(struct reading *reading, struct bytes line, uint64_t at)
{
    struct bytes module = bytes_until(line, ' '), rest = bytes_from(line, module.size + 1);
    struct bytes version = bytes_until(rest, ' '), hash = bytes_from(rest, version.size + 1);

    if (line.size == 0 || bytes_ends(version, BYTES("/go.mod")))
        return;
    if (module.size == 0 || version.size == 0 || hash.size == 0) {
        tell_strange(reading, at, "a line that go does not write");
        return;
    }
    begin_package(reading, module, at);
    set_text(&reading->pin.version, version);
    reading->pin.hashed = bytes_starts(hash, BYTES("h1:"));
}

static ASSAY_RESULT read_lines(struct reading *reading, struct cursor *cursor,
                               void (*take)(struct reading *, struct bytes, uint64_t))
{
    TRY(claim_mark(cursor));
    for (;;) {
        uint64_t at = cursor_at(cursor);
        struct bytes line;
        bool more;

        TRY(claim_line(cursor, &line, &more));
        if (!more)
            return ASSAY_OK;
        take(reading, line, at);
    }
}

static ASSAY_RESULT read_yarn(struct reading *reading, struct cursor *cursor)
{
    return read_lines(reading, cursor, take_yarn_line);
}

static ASSAY_RESULT read_go(struct reading *reading, struct cursor *cursor)
{
    return read_lines(reading, cursor, take_go_line);
}

static struct reading *reading_of(struct json_walk *walk)
{
    return walk->reader;
}

/* {"default": {"p": {...}}, "develop": {...}}, and groups of other names. */
static enum assay_status take_pip_package(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    end_package(reading_of(walk));
    if (walk->token == JSON_OBJECT && !bytes_equal(json_walk_name(walk, 1), BYTES("_meta")))
        begin_package(reading_of(walk), json_walk_name(walk, 0), walk->scan.at);
    return ASSAY_OK;
}

static enum assay_status take_php_package(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (walk->token == JSON_OBJECT)
        begin_package(reading_of(walk), BYTES(""), walk->scan.at);
    return ASSAY_OK;
}

enum field { NAME, VERSION, DIGEST, COMMIT, OWN };

static enum assay_status take_field(struct json_walk *walk, const struct json_way *way)
{
    struct reading *reading = reading_of(walk);
    struct bytes text = walk->scan.text;

    if (reading->pin.open && way->what == OWN && walk->token == JSON_TRUE)
        reading->pin.own = true;
    if (!reading->pin.open || walk->token != JSON_TEXT || walk->scan.cut)
        return ASSAY_OK;
    if (way->what == NAME)
        set_text(&reading->pin.name, text);
    else if (way->what == VERSION)
        set_text(&reading->pin.version, bytes_from(text, bytes_starts(text, BYTES("==")) ? 2 : 0));
    else if (way->what == DIGEST)
        reading->pin.hashed |= text.size > 0;
    else if (way->what == COMMIT && is_commit(text)) {
        reading->pin.hashed = true;
        if (reading->pin.version.size == 0)
            set_text(&reading->pin.version, text);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_json(struct reading *reading, struct cursor *cursor,
                              const struct json_way *ways, size_t count)
{
    struct json_walk walk = {.evidence = reading->pins.evidence, .reader = reading};
    enum assay_status status = json_walk(cursor, ways, count, &walk);

    json_walk_clear(&walk);
    return status;
}

static ASSAY_RESULT read_pipfile(struct reading *reading, struct cursor *cursor)
{
    static const struct json_way ways[] = {
        {"*.*", take_pip_package, 0},          {"*.*.version", take_field, VERSION},
        {"*.*.hashes.[]", take_field, DIGEST}, {"*.*.ref", take_field, COMMIT},
        {"*.*.editable", take_field, OWN},
    };

    return read_json(reading, cursor, ways, ARRAY_LEN(ways));
}

static ASSAY_RESULT read_composer(struct reading *reading, struct cursor *cursor)
{
    static const struct json_way ways[] = {
        {"packages.[]", take_php_package, 0},
        {"packages.[].name", take_field, NAME},
        {"packages.[].version", take_field, VERSION},
        {"packages.[].dist.shasum", take_field, DIGEST},
        {"packages.[].dist.reference", take_field, COMMIT},
        {"packages.[].source.reference", take_field, COMMIT},
        {"packages-dev.[]", take_php_package, 0},
        {"packages-dev.[].name", take_field, NAME},
        {"packages-dev.[].version", take_field, VERSION},
        {"packages-dev.[].dist.shasum", take_field, DIGEST},
        {"packages-dev.[].dist.reference", take_field, COMMIT},
        {"packages-dev.[].source.reference", take_field, COMMIT},
    };

    return read_json(reading, cursor, ways, ARRAY_LEN(ways));
}

/* "p@1.0.0", "/@scope/p@1.0.0(peer@2.0.0)" of version 6, "/p/1.0.0_peer@2.0.0" of version 5. */
static void take_pnpm_package(struct reading *reading, const struct doc_member *member)
{
    const struct doc *resolution = doc_get(&member->value, "resolution");
    struct bytes name, key = bytes_until(member->name, '('), version;
    const uint8_t *slash;

    if (bytes_starts(key, BYTES("/")))
        key = bytes_from(key, 1);
    name = name_of(key);
    slash = name.size > 0 ? memrchr(name.data, '/', name.size) : NULL;
    if (name.size == 0 || (slash && name.data + 1 < slash && bytes_contain(name, "_"))) {
        key = bytes_until(key, '_');
        slash = key.size > 0 ? memrchr(key.data, '/', key.size) : NULL;
        name = bytes_of(key.data, slash ? (size_t)(slash - key.data) : 0);
    }
    version = bytes_from(key, name.size + 1);
    begin_package(reading, name, 0); /* a tree knows lines alone: told of the whole file */
    set_text(&reading->pin.version, version);
    reading->pin.hashed =
        yaml_text(resolution, "integrity").size > 0 || is_commit(yaml_text(resolution, "commit"));
    reading->pin.own = yaml_text(resolution, "directory").size > 0;
}

static ASSAY_RESULT read_pnpm_in(struct reading *reading, struct cursor *cursor,
                                 struct arena *arena)
{
    const struct doc *packages;
    struct doc *doc;

    TRY(yaml_item(cursor, arena, "a pnpm-lock.yaml", &doc));
    packages = yaml_get(doc, "packages");
    for (size_t i = 0; packages && packages->type == DOC_MAP && i < packages->count; i++)
        take_pnpm_package(reading, &packages->members[i]);
    return ASSAY_OK;
}

static ASSAY_RESULT read_pnpm(struct reading *reading, struct cursor *cursor)
{
    struct arena *arena = arena_new();
    enum assay_status status;

    if (!arena)
        return out_of_memory(cursor->err);
    status = read_pnpm_in(reading, cursor, arena);
    end_package(reading);
    arena_free(arena);
    return status;
}

static const struct known {
    const char *name, *ecosystem;
    enum assay_status (*read)(struct reading *reading, struct cursor *cursor);
} known[] = {
    {"Pipfile.lock", "pypi", read_pipfile}, {"composer.lock", "composer", read_composer},
    {"go.sum", "golang", read_go},          {"pnpm-lock.yaml", "npm", read_pnpm},
    {"yarn.lock", "npm", read_yarn},
};

static const struct known *find(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (lock_file_is(name, known[i].name))
            return &known[i];
    return NULL;
}

static unsigned other_lock_bid(const struct subject *subject)
{
    return find(subject->name) ? BID_NAME : 0;
}

static enum assay_status other_lock_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    const struct known *kind = find(subject->name);
    struct reading reading = {0};
    enum assay_status status;

    if (!kind)
        return ASSAY_OK;
    pins_init(&reading.pins, evidence);
    pin_draft_init(&reading.pin, &reading.pins, bytes_text(kind->ecosystem));
    status = kind->read(&reading, cursor);
    end_package(&reading);
    pin_draft_clear(&reading.pin);
    pins_end(&reading.pins);
    return status;
}

const struct inspector inspect_other_lock = {.format = "other-lock",
                                             .kind = ASSAY_KIND_CONFIG,
                                             .text = true,
                                             .bid = other_lock_bid,
                                             .read = other_lock_read};
