/*
 * inspectors.c - the formats that are inspected. A new one is its file inspect_<format>.c, its
 * declaration in inspect.h and its line here, sorted; ties of bids go to the earlier line.
 */

#include "base/kit.h"
#include "examine/inspect.h"

/* clang-format off */
const struct inspector *const inspectors[] = {
    &inspect_annex_pointer,
    &inspect_bmp,
    &inspect_card,
    &inspect_checksum_list,
    &inspect_csv,
    &inspect_dicom,
    &inspect_docker_save,
    &inspect_dvc,
    &inspect_fhir,
    &inspect_flac,
    &inspect_gguf,
    &inspect_gif,
    &inspect_hdf5,
    &inspect_hl7,
    &inspect_hub_card,
    &inspect_isobmff,
    &inspect_jpeg,
    &inspect_jsonl,
    &inspect_keras,
    &inspect_lfs_pointer,
    &inspect_license,
    &inspect_matroska,
    &inspect_mp3,
    &inspect_npy,
    &inspect_oci,
    &inspect_oci_layout,
    &inspect_ogg,
    &inspect_pickle,
    &inspect_png,
    &inspect_riff,
    &inspect_safetensors,
    &inspect_shard_index,
    &inspect_tiff,
    &inspect_wheel_record,
    NULL, /* the end */
};
/* clang-format on */
const size_t inspector_count = ARRAY_LEN(inspectors) - 1;
