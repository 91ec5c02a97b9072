/* limits.h - the ceilings on what foreign bytes may ask for; each named, none hidden in code. */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* Entries and containers; the defaults of --max-depth, --max-entries, --max-expand, --max-ratio. */
#define LIMIT_CONTAINER_DEPTH 16
#define LIMIT_CONTAINER_ENTRIES UINT64_C(1000000)
#define LIMIT_CONTAINER_EXPAND (UINT64_C(64) << 30) /* bytes out of all containers of a run */
#define LIMIT_CONTAINER_RATIO 1000                  /* bytes out for each byte in, of one entry */
#define LIMIT_CONTAINER_GAPS 1000 /* flaws of a kind in one container that are told one by one */
#define LIMIT_RATIO_FREE (UINT64_C(1) << 20)      /* below this many bytes out no ratio is judged */
#define LIMIT_RUN_RATIO_FREE (UINT64_C(64) << 20) /* the same of all containers together */

/* What `zstd -d` reads unasked: log2 of a window, 128 MiB. The file decides the memory of this
 * decoder; what -19 and below write needs 8 MiB. */
#define LIMIT_ZSTD_WINDOW 27
#define LIMIT_LZMA_MEMORY (UINT64_C(128) << 20) /* the same of xz, whose -9 needs 65 MiB */

#define LIMIT_ZIP_ENDS 4096 /* places in the last 64 KiB that are looked at as the end of a zip */
#define LIMIT_ZIP_LINK 4096 /* bytes of a symbolic link in a zip; what is longer is no path */
#define LIMIT_GZIP_TEXTS (1U << 20) /* bytes of names and comments in the headers of one gzip */
#define LIMIT_DUMP_DEFINITIONS (16U << 20) /* bytes of definitions in one dump of a database */
#define LIMIT_DUMP_TEXTS (8U << 20)        /* bytes of names and statements of its tables */
#define LIMIT_ASIDES (8U << 20)        /* bytes beside the members of a container read in order */
#define LIMIT_EMPTY_FRAMES (1U << 20)  /* compressed frames in a row that hold nothing */
#define LIMIT_TAR_EXTENSION (8U << 20) /* bytes of one pax header of a tar */
#define LIMIT_SPARSE_PARTS (1U << 19)  /* stored parts of one sparse member of a tar */

/* The process in which libarchive reads one archive. */
#define LIMIT_READER_SECONDS 10 /* of a processor, without a sign of progress */
#define LIMIT_READER_STALLS 32  /* times that it had none, in one run */
#define LIMIT_READER_MEMORY (UINT64_C(512) << 20)

#define LIMIT_NAME 65535             /* bytes of one entry's name */
#define LIMIT_DOCUMENT (16U << 20)   /* bytes of a YAML or JSON document read whole */
#define LIMIT_DOCUMENT_NODES 1000000 /* values in one such document */
#define LIMIT_DOCUMENT_DEPTH 64      /* levels of arrays and objects (ledger-formats.md 1) */
#define LIMIT_ASSESSMENT (64U << 20) /* bytes of an earlier assessment to compare with */
#define LIMIT_YAML_DEPTH 32
#define LIMIT_CARD (1U << 20)           /* bytes of a card's YAML */
#define LIMIT_PAST_REPORTS (64U << 20)  /* bytes of all evaluation reports in a history */
#define LIMIT_LICENSE_TEXT (256U << 10) /* bytes of words of a licence's text */
#define LIMIT_SPOOL_MEMORY (8U << 20)   /* a nested seekable container is spooled here first */
#define LIMIT_SPOOL_NO_FILE (64U << 20) /* and goes on in memory where no file can be had */

/* What one item may add to an inventory. */
#define LIMIT_FACT_TEXT 4096          /* bytes of one text fact */
#define LIMIT_FACT_LIST 1024          /* elements of one list fact */
#define LIMIT_OBSERVATION_PLACES 10   /* first places kept of an observation; the rest is counted */
#define LIMIT_OBSERVATIONS 1024       /* distinct observations; further details are "... others" */
#define LIMIT_COLUMNS 16384           /* columns of a table, keys of records, that are watched */
#define LIMIT_LABELS 64               /* different values of a column of labels */
#define LIMIT_SAMPLES (1U << 20)      /* samples of one shard whose keys are compared */
#define LIMIT_GUESSES 16384           /* what columns of one item may be, class by class */
#define LIMIT_ITEM_GAPS 32            /* gaps of one item told one by one; the rest is counted */
#define LIMIT_CLAIMS (1U << 18)       /* what one manifest says of other content, entry by entry */
#define LIMIT_XLSB_RECORD (4U << 20)  /* bytes of one record of a workbook in binary form */
#define LIMIT_SHARED_TEXTS (1U << 22) /* texts that the sheets of a workbook point into, */
#define LIMIT_SHARED_BYTES ((size_t)32 << 20)  /* their bytes, */
#define LIMIT_SHARING_MEMBERS 4096             /* and members that do */
#define LIMIT_SQLITE_PAGES (UINT64_C(1) << 28) /* pages of one database, each a bit */
#define LIMIT_SQLITE_RECORD ((size_t)64 << 20) /* bytes of one record */
#define LIMIT_XML_TAG ((size_t)64 << 10)       /* bytes of one tag */
#define LIMIT_PDF_RATIO 200                    /* unpacked bytes for each byte of a PDF, */
#define LIMIT_PDF_LEAST ((uint64_t)64 << 20)   /* which may always come to so many */
#define LIMIT_PDF_MOST ((uint64_t)1 << 30)
#define LIMIT_WRAPPED_VALUE ((size_t)1 << 20)   /* bytes of one value as it stands, */
#define LIMIT_UNWRAPPED_VALUE ((size_t)1 << 20) /* and of what it holds */
#define LIMIT_UNWRAPPED ((uint64_t)64 << 20)    /* unpacked bytes of all values of an item */
#define LIMIT_PDF_OBJECTS ((size_t)16 << 20)    /* bytes of one stream of objects, or of a CMap */
#define LIMIT_PDF_FONTS ((size_t)1 << 12)
#define LIMIT_PDF_NAMES ((size_t)1 << 18)       /* of resources: each may be a font's */
#define LIMIT_PDF_CODES ((uint64_t)1 << 24)     /* of all fonts, their letters, and room for them */
#define LIMIT_XML_CHARS ((size_t)1 << 20)       /* bytes of text that are kept at once */
#define LIMIT_SHEET_REPEATS (UINT64_C(1) << 20) /* rows that one row stands for */
#define LIMIT_LMDB_VALUE ((size_t)64 << 20)     /* bytes of one value */
#define LIMIT_SQLITE_TABLES 65536               /* tables, indexes and views of one database */
#define LIMIT_CLAIM_BYTES ((size_t)64 << 20)    /* of names and digests in them */
#define LIMIT_POINTED (1U << 20) /* contents that one file stands for, at all its places */
#define LIMIT_WAITING_HITS 65536 /* hits that wait to be counted by the column they stand in */

#define LIMIT_JSON_NUMBER 1024      /* characters of one number of a JSON text */
#define LIMIT_JSON_NAMES (1U << 21) /* names of open objects that are kept to find repeats */
/* An inventory in its canonical form: bytes of it, and levels of one path in it. */
#define LIMIT_INVENTORY ((size_t)4 << 30)
#define LIMIT_PATH_LEVELS 256
#define LIMIT_RECORD_FOLDERS 64 /* above a record from which its paths may count; then the top */

#define LIMIT_LAYER_FILES (UINT64_C(16) << 20) /* files of layers that are put in their images */
#define LIMIT_LINK_VISITS (UINT64_C(8) << 20)  /* items that claims of one run are held against */
#define LIMIT_LINK_FACTS ((size_t)2 << 20)     /* what manifests say of their blobs, each */
#define LIMIT_LINK_HOPS 8                      /* links behind links to what a manifest names */

#define LIMIT_R_STEPS (1U << 18)      /* values inside values of an R file */
#define LIMIT_R_REFERENCES (1U << 22) /* shared values of one */
#define LIMIT_R_NAMES (1U << 20)      /* bytes of names of columns */
#define LIMIT_DISAGREEMENTS 64        /* of one model with its papers; words that are compared */

#define LIMIT_SPSS_ELEMENTS (1 << 20) /* variables of one file, and pieces of their texts */
#define LIMIT_SAS_PAGE (16U << 20)    /* bytes of a page of one file, and of a row */
#define LIMIT_SAS_TEXTS (32U << 20)   /* bytes of names, labels and formats of one */

#define LIMIT_COMPOUND_SECTORS (1U << 22) /* of one compound file; the old ones end there, too */
#define LIMIT_COMPOUND_ENTRIES (1U << 16) /* of its directory */
#define LIMIT_XLS_SHEETS (1U << 16)       /* of one workbook */

/* Tables that are packed: Parquet, Arrow, Avro. What is held at once of one file stays below 150
 * MiB. */
#define LIMIT_THRIFT_DEPTH 32                  /* values inside values of one struct of Thrift */
#define LIMIT_SCHEMA (1U << 20)                /* elements of one schema */
#define LIMIT_CELLS_FREE (UINT64_C(256) << 20) /* bytes of cells that any table may hold */
#define LIMIT_CELLS_RATIO 1000                 /* and beyond, for each byte of its file */
#define LIMIT_PICKLE_CELLS_RATIO 125           /* of a pickle, which has no runs of one value */
#define LIMIT_CELLS_ROWS (UINT64_C(1) << 22)   /* rows that are summed up side by side */
#define LIMIT_PARQUET_FOOTER ((size_t)32 << 20)
#define LIMIT_PARQUET_PAGE ((size_t)24 << 20) /* bytes of a page, packed and unpacked */
#define LIMIT_ARROW_MESSAGE ((size_t)16 << 20)
#define LIMIT_ARROW_FIELDS (1U << 17) /* of one schema, those inside others counted */
#define LIMIT_ARROW_BUFFER ((size_t)64 << 20)
#define LIMIT_ARROW_HELD ((size_t)96 << 20)      /* bytes of buffers at once */
#define LIMIT_ARROW_ELEMENTS (UINT64_C(1) << 22) /* values of lists of one batch */
#define LIMIT_ARROW_DICTIONARY ((size_t)24 << 20)
#define LIMIT_RECORD ((size_t)48 << 20) /* bytes of one record of a TFRecord */
#define LIMIT_FEATURES 4096             /* different features of its records */
#define LIMIT_ORC_FOOTER ((size_t)32 << 20)
#define LIMIT_AVRO_BLOCK ((size_t)48 << 20)
#define LIMIT_PARQUET_DICTIONARY ((size_t)16 << 20)

#define LIMIT_TENSORS (1U << 20)  /* tensors of one file whose places are compared */
#define LIMIT_RANK 64             /* dimensions of one tensor */
#define LIMIT_GRAPH_NAMES 16384U  /* different operators, functions or files that a graph names */
#define LIMIT_TEMPLATE (1U << 20) /* bytes of one chat template */
#define LIMIT_FLAT_TABLES (4U << 20) /* tables opened of one FlatBuffer */

/* HDF5: beside these a file may take as many steps as it has bytes (examine/hdf5/hdf5.h). */
#define LIMIT_HDF5_NAME 4096          /* bytes of one name, and of the path of an object */
#define LIMIT_HDF5_OBJECTS (1U << 20) /* groups and data sets of one file */
#define LIMIT_HDF5_DEPTH 256          /* groups inside groups */
#define LIMIT_HDF5_TREE_DEPTH 16      /* levels of one of its trees */
#define LIMIT_HDF5_TYPE_DEPTH 8       /* types inside types */
#define LIMIT_HDF5_VALUES (1U << 16)  /* values in one global heap: their numbers have 16 bits */
#define LIMIT_HDF5_CHUNK (64U << 20)  /* bytes of one piece of a data set, decoded */
#define LIMIT_HDF5_TEXT (1U << 20)    /* bytes of one text in a data set or attribute */

/* Media and medical records. */
#define LIMIT_MEDIA_DEPTH 16            /* boxes or elements inside one another */
#define LIMIT_MEDIA_PARTS (1U << 20)    /* boxes, chunks, tags, frames of one file */
#define LIMIT_MEDIA_TEXT (64U << 10)    /* bytes of one text in one */
#define LIMIT_DICOM_DEPTH 32            /* sequences inside sequences */
#define LIMIT_DICOM_ELEMENTS (1U << 22) /* elements of one data set */

/* The pickle machine: together about 60 MiB at most, for the one file being inspected. */
#define LIMIT_PICKLE_STACK (1U << 20)    /* values on the stack, marks */
#define LIMIT_PICKLE_MEMO (1U << 21)     /* memo keys whose values are kept */
#define LIMIT_PICKLE_CELLS (1U << 17)    /* items of tuples */
#define LIMIT_PICKLE_TEXTS (4U << 20)    /* bytes of texts */
#define LIMIT_PICKLE_LINE 65536          /* bytes of one line argument of protocol 0 */
#define LIMIT_PICKLE_NAMES 65536         /* different names imported by one file */
#define LIMIT_PICKLE_FIELDS 1024         /* dictionaries of fields of numpy.dtype in a stream */
#define LIMIT_PICKLE_STORAGES (1U << 20) /* different tensor storages of one file */
#define LIMIT_TORCH_STORAGES (16U << 20) /* bytes of a data.pkl that is read for its storages */
#define LIMIT_PICKLE_LATIN (16U << 20)   /* bytes of a text that stands for a pickle's */
#define LIMIT_PICKLE_NESTING 8           /* pickles inside pickles */

/* A pickle that may be a table is read once more, as what it makes: about 140 MiB at most. */
#define LIMIT_PICKLE_TREE_MEMO (1U << 22)  /* memo keys of a stream whose values are kept */
#define LIMIT_PICKLE_TREE_READS (1U << 20) /* names and keys read, and one for each byte */
#define LIMIT_PICKLE_TREE_ITEMS (1U << 23) /* places in lists, tuples and dictionaries */
#define LIMIT_PICKLE_TREE_NODES (1U << 18) /* lists, tuples, dictionaries, objects */
#define LIMIT_PICKLE_TABLES 256            /* tables of one pickle */

#define LIMIT_ENTRY 65535                  /* bytes of one ledger entry (ledger-formats.md 6) */
#define LIMIT_WITHHELD ((size_t)256 << 20) /* bytes of the list of values that an export lacks */
#define LIMIT_ENVELOPE_SIGNATURES 1024     /* of one envelope; each is tried with each key */
#define LIMIT_SPOOLED (1U << 20)           /* bytes of a spooled file that is looked at */
#define LIMIT_SEQUENCE 1024                /* entries that a sequencer commits at once */
#define LIMIT_EVIDENCE ((size_t)64 << 20)  /* bytes of a file that a statement names as evidence */
#define LIMIT_LINEAGE_THINGS 1024          /* inputs, or outputs, of one training */
#define LIMIT_STATEMENT_FILES 10000        /* files of attestations/ that are kept */
#define LIMIT_STATEMENT_BYTES (64U << 20)  /* of all of them */
#define LIMIT_STATEMENT_DEPTH 16           /* folders inside attestations/ */
#define LIMIT_FIRST_COMMITS 256            /* without parents, that name a repository */
#define LIMIT_TRACE_LINKS (1U << 24)       /* things, links, places or notes of one trace */
#define LIMIT_LINEAGE_RUNS 256             /* stages of one pipeline */

/* Walks of folders and of git. */
#define LIMIT_MODEL_FILES (UINT32_C(1) << 22) /* files of one signed model, pieces of them */
#define LIMIT_SIGNATURE_PAYLOAD (11U << 20)   /* its base64 and the rest fit in LIMIT_DOCUMENT */
#define LIMIT_LIST (256U << 20)               /* bytes of a list of names on the standard input */
#define LIMIT_LISTED_NAME (1U << 16)          /* bytes of one name in it */
#define LIMIT_FOLDER_DEPTH 512 /* folders inside folders on disk; each holds a descriptor */
#define LIMIT_TREE_DEPTH 2048  /* trees inside trees of git, as git's core.maxTreeDepth */
#define LIMIT_GIT_PLACES (UINT64_C(32) << 20) /* names times contents that one walk remembers */
#define LIMIT_GIT_OBJECT (UINT64_C(2) << 30)  /* bytes of one object that must be had whole */
#define LIMIT_GIT_BODY_MEMORY (8U << 20)      /* a larger one is whole in a temporary file */
#define LIMIT_GIT_BASES (8U << 20)            /* bytes of bases that a thread keeps */
#define LIMIT_GIT_WAITING (64U << 20)         /* bytes of bases in memory of one pack in a bundle */
#define LIMIT_GIT_NAMES (64U << 20)           /* bytes of names in the trees of such a pack */
#define LIMIT_BUNDLE_HEADER (16U << 20)       /* bytes before the pack of a bundle of git */
#define LIMIT_GIT_PACK_PAGES (48U << 20)      /* bytes of packs read before their pages go */
#define LIMIT_GIT_NOTES (4U << 20)            /* bytes of what helpers found and nobody took */
#define LIMIT_GIT_DELTA_CHAIN 8192            /* deltas on deltas; git writes 4095 at most */
#define LIMIT_GIT_ALTERNATE_DEPTH 5           /* alternates of alternates, as git has it */
#define LIMIT_GIT_ALTERNATES (1U << 20)       /* bytes of one info/alternates */
#define LIMIT_GIT_CONFIG (4U << 20)           /* bytes of one configuration file */
#define LIMIT_GIT_INCLUDES 256                /* files that configuration files include */
#define LIMIT_GIT_SETTINGS (1U << 20)         /* settings in all of them */
#define LIMIT_GIT_LOOKED (1U << 18)           /* folders whose attributes are remembered */
#define LIMIT_DVC_FILES (4U << 20)            /* files in one folder of DVC */
#define LIMIT_DVC_LIST (512U << 20)           /* bytes of the list of them */
#define LIMIT_INDEX_FILE ((size_t)1 << 30)    /* bytes of an index of git */
#define LIMIT_INDEX_NAMES (1U << 30)          /* bytes of all paths in one, shared beginnings too */
#define LIMIT_GIT_UNTRACKED (1U << 18) /* files of HEAD that its index has not, folders too */
#define LIMIT_SUBMODULES 1024          /* repositories of one run, each recorded commit one */
#define LIMIT_SUBMODULE_DEPTH 16       /* submodules inside submodules */
#define LIMIT_IGNORE_FILE (1U << 20)   /* bytes of one ignore file */
#define LIMIT_ATTRIBUTES (32U << 20)   /* bytes of memory for all attribute files of one path */
#define LIMIT_IGNORE_PATTERN 1024      /* bytes of one pattern in it */

#define LIMIT_USER_PATTERNS 10000 /* that a person may add */

/* What is kept of examinations from run to run (src/cache). */
#define LIMIT_CACHE (UINT64_C(1) << 30)         /* bytes of the file; the default of --cache-size */
#define LIMIT_CACHE_VALUE ((size_t)32 << 20)    /* bytes of a result; a larger is not kept */
#define LIMIT_CACHE_MEMBERS (UINT32_C(1) << 22) /* names below one entry */
#define LIMIT_CACHE_WAITING ((size_t)8 << 20)   /* bytes of results that wait to be written */
#define LIMIT_CACHE_LOADED ((size_t)256 << 20)  /* bytes of a cache that are held in memory */
