/*
 * link_oci.c - OCI layouts and what docker save writes: each descriptor against its blob, each blob
 * against its name, and the layers of each image in their order.
 *
 * Every manifest is judged where it stands, whether an index leads to it or not: so indexes that
 * name each other in a circle, or themselves, need no care.
 *
 * Source: OCI image specification 1.1, image-layout.md, descriptor.md, manifest.md ("Guidance for
 * an Empty Descriptor", "Rules for artifact"). Ollama keeps the same manifests and blobs in other
 * places: manifests/HOST/OWNER/MODEL/TAG and blobs/sha256-HEX.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "examine/link/blob_name.h"
#include "examine/link/link.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"
#include "inventory/path.h"

/* The two bytes "{}": known without being there. */
#define EMPTY_DIGEST "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

/* One document and the layout around it. */
struct layout {
    const struct assay_item *item;
    const struct assay_path *container;
    struct bytes root; /* the folder that blobs/ is in, with its '/', or "" at the top */
    bool present;      /* blobs are kept there: what is named and not there is missing */
    bool by_name;      /* docker save names files, not digests */
    char *shown;       /* the document's name, safe to print */
};

static void layout_clear(struct layout *layout)
{
    free(layout->shown);
}

bool link_oci_takes(const char *format)
{
    static const char *const formats[] = {"docker-save", "oci-config", "oci-index", "oci-layout",
                                          "oci-manifest"};

    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (strcmp(formats[i], format) == 0)
            return true;
    return false;
}

static bool is_format(const struct assay_item *item, const char *format)
{
    return strcmp(item->content->format, format) == 0;
}

bool link_oci_is_of_layout(const struct assay_item *item)
{
    char digest[DIGEST_WORD_MAX];
    struct bytes root;

    return is_format(item, "oci-layout") || blob_name_read(path_name(item->path), digest, &root);
}

/* Whether something stands at or below `root` + `name`. */
static ASSAY_RESULT stands(struct linker *linker, const struct assay_path *container,
                           struct bytes root, const char *name, bool *out)
{
    const struct assay_inventory *inventory = linker->inventory;
    const struct assay_path *path;
    size_t at;

    buf_reset(&linker->name);
    buf_add(&linker->name, root.data, root.size);
    buf_text(&linker->name, name);
    TRY(buf_status(&linker->name, linker->err));
    at = link_lower_bound(linker, container, buf_bytes(&linker->name));
    *out = false;
    if (at == inventory->item_count)
        return ASSAY_OK;
    path = inventory->items[at].path;
    *out = bytes_starts(path_name(path), buf_bytes(&linker->name)) &&
           (path->container == container ||
            (path->container && container && assay_path_compare(path->container, container) == 0));
    return ASSAY_OK;
}

static struct bytes root_of(struct bytes name)
{
    static const char manifests[] = "manifests/";
    char digest[DIGEST_WORD_MAX];
    struct bytes root;

    if (blob_name_read(name, digest, &root))
        return root;
    for (struct bytes folder = link_folder(name); folder.size >= sizeof manifests - 1;
         folder = link_folder(bytes_of(folder.data, folder.size - 1))) {
        size_t at = folder.size - (sizeof manifests - 1);

        if (bytes_ends(folder, BYTES("manifests/")) && (at == 0 || folder.data[at - 1] == '/'))
            return bytes_of(folder.data, at);
    }
    return link_folder(name);
}

static ASSAY_RESULT layout_open(struct linker *linker, const struct assay_item *item,
                                struct layout *layout)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};
    struct bytes name = path_name(item->path), last = link_last(name);

    *layout = (struct layout){.item = item,
                              .container = item->path->container,
                              .root = root_of(name),
                              .by_name = is_format(item, "docker-save")};
    path_write(&(struct assay_path){.size = last.size < 24 ? last.size : 24,
                                    .name = (const char *)last.data},
               true, &shown);
    layout->shown = buf_take_string(&shown);
    if (!layout->shown)
        return linker_no_memory(linker);
    TRY(stands(linker, layout->container, layout->root, "blobs/", &layout->present));
    if (!layout->present)
        TRY(stands(linker, layout->container, layout->root, "oci-layout", &layout->present));
    layout->present |= layout->by_name;
    return ASSAY_OK;
}

/* Finds a blob by its digest: in a layout, as ollama keeps it, or beside (skopeo's "dir:"). */
static ASSAY_RESULT find_blob(struct linker *linker, const struct layout *layout,
                              const char *digest, struct found *found)
{
    static const struct {
        const char *folder;
        char between; /* the algorithm and the rest; 0: the rest alone */
    } places[] = {{"blobs/", '/'}, {"blobs/", '-'}, {"", 0}};
    const char *colon = strchr(digest, ':');

    *found = (struct found){0};
    if (!colon)
        return ASSAY_OK;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        buf_reset(&linker->name);
        buf_add(&linker->name, layout->root.data, layout->root.size);
        buf_text(&linker->name, places[i].folder);
        if (places[i].between) {
            buf_add(&linker->name, digest, (size_t)(colon - digest));
            buf_byte(&linker->name, (uint8_t)places[i].between);
        }
        buf_text(&linker->name, colon + 1);
        TRY(buf_status(&linker->name, linker->err));
        link_find_either(linker, layout->container, buf_bytes(&linker->name), found);
        TRY(buf_status(&linker->target, linker->err));
        if (found->count > 0 || found->told)
            return ASSAY_OK;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT find_claimed(struct linker *linker, const struct layout *layout,
                                 const struct assay_claim *claim, struct found *found)
{
    if (!layout->by_name)
        return find_blob(linker, layout, claim->digest, found);
    *found = (struct found){0};
    if (!link_join(&linker->name, layout->root, bytes_text(claim->name)))
        return buf_status(&linker->name, linker->err);
    link_find_either(linker, layout->container, buf_bytes(&linker->name), found);
    return buf_status(&linker->target, linker->err);
}

static const char *role_word(enum assay_claim_role role)
{
    switch (role) {
    case ASSAY_CLAIM_MANIFEST:
        return "manifest";
    case ASSAY_CLAIM_CONFIG:
        return "configuration";
    default:
        return "layer";
    }
}

static ASSAY_RESULT tell_missing(struct linker *linker, const struct layout *layout,
                                 const struct assay_claim *claim)
{
    const char *what = layout->by_name ? claim->name : claim->digest;

    if (claim->role == ASSAY_CLAIM_SUBJECT || !linker->whole || !layout->present ||
        (layout->by_name && !claim->name[0]) || strcmp(claim->digest, EMPTY_DIGEST) == 0)
        return ASSAY_OK;
    buf_reset(&linker->target);
    text_show(&linker->target, bytes_of(what, strnlen(what, DIGEST_WORD_MAX)));
    if (claim->title[0]) {
        buf_text(&linker->target, " (");
        text_show(&linker->target, bytes_of(claim->title, strnlen(claim->title, 100)));
        buf_text(&linker->target, ")");
    }
    return linker_gap(linker, GAP_OCI_BLOB_MISSING, layout->item->path, claim->offset,
                      "%s %s is not here%s", role_word(claim->role), buf_string(&linker->target),
                      claim->elsewhere ? ", only at a URL" : "");
}

static bool ends(const char *text, const char *with)
{
    return bytes_ends(bytes_text(text), bytes_text(with));
}

/* A tar of nothing but its end: zeros, in as many blocks as its writer fills. */
static bool is_empty_tar(const struct assay_item *blob)
{
    static const uint8_t zeros[20 * 512];
    uint8_t digest[SHA256_SIZE];

    if (blob->content->size > sizeof zeros || blob->content->size % 512 != 0)
        return false;
    sha256(bytes_of(zeros, (size_t)blob->content->size), digest);
    return memcmp(digest, blob->content->sha256, sizeof digest) == 0;
}

/* What the media type calls the blob and what its bytes are; NULL where they agree. */
static const char *contradiction(const struct assay_claim *claim, const struct assay_item *blob)
{
    const char *type = claim->media_type;

    if (claim->role == ASSAY_CLAIM_MANIFEST)
        return is_format(blob, "oci-index") || is_format(blob, "oci-manifest")
                   ? NULL
                   : "could not be read as one: what it names was not compared";
    if (claim->role == ASSAY_CLAIM_CONFIG)
        return is_format(blob, "oci-config") || (!ends(type, "image.config.v1+json") &&
                                                 !ends(type, "container.image.v1+json"))
                   ? NULL
                   : "could not be read as one: its digests of layers were not compared";
    if (claim->role != ASSAY_CLAIM_LAYER || blob->content->size == 0)
        return NULL;
    if (ends(type, "+gzip") || ends(type, ".gzip"))
        return is_format(blob, "gzip") ? NULL : "is not compressed with gzip";
    if (ends(type, "+zstd"))
        return is_format(blob, "zstd") ? NULL : "is not compressed with zstd";
    /* tools that push single files call each of them a tar, and give its name */
    if ((ends(type, ".layer.v1.tar") || ends(type, ".diff.tar")) && !claim->title[0])
        return is_format(blob, "gzip") || is_format(blob, "zstd") || is_format(blob, "xz") ||
                       is_format(blob, "bzip2")
                   ? "is compressed"
               : is_format(blob, "tar") || is_empty_tar(blob) ? NULL
                                                              : "is no tar";
    return NULL;
}

static ASSAY_RESULT check_type(struct linker *linker, const struct assay_claim *claim,
                               const struct found *found)
{
    const struct assay_item *blob = &linker->inventory->items[found->first];
    const char *wrong = NULL;

    if (!claim->media_type[0])
        return ASSAY_OK;
    if (claim->role == ASSAY_CLAIM_LAYER && ends(claim->media_type, "+encrypted"))
        return linker_gap(linker, GAP_BUNDLE_ENCRYPTED, blob->path, ASSAY_NO_OFFSET,
                          "a layer that only its receiver can read");
    for (size_t i = 0; i < found->count; i++) { /* any version that is what it is called */
        const struct assay_item *item = &linker->inventory->items[found->first + i];

        if (item->content->kind == ASSAY_KIND_POINTER || item->content->cut)
            return ASSAY_OK;
        wrong = contradiction(claim, item);
        if (!wrong)
            return ASSAY_OK;
    }
    buf_reset(&linker->target);
    text_show(&linker->target,
              bytes_of(claim->media_type, strnlen(claim->media_type, DIGEST_WORD_MAX)));
    return linker_gap(linker, GAP_OCI_MEDIA_TYPE, blob->path, ASSAY_NO_OFFSET, "called %s, but %s",
                      buf_string(&linker->target), wrong);
}

static ASSAY_RESULT check_size(struct linker *linker, const struct layout *layout,
                               const struct assay_claim *claim, const struct found *found)
{
    const struct assay_item *items = linker->inventory->items;
    uint64_t size = items[found->first].content->size;

    for (size_t i = found->first; i < found->first + found->count; i++) {
        const struct assay_examination *content = items[i].content;
        const struct assay_fact *pointer = link_fact(content, ASSAY_FACT_POINTER_SIZE);

        if (pointer)
            size = (uint64_t)pointer->value.integer;
        if (content->cut || claim->size == ASSAY_NO_SIZE || claim->size == content->size ||
            (pointer && size == claim->size))
            return ASSAY_OK;
    }
    return linker_gap(linker, GAP_OCI_SIZE_MISMATCH, items[found->first].path, ASSAY_NO_OFFSET,
                      "%" PRIu64 " bytes, but %s states %" PRIu64, size, layout->shown,
                      claim->size);
}

/* Blobs that are found by digest are held against it by their name, once, in check_blob(). */
static ASSAY_RESULT check_digest(struct linker *linker, const struct layout *layout,
                                 const struct assay_claim *claim, const struct found *found)
{
    char named[DIGEST_WORD_MAX], shown[CLAIM_DIGEST_SHOWN];
    struct bytes root;
    size_t item;

    if (!claim->digest[0] ||
        blob_name_read(path_name(linker->inventory->items[found->first].path), named, &root) ||
        claim_judge(linker, claim, found, &item) != CLAIM_DIGEST)
        return ASSAY_OK;
    claim_show_found(claim, linker->inventory->items[item].content, shown);
    return linker_gap(linker, GAP_OCI_DIGEST_MISMATCH, linker->inventory->items[item].path,
                      ASSAY_NO_OFFSET, "%s, but %s names it by %s", shown, layout->shown,
                      claim->digest);
}

static ASSAY_RESULT declare_text(struct linker *linker, const struct found *found,
                                 enum assay_fact_id id, const struct assay_path *from,
                                 const char *text)
{
    const struct assay_value value = {.type = ASSAY_VALUE_TEXT, .text = text};

    if (!text[0] || strlen(text) > LIMIT_FACT_TEXT || !utf8_valid(bytes_text(text)))
        return ASSAY_OK;
    for (size_t i = found->first; i < found->first + found->count; i++)
        TRY(linker_fact(linker, i, id, from, value));
    return ASSAY_OK;
}

static ASSAY_RESULT declare_tag(struct linker *linker, const struct found *found,
                                const struct assay_path *from, const char *tag)
{
    const char **texts;
    struct assay_value value = {.type = ASSAY_VALUE_TEXTS};

    if (!tag[0] || strlen(tag) > LIMIT_FACT_TEXT || !utf8_valid(bytes_text(tag)))
        return ASSAY_OK;
    texts = arena_array(inventory_arena(linker->inventory), 1, sizeof *texts);
    if (!texts)
        return linker_no_memory(linker);
    texts[0] = tag;
    value.texts = texts;
    value.count = 1;
    for (size_t i = found->first; i < found->first + found->count; i++)
        TRY(linker_fact(linker, i, ASSAY_FACT_OCI_TAGS, from, value));
    return ASSAY_OK;
}

static ASSAY_RESULT check_found(struct linker *linker, const struct layout *layout,
                                const struct assay_claim *claim, const struct found *found)
{
    const struct assay_path *from = layout->item->path;

    if (claim->role != ASSAY_CLAIM_SUBJECT)
        for (size_t i = found->first; i < found->first + found->count; i++)
            linker->named[i] = true;
    TRY(check_digest(linker, layout, claim, found));
    TRY(check_size(linker, layout, claim, found));
    TRY(check_type(linker, claim, found));
    TRY(declare_text(linker, found, ASSAY_FACT_OCI_MEDIA_TYPE, from, claim->media_type));
    if (claim->role == ASSAY_CLAIM_MANIFEST)
        return declare_tag(linker, found, from, claim->title);
    return declare_text(linker, found, ASSAY_FACT_OCI_TITLE, from, claim->title);
}

static bool is_plain(const struct assay_item *layer)
{
    return !is_format(layer, "gzip") && !is_format(layer, "zstd") && !is_format(layer, "xz") &&
           !is_format(layer, "bzip2") && layer->content->kind != ASSAY_KIND_POINTER;
}

/* The configuration names each layer by the digest of its plain bytes. False where those are not
 * known, as of a stream that broke off: told elsewhere. */
static bool is_other(struct linker *linker, const struct assay_claim *claim,
                     const struct found *layer, size_t *item)
{
    const struct assay_item *first = &linker->inventory->items[layer->first];
    const struct assay_fact *plain = link_fact(first->content, ASSAY_FACT_CONTAINER_PLAIN_SHA256);

    *item = layer->first;
    if (is_plain(first))
        return claim_judge(linker, claim, layer, item) == CLAIM_DIGEST;
    return plain && bytes_starts(bytes_text(claim->digest), BYTES("sha256:")) &&
           strcmp(claim->digest + strlen("sha256:"), plain->value.text) != 0;
}

static ASSAY_RESULT check_diffs(struct linker *linker, const struct assay_item *config,
                                const struct image *image)
{
    size_t number = 0;

    for (size_t i = 0; i < config->content->claim_count; i++) {
        const struct assay_claim *claim = &config->content->claims[i];
        const struct found *layer;
        size_t item;

        if (claim->role != ASSAY_CLAIM_DIFF)
            continue;
        layer = number < image->count ? &image->layers[number] : NULL;
        number++;
        if (!layer || layer->count == 0 || !is_other(linker, claim, layer, &item))
            continue;
        TRY(linker_gap(linker, GAP_OCI_DIGEST_MISMATCH, linker->inventory->items[item].path,
                       ASSAY_NO_OFFSET, "the configuration of its image states %s for layer %zu",
                       claim->digest, number));
    }
    if (number != image->count)
        return linker_gap(linker, GAP_OCI_INVALID, image->manifest, ASSAY_NO_OFFSET,
                          "%zu layers, but its configuration states %zu", image->count, number);
    return ASSAY_OK;
}

static ASSAY_RESULT push_layer(struct linker *linker, struct image *image, struct found found)
{
    if (!HAS_ROOM(image->layers, image->count, image->capacity))
        return linker_no_memory(linker);
    image->layers[image->count++] = found;
    return ASSAY_OK;
}

static void image_clear(struct image *image)
{
    free(image->layers);
}

/* Ends an image: its layers are known, and its configuration. An artifact is no image. */
static ASSAY_RESULT end_image(struct linker *linker, const struct layout *layout,
                              const struct assay_claim *claim, const struct found *config,
                              struct image *image)
{
    if (layout->by_name || ends(claim->media_type, "image.config.v1+json") ||
        ends(claim->media_type, "container.image.v1+json")) {
        if (config->count > 0 && is_format(&linker->inventory->items[config->first], "oci-config"))
            TRY(check_diffs(linker, &linker->inventory->items[config->first], image));
        TRY(link_image(linker, image));
    }
    image->count = 0;
    return ASSAY_OK;
}

/* A layout says where it begins: its index must be there, and be one. */
static ASSAY_RESULT check_layout(struct linker *linker, const struct assay_item *item)
{
    struct found found;

    if (!linker->whole)
        return ASSAY_OK;
    if (!link_join(&linker->name, link_folder(path_name(item->path)), BYTES("index.json")))
        return buf_status(&linker->name, linker->err);
    link_find_either(linker, item->path->container, buf_bytes(&linker->name), &found);
    TRY(buf_status(&linker->target, linker->err));
    for (size_t i = found.first; i < found.first + found.count; i++)
        if (is_format(&linker->inventory->items[i], "oci-index"))
            return ASSAY_OK;
    if (found.told)
        return ASSAY_OK;
    return linker_gap(linker, GAP_OCI_INVALID, item->path, ASSAY_NO_OFFSET,
                      "a layout whose index.json %s",
                      found.count ? "is no index: what it names was not compared" : "is not here");
}

enum assay_status link_oci(struct linker *linker, size_t document)
{
    const struct assay_item *item = &linker->inventory->items[document];
    CLEANUP(layout_clear) struct layout layout = {0};
    CLEANUP(image_clear) struct image image = {.manifest = item->path};

    if (is_format(item, "oci-config")) /* judged with the layers, which its manifest names */
        return ASSAY_OK;
    TRY(layout_open(linker, item, &layout));
    for (size_t i = 0; i < item->content->claim_count; i++) {
        const struct assay_claim *claim = &item->content->claims[i];
        struct found found;

        TRY(find_claimed(linker, &layout, claim, &found));
        TRY(link_follow(linker, &found));
        if (found.count > 0)
            TRY(check_found(linker, &layout, claim, &found));
        else if (!found.told)
            TRY(tell_missing(linker, &layout, claim));
        if (claim->role == ASSAY_CLAIM_LAYER)
            TRY(push_layer(linker, &image, found));
        else if (claim->role == ASSAY_CLAIM_CONFIG)
            TRY(end_image(linker, &layout, claim, &found, &image));
    }
    return ASSAY_OK;
}

/* A blob's bytes against its own name. */
static ASSAY_RESULT check_blob(struct linker *linker, size_t index, const char *digest)
{
    const struct assay_item *item = &linker->inventory->items[index];
    const struct assay_claim claim = {.digest = digest, .size = ASSAY_NO_SIZE};
    const struct found found = {.first = index, .count = 1};
    char shown[CLAIM_DIGEST_SHOWN];
    size_t same;

    switch (claim_judge(linker, &claim, &found, &same)) {
    case CLAIM_UNSUPPORTED:
        return linker_gap(linker, GAP_OCI_DIGEST_UNSUPPORTED, item->path, ASSAY_NO_OFFSET,
                          "named by %.40s..., which is not computed", digest);
    case CLAIM_DIGEST:
        claim_show_found(&claim, item->content, shown);
        return linker_gap(linker, GAP_OCI_DIGEST_MISMATCH, item->path, ASSAY_NO_OFFSET,
                          "its bytes have %s", shown);
    default:
        return ASSAY_OK;
    }
}

static ASSAY_RESULT tell_unreferenced(struct linker *linker, size_t index, struct bytes root)
{
    const struct assay_value value = {.type = ASSAY_VALUE_BOOL, .boolean = true};
    const struct assay_item *item = &linker->inventory->items[index];
    bool has_index;

    if (linker->named[index] || !linker->whole)
        return ASSAY_OK;
    TRY(stands(linker, item->path->container, root, "index.json", &has_index));
    return has_index ? linker_fact(linker, index, ASSAY_FACT_OCI_UNREFERENCED, NULL, value)
                     : ASSAY_OK;
}

enum assay_status link_oci_blobs(struct linker *linker)
{
    for (size_t i = 0; i < linker->inventory->item_count; i++) {
        const struct assay_item *item = &linker->inventory->items[i];
        char digest[DIGEST_WORD_MAX];
        struct bytes root;

        if (item->type != ASSAY_ITEM_FILE)
            continue;
        if (is_format(item, "oci-layout"))
            TRY(check_layout(linker, item));
        if (!blob_name_read(path_name(item->path), digest, &root))
            continue;
        TRY(check_blob(linker, i, digest));
        TRY(tell_unreferenced(linker, i, root));
    }
    return ASSAY_OK;
}
