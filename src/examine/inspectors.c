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
    &inspect_catboost,
    &inspect_chat_template,
    &inspect_checksum_list,
    &inspect_csv,
    &inspect_dataset_json,
    &inspect_docker_save,
    &inspect_dvc,
    &inspect_flax,
    &inspect_gguf,
    &inspect_hub_card,
    &inspect_hub_code,
    &inspect_hub_config,
    &inspect_hydra,
    &inspect_jsonl,
    &inspect_kitfile,
    &inspect_lfs_pointer,
    &inspect_license,
    &inspect_lightgbm,
    &inspect_llamafile,
    &inspect_mlmodel,
    &inspect_model_spec,
    &inspect_notebook,
    &inspect_npy,
    &inspect_oci,
    &inspect_oci_layout,
    &inspect_openvino,
    &inspect_pickle,
    &inspect_pmml,
    &inspect_r,
    &inspect_safetensors,
    &inspect_shard_index,
    &inspect_wheel_record,
    &inspect_xgboost,
    NULL, /* the end */
};
/* clang-format on */
const size_t inspector_count = ARRAY_LEN(inspectors) - 1;
