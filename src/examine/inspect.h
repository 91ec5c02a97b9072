/* inspect.h - the inspectors that exist, one line each, sorted; each in inspect_<format>.c. */

#pragma once

#include "examine/inspector.h"

extern const struct inspector inspect_annex_pointer;
extern const struct inspector inspect_card;
extern const struct inspector inspect_checksum_list;
extern const struct inspector inspect_csv;
extern const struct inspector inspect_docker_save;
extern const struct inspector inspect_dvc;
extern const struct inspector inspect_gguf;
extern const struct inspector inspect_hub_card;
extern const struct inspector inspect_jsonl;
extern const struct inspector inspect_lfs_pointer;
extern const struct inspector inspect_license;
extern const struct inspector inspect_npy;
extern const struct inspector inspect_oci;
extern const struct inspector inspect_oci_layout;
extern const struct inspector inspect_pickle;
extern const struct inspector inspect_safetensors;
extern const struct inspector inspect_shard_index;
extern const struct inspector inspect_json;
extern const struct inspector inspect_lmdb;
extern const struct inspector inspect_ods;
extern const struct inspector inspect_xlsx;
extern const struct inspector inspect_xlsx_links;
extern const struct inspector inspect_xlsx_macros;
extern const struct inspector inspect_xlsx_strings;
extern const struct inspector inspect_xlsx_workbook;
extern const struct inspector inspect_sqlite;
extern const struct inspector inspect_sqlite_log;
extern const struct inspector inspect_wheel_record;
