/*
 * sample.h - an inventory made by hand that has one of everything: kinds, facts of every type and
 * origin, observations, members of containers, links, hostile names, gaps, history.
 */

#pragma once

#include <assay/inventory.h>

#include "base/codec.h"
#include "base/kit.h"
#include "inventory/build.h"
#include "inventory/gaps.h"

static const struct assay_commit sample_commit = {
    .id = {0xe4, 0xf5, 0xa6, 0xb0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66,
           0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x01},
    .id_size = 20,
    .author = "A. Doe",
    .time = 1763600000, /* 2025-11-20T00:53:20Z */
};

static const struct assay_origin sample_origin = {.blob = {0x7c, 0x1e, 0x92, 0xab, 0x04},
                                                  .blob_size = 20,
                                                  .present = true,
                                                  .commit = &sample_commit};
static const struct assay_origin sample_removed = {
    .blob = {0x9d, 0x02}, .blob_size = 20, .present = false, .commit = &sample_commit};

#define SAMPLE_INT(fact, number)                                                                   \
    {                                                                                              \
        .id = ASSAY_FACT_##fact, .value = {.type = ASSAY_VALUE_INT, .integer = (number) }          \
    }
#define SAMPLE_TEXT(fact, said)                                                                    \
    {                                                                                              \
        .id = ASSAY_FACT_##fact, .value = {.type = ASSAY_VALUE_TEXT, .text = (said) }              \
    }

static const char *const sample_columns[] = {"id", "contact", "amount"};
static const char *const sample_imports[] = {"posix.system", "torch._utils._rebuild_tensor_v2"};
static const char *const sample_licenses[] = {"Apache-2.0"};

static const struct assay_fact sample_csv_facts[] = {
    {.id = ASSAY_FACT_DATASET_COLUMN_NAMES,
     .value = {.type = ASSAY_VALUE_TEXTS, .texts = sample_columns, .count = 3}},
    SAMPLE_INT(DATASET_COLUMNS, 3),
    {.id = ASSAY_FACT_DATASET_HEADER, .value = {.type = ASSAY_VALUE_BOOL, .boolean = true}},
    SAMPLE_INT(DATASET_ROWS, 48210),
};
static const struct assay_fact sample_model_facts[] = {
    {.id = ASSAY_FACT_MODEL_IMPORTS,
     .value = {.type = ASSAY_VALUE_TEXTS, .texts = sample_imports, .count = 2}},
    SAMPLE_INT(MODEL_PROTOCOL, 2),
};
static const struct assay_fact sample_tensor_facts[] = {
    SAMPLE_TEXT(MODEL_NAME, "credit-risk"),
    SAMPLE_INT(MODEL_PARAMETERS, 1234567),
};

static const struct assay_place sample_email_places[] = {
    {.offset = 8120, .line = 812, .column = 14}, {.offset = 8170, .line = 813, .column = 14}};
static const struct assay_column_count sample_email_columns[] = {{"contact", 1204}};
static const struct assay_observation sample_emails[] = {
    {"pii.email", ASSAY_HIGH, 1204, "", "j..n@e....org", sample_email_places, 2,
     sample_email_columns, 1},
    {"pii.phone", ASSAY_MEDIUM, 3, "", "+4..78", sample_email_places, 1, NULL, 0},
};
static const struct assay_place sample_import_place[] = {{.offset = 17, .line = 0, .column = 0}};
static const struct assay_observation sample_import[] = {
    {"model.code-import", ASSAY_HIGH, 1, "posix.system", "", sample_import_place, 1, NULL, 0},
};
static const struct assay_place sample_key_place[] = {{.offset = 120, .line = 4, .column = 9}};
static const struct assay_observation sample_key[] = {
    {"secret.private-key", ASSAY_HIGH, 1, "", "--..--", sample_key_place, 1, NULL, 0},
};

#define SAMPLE_FACTS(list) .facts = (list), .fact_count = ARRAY_LEN(list)
#define SAMPLE_SEEN(list) .observations = (list), .observation_count = ARRAY_LEN(list)

static const struct assay_examination sample_csv = {.size = 4130221,
                                                    .sha256 = {0x11},
                                                    .kind = ASSAY_KIND_DATASET,
                                                    .format = "csv",
                                                    SAMPLE_FACTS(sample_csv_facts),
                                                    SAMPLE_SEEN(sample_emails)};
static const struct assay_examination sample_small_csv = {
    .size = 12, .sha256 = {0x22}, .kind = ASSAY_KIND_DATASET, .format = "csv"};
static const struct assay_examination sample_card = {
    .size = 1999, .sha256 = {0x33}, .kind = ASSAY_KIND_CARD, .format = "hub-card"};
static const struct assay_examination sample_torch = {.size = 9876543210,
                                                      .sha256 = {0x44},
                                                      .kind = ASSAY_KIND_MODEL,
                                                      .load = ASSAY_LOAD_DANGEROUS,
                                                      .format = "pytorch-zip"};
static const struct assay_examination sample_pickle = {.size = 812,
                                                       .sha256 = {0x55},
                                                       .kind = ASSAY_KIND_MODEL,
                                                       .load = ASSAY_LOAD_DANGEROUS,
                                                       .format = "pickle",
                                                       SAMPLE_FACTS(sample_model_facts),
                                                       SAMPLE_SEEN(sample_import)};
static const struct assay_examination sample_tensors = {.size = 4938268,
                                                        .sha256 = {0x66},
                                                        .kind = ASSAY_KIND_MODEL,
                                                        .load = ASSAY_LOAD_CLEAN,
                                                        .format = "safetensors",
                                                        SAMPLE_FACTS(sample_tensor_facts)};
static const struct assay_examination sample_zip = {
    .size = 70000, .sha256 = {0x77}, .kind = ASSAY_KIND_CONTAINER, .format = "zip"};
static const struct assay_examination sample_script = {
    .size = 300, .sha256 = {0x88}, .kind = ASSAY_KIND_CODE, .format = "", SAMPLE_SEEN(sample_key)};
static const struct assay_examination sample_nothing = {.size = 0, .sha256 = {0xe3}, .format = ""};

static const struct assay_target_facts sample_target = {
    .type = "git",
    .view = "history",
    .name = "credit-risk",
    .head = "e4f5a6b0112233445566778899aabbccddeeff01",
    .range = "",
};

static inline void sample_item(struct inventory_part *part, const struct assay_path *path,
                               const struct assay_examination *content,
                               const struct assay_origin *origin)
{
    inventory_add(part, &(struct assay_item){.path = path, .content = content, .origin = origin});
}

/* Spread over two parts in an order that is not the canonical one. */
static inline void sample_fill(struct inventory_part *one, struct inventory_part *two)
{
    const struct assay_path *torch = inventory_path(one, NULL, BYTES("models/v3/model.pt"));
    const struct assay_path *zip = inventory_path(two, NULL, BYTES("models.zip"));
    const struct assay_path *card = inventory_path(two, NULL, BYTES("README.md"));
    const struct assay_path *inner = inventory_path(two, zip, BYTES("inner.tar"));
    struct assay_fact *licenses = arena_array(inventory_part_arena(two), 2, sizeof *licenses);

    licenses[0] = (struct assay_fact){
        .id = ASSAY_FACT_MODEL_LICENSE,
        .declared = true,
        .from = card,
        .value = {.type = ASSAY_VALUE_TEXTS, .texts = sample_licenses, .count = 1}};
    licenses[1] =
        (struct assay_fact){.id = ASSAY_FACT_MODEL_NAME,
                            .declared = true,
                            .from = card,
                            .value = {.type = ASSAY_VALUE_TEXT, .text = "Credit \"risk\" v3"}};

    sample_item(one, inventory_path(one, torch, BYTES("archive/data.pkl")), &sample_pickle,
                &sample_origin);
    sample_item(one, inventory_path(one, NULL, BYTES("data/users.csv")), &sample_csv,
                &sample_origin);
    sample_item(one, inventory_path(one, NULL, BYTES("data/caf\xe9.csv")), &sample_small_csv, NULL);
    sample_item(one, torch, &sample_torch, &sample_origin);
    sample_item(two, zip, &sample_zip, NULL);
    sample_item(two, inventory_path(two, NULL, BYTES("models.zip notes")), &sample_nothing, NULL);
    sample_item(two, inner, &sample_zip, NULL);
    sample_item(two, inventory_path(two, inner, BYTES("a/<b>&\x1b[31m\xe2\x80\xae.csv")),
                &sample_small_csv, NULL);
    sample_item(two, card, &sample_card, NULL);
    inventory_add(
        two, &(struct assay_item){.path = inventory_path(two, NULL, BYTES("models/v3.safetensors")),
                                  .content = &sample_tensors,
                                  .declared = licenses,
                                  .declared_count = 2});
    inventory_add(two, &(struct assay_item){.path = inventory_path(two, NULL, BYTES("latest")),
                                            .type = ASSAY_ITEM_SYMLINK,
                                            .link = "models/v3\xff",
                                            .content = &sample_nothing});
    sample_item(two, inventory_path(two, NULL, BYTES("deploy.sh")), &sample_script,
                &sample_removed);
    inventory_gap(one, GAP_BUNDLE_ENCRYPTED, inventory_path(two, zip, BYTES("keys.bin")), 4096,
                  "the entry needs a password");
    inventory_gap(two, GAP_GIT_SHALLOW, NULL, ASSAY_NO_OFFSET, "history stops at 3f9c2d1");
    inventory_gap(two, GAP_BUNDLE_ENCRYPTED, inventory_path(two, zip, BYTES("a.bin")),
                  ASSAY_NO_OFFSET, "the entry needs a password");
    inventory_count(one, 9, 0);
    inventory_count(two, 0, 14);
}

/* The sample, the caller's to release; stops the test when it cannot be made. */
static inline struct assay_inventory *sample_inventory(void)
{
    struct inventory_part *parts[2] = {inventory_part_new(), inventory_part_new()};
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    sample_fill(parts[0], parts[1]);
    if (inventory_merge(parts, 2, &sample_target, &inventory, &err) != ASSAY_OK)
        abort();
    return inventory;
}
