/*
 * inspect_bom.c - bills of materials: CycloneDX in JSON, SPDX 2 and SPDX 3 in JSON. What they list
 * is claimed here and held against lock files, data sets and models by link_bom.c.
 *
 * Source: CycloneDX 1.6, JSON schema, "components"; SPDX 2.3, "Package information", "File
 * information"; SPDX 3.0.1, "Software" and "Core/Hash".
 */

#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/components/components.h"
#include "examine/encoding/json_walk.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"

enum {
    BID = 8 * 20, /* two names, quoted */
    LEVELS = 16,  /* of components inside components; what is deeper is listed without its digest */
    DIGEST_MAX = 160,
};

/* One component, which ends where the next one of its level begins, or of a level above. */
struct component {
    bool open, typed; /* `typed`: of SPDX 3, a package or file and not a person or a relationship */
    uint64_t offset;
    struct buf name, version, purl, digest;
    struct buf algorithm; /* of the digest that is being read */
};

struct reading {
    struct evidence *evidence;
    struct component levels[LEVELS];
    uint64_t count;
    struct buf text;
};

/* The word in front of a digest; "" for one that proves nothing, as MD5. */
static const char *algorithm_word(struct bytes algorithm)
{
    static const struct {
        const char *theirs, *word;
    } words[] = {{"SHA-256", "sha256:"}, {"SHA256", "sha256:"}, {"sha256", "sha256:"},
                 {"SHA-384", "sha384:"}, {"SHA384", "sha384:"}, {"sha384", "sha384:"},
                 {"SHA-512", "sha512:"}, {"SHA512", "sha512:"}, {"sha512", "sha512:"}};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (bytes_equal(algorithm, bytes_text(words[i].theirs)))
            return words[i].word;
    return "";
}

static void tell(struct reading *reading, const struct component *component)
{
    struct claim_words claim = {
        .role = ASSAY_CLAIM_COMPONENT, .size = ASSAY_NO_SIZE, .offset = component->offset};

    buf_reset(&reading->text);
    if (!component_of_purl(&reading->text, buf_bytes(&component->purl))) {
        buf_reset(&reading->text);
        component_write(&reading->text, BYTES(""), buf_bytes(&component->name),
                        buf_bytes(&component->version));
    }
    claim.name = buf_bytes(&reading->text);
    if (digest_word(buf_bytes(&component->digest)) != DIGEST_WORD_WRONG)
        claim.digest = buf_bytes(&component->digest);
    claim.title = buf_bytes(&component->name);
    if (claim.name.size == 0 || memchr(claim.name.data, 0, claim.name.size) ||
        (claim.title.size && memchr(claim.title.data, 0, claim.title.size)))
        return;
    reading->count++;
    if (claim.digest.size == 0)
        evidence_list(reading->evidence, ASSAY_FACT_BOM_UNDIGESTED, MEASURED, claim.name);
    evidence_claim(reading->evidence, &claim);
}

static void end_levels(struct reading *reading, size_t from)
{
    for (size_t i = LEVELS; i-- > from;) {
        struct component *component = &reading->levels[i];

        if (component->open && component->typed)
            tell(reading, component);
        component->open = false;
        buf_reset(&component->name);
        buf_reset(&component->version);
        buf_reset(&component->purl);
        buf_reset(&component->digest);
    }
}

/* "components.[].components.[].name": each level adds a name and an element. */
static struct component *at_hand(struct json_walk *walk, size_t below)
{
    struct reading *reading = walk->reader;
    size_t level = (walk->steps - below) / 2;

    return &reading->levels[level < LEVELS ? level : LEVELS - 1];
}

static enum assay_status begin(struct json_walk *walk, const struct json_way *way)
{
    struct reading *reading = walk->reader;
    struct component *component = at_hand(walk, 0);

    if (walk->token != JSON_OBJECT)
        return ASSAY_OK;
    end_levels(reading, (size_t)(component - reading->levels));
    component->open = true;
    component->typed = way->what == 0;
    component->offset = walk->scan.at;
    return ASSAY_OK;
}

static void keep(const struct json_walk *walk, struct buf *out)
{
    buf_reset(out);
    if (json_walk_is_text(walk))
        buf_add(out, walk->scan.text.data, walk->scan.text.size);
}

static enum assay_status take_name(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    keep(walk, &at_hand(walk, 1)->name);
    return ASSAY_OK;
}

static enum assay_status take_version(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    keep(walk, &at_hand(walk, 1)->version);
    return ASSAY_OK;
}

static enum assay_status take_purl(struct json_walk *walk, const struct json_way *way)
{
    struct component *component = at_hand(walk, (size_t)way->what);

    if (json_walk_is_text(walk) && bytes_starts(walk->scan.text, BYTES("pkg:")))
        keep(walk, &component->purl);
    return ASSAY_OK;
}

static enum assay_status take_type(struct json_walk *walk, const struct json_way *way)
{
    struct component *component = at_hand(walk, 1);

    (void)way;
    if (json_walk_is_text(walk))
        component->typed = bytes_ends(walk->scan.text, BYTES("Package")) ||
                           bytes_ends(walk->scan.text, BYTES("File"));
    return ASSAY_OK;
}

static enum assay_status take_algorithm(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    keep(walk, &at_hand(walk, 3)->algorithm);
    return ASSAY_OK;
}

/* SHA-256 before the others: it is what items are known by. */
static enum assay_status take_hash(struct json_walk *walk, const struct json_way *way)
{
    struct component *component = at_hand(walk, 3);
    const char *word = algorithm_word(buf_bytes(&component->algorithm));

    (void)way;
    if (!*word || !json_walk_is_text(walk) || walk->scan.text.size + 8 > DIGEST_MAX ||
        bytes_starts(buf_bytes(&component->digest), BYTES("sha256:")))
        return ASSAY_OK;
    buf_reset(&component->digest);
    buf_text(&component->digest, word);
    for (size_t i = 0; i < walk->scan.text.size; i++) {
        uint8_t c = walk->scan.text.data[i];

        buf_byte(&component->digest, c >= 'A' && c <= 'F' ? (uint8_t)(c - 'A' + 'a') : c);
    }
    return ASSAY_OK;
}

static const struct json_way ways[] = {
    /* CycloneDX; `metadata.component` is the product itself */
    {"**.components.[]", begin, 0},
    {"**.components.[].name", take_name, 0},
    {"**.components.[].version", take_version, 0},
    {"**.components.[].purl", take_purl, 1},
    {"**.components.[].hashes.[].alg", take_algorithm, 0},
    {"**.components.[].hashes.[].content", take_hash, 0},
    /* SPDX 2 */
    {"packages.[]", begin, 0},
    {"packages.[].name", take_name, 0},
    {"packages.[].versionInfo", take_version, 0},
    {"packages.[].externalRefs.[].referenceLocator", take_purl, 3},
    {"packages.[].checksums.[].algorithm", take_algorithm, 0},
    {"packages.[].checksums.[].checksumValue", take_hash, 0},
    {"files.[]", begin, 0},
    {"files.[].fileName", take_name, 0},
    {"files.[].checksums.[].algorithm", take_algorithm, 0},
    {"files.[].checksums.[].checksumValue", take_hash, 0},
    /* SPDX 3 */
    {"@graph.[]", begin, 1},
    {"@graph.[].type", take_type, 0},
    {"@graph.[].name", take_name, 0},
    {"@graph.[].software_packageVersion", take_version, 0},
    {"@graph.[].software_packageUrl", take_purl, 1},
    {"@graph.[].verifiedUsing.[].algorithm", take_algorithm, 0},
    {"@graph.[].verifiedUsing.[].hashValue", take_hash, 0},
};

static unsigned bom_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (json_first(head) != '{')
        return 0;
    return (bytes_contain(head, "\"bomFormat\"") && bytes_contain(head, "\"CycloneDX\"")) ||
                   (bytes_contain(head, "\"spdxVersion\"") && bytes_contain(head, "\"SPDX-2")) ||
                   (bytes_contain(head, "\"@graph\"") && bytes_contain(head, "spdx.org/rdf/3"))
               ? BID
               : 0;
}

static void reading_clear(struct reading *reading)
{
    for (size_t i = 0; i < LEVELS; i++) {
        buf_clear(&reading->levels[i].name);
        buf_clear(&reading->levels[i].version);
        buf_clear(&reading->levels[i].purl);
        buf_clear(&reading->levels[i].digest);
        buf_clear(&reading->levels[i].algorithm);
    }
    buf_clear(&reading->text);
}

static enum assay_status bom_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    struct reading reading = {.evidence = evidence};
    struct json_walk walk = {.evidence = evidence, .reader = &reading};
    enum assay_status status;

    (void)subject;
    for (size_t i = 0; i < LEVELS; i++) {
        buf_init(&reading.levels[i].name, LIMIT_NAME);
        buf_init(&reading.levels[i].version, LIMIT_NAME);
        buf_init(&reading.levels[i].purl, LIMIT_NAME);
        buf_init(&reading.levels[i].digest, DIGEST_MAX);
        buf_init(&reading.levels[i].algorithm, LIMIT_NAME);
    }
    buf_init(&reading.text, (size_t)2 * LIMIT_NAME);
    status = json_walk(cursor, ways, ARRAY_LEN(ways), &walk);
    end_levels(&reading, 0);
    evidence_int(evidence, ASSAY_FACT_BOM_COMPONENTS, MEASURED, reading.count);
    json_walk_clear(&walk);
    reading_clear(&reading);
    return status;
}

const struct inspector inspect_bom = {
    .format = "bom", .kind = ASSAY_KIND_CONFIG, .text = true, .bid = bom_bid, .read = bom_read};
