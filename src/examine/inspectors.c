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
    &inspect_coreml,
    &inspect_coreml_manifest,
    &inspect_csv,
    &inspect_docker_save,
    &inspect_dvc,
    &inspect_executorch,
    &inspect_gguf,
    &inspect_graph_def,
    &inspect_hub_card,
    &inspect_jsonl,
    &inspect_lfs_pointer,
    &inspect_license,
    &inspect_npy,
    &inspect_oci,
    &inspect_oci_layout,
    &inspect_onnx,
    &inspect_paddle,
    &inspect_paddle_params,
    &inspect_pickle,
    &inspect_safetensors,
    &inspect_saved_model,
    &inspect_shard_index,
    &inspect_tf_checkpoint,
    &inspect_tf_checkpoint_state,
    &inspect_tflite,
    &inspect_wheel_record,
    NULL, /* the end */
};
/* clang-format on */
const size_t inspector_count = ARRAY_LEN(inspectors) - 1;
