/*
 * inspectors.c - the formats that are inspected. A new one is its file inspect_<format>.c, its
 * declaration in inspect.h and its line here, sorted; ties of bids go to the earlier line.
 */

#include "base/kit.h"
#include "examine/inspect.h"

/* clang-format off */
const struct inspector *const inspectors[] = {
    &inspect_annex_pointer,
    &inspect_card,
    &inspect_checksum_list,
    &inspect_csv,
    &inspect_docker_save,
    &inspect_dvc,
    &inspect_gguf,
    &inspect_hub_card,
    &inspect_json,
    &inspect_jsonl,
    &inspect_lfs_pointer,
    &inspect_license,
    &inspect_lmdb,
    &inspect_npy,
    &inspect_oci,
    &inspect_oci_layout,
    &inspect_ods,
    &inspect_pickle,
    &inspect_safetensors,
    &inspect_shard_index,
    &inspect_sqlite,
    &inspect_sqlite_log,
    &inspect_wheel_record,
    &inspect_xlsx,
    &inspect_xlsx_links,
    &inspect_xlsx_macros,
    &inspect_xlsx_strings,
    &inspect_xlsx_workbook,
    NULL, /* the end */
};
/* clang-format on */
const size_t inspector_count = ARRAY_LEN(inspectors) - 1;
