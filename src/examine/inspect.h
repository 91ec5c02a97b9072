/* inspect.h - the inspectors that exist, one line each, sorted; each in inspect_<format>.c. */

#pragma once

#include "examine/inspector.h"

extern const struct inspector inspect_annex_pointer;
extern const struct inspector inspect_card;
extern const struct inspector inspect_catboost;
extern const struct inspector inspect_chat_template;
extern const struct inspector inspect_checksum_list;
extern const struct inspector inspect_csv;
extern const struct inspector inspect_dataset_json;
extern const struct inspector inspect_docker_save;
extern const struct inspector inspect_dvc;
extern const struct inspector inspect_flax;
extern const struct inspector inspect_gguf;
extern const struct inspector inspect_hub_card;
extern const struct inspector inspect_hub_code;
extern const struct inspector inspect_hub_config;
extern const struct inspector inspect_hydra;
extern const struct inspector inspect_jsonl;
extern const struct inspector inspect_kitfile;
extern const struct inspector inspect_lfs_pointer;
extern const struct inspector inspect_license;
extern const struct inspector inspect_lightgbm;
extern const struct inspector inspect_llamafile;
extern const struct inspector inspect_mlmodel;
extern const struct inspector inspect_model_spec;
extern const struct inspector inspect_notebook;
extern const struct inspector inspect_npy;
extern const struct inspector inspect_oci;
extern const struct inspector inspect_oci_layout;
extern const struct inspector inspect_openvino;
extern const struct inspector inspect_pickle;
extern const struct inspector inspect_pmml;
extern const struct inspector inspect_r;
extern const struct inspector inspect_safetensors;
extern const struct inspector inspect_shard_index;
extern const struct inspector inspect_wheel_record;
extern const struct inspector inspect_xgboost;
