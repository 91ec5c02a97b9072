/*
 * inspectors.c - the formats that are inspected. A new one is its file inspect_<format>.c, its
 * declaration in inspect.h and its line here, sorted; ties of bids go to the earlier line.
 */

#include "base/kit.h"
#include "examine/inspect.h"

/* clang-format off */
const struct inspector *const inspectors[] = {
    &inspect_annex_pointer,
    &inspect_arrow,
    &inspect_avro,
    &inspect_card,
    &inspect_checksum_list,
    &inspect_csv,
    &inspect_docker_save,
    &inspect_dvc,
    &inspect_gguf,
    &inspect_hub_card,
    &inspect_jsonl,
    &inspect_lfs_pointer,
    &inspect_license,
    &inspect_npy,
    &inspect_oci,
    &inspect_oci_layout,
    &inspect_orc,
    &inspect_parquet,
    &inspect_pickle,
    &inspect_safetensors,
    &inspect_shard_index,
    &inspect_tfrecord,
    &inspect_wheel_record,
    NULL, /* the end */
};
/* clang-format on */
const size_t inspector_count = ARRAY_LEN(inspectors) - 1;
