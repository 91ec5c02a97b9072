/* inspect.h - the inspectors that exist, one line each, sorted; each in inspect_<format>.c. */

#pragma once

#include "examine/inspector.h"

extern const struct inspector inspect_annex_pointer;
extern const struct inspector inspect_arrow;
extern const struct inspector inspect_avro;
extern const struct inspector inspect_card;
extern const struct inspector inspect_chat_template;
extern const struct inspector inspect_checksum_list;
extern const struct inspector inspect_coreml;
extern const struct inspector inspect_csv;
extern const struct inspector inspect_dataset_json;
extern const struct inspector inspect_docker_save;
extern const struct inspector inspect_dvc;
extern const struct inspector inspect_flax;
extern const struct inspector inspect_gguf;
extern const struct inspector inspect_hdf5;
extern const struct inspector inspect_graph_def;
extern const struct inspector inspect_hub_card;
extern const struct inspector inspect_hub_code;
extern const struct inspector inspect_hub_config;
extern const struct inspector inspect_hydra;
extern const struct inspector inspect_jsonl;
extern const struct inspector inspect_kitfile;
extern const struct inspector inspect_keras;
extern const struct inspector inspect_lfs_pointer;
extern const struct inspector inspect_license;
extern const struct inspector inspect_nemo;
extern const struct inspector inspect_lightgbm;
extern const struct inspector inspect_mlmodel;
extern const struct inspector inspect_model_spec;
extern const struct inspector inspect_notebook;
extern const struct inspector inspect_npy;
extern const struct inspector inspect_oci;
extern const struct inspector inspect_oci_layout;
extern const struct inspector inspect_onnx;
extern const struct inspector inspect_parquet;
extern const struct inspector inspect_paddle;
extern const struct inspector inspect_paddle_params;
extern const struct inspector inspect_pickle;
extern const struct inspector inspect_python_path;
extern const struct inspector inspect_r;
extern const struct inspector inspect_safetensors;
extern const struct inspector inspect_saved_model;
extern const struct inspector inspect_shard_index;
extern const struct inspector inspect_skops;
extern const struct inspector inspect_torch_package;
extern const struct inspector inspect_torchscript;
extern const struct inspector inspect_torchserve;
extern const struct inspector inspect_json;
extern const struct inspector inspect_lmdb;
extern const struct inspector inspect_sqlite;
extern const struct inspector inspect_sqlite_log;
extern const struct inspector inspect_tfrecord;
extern const struct inspector inspect_tf_checkpoint;
extern const struct inspector inspect_tflite;
extern const struct inspector inspect_wheel_record;
extern const struct inspector inspect_xgboost;
