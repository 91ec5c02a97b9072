/*
 * dvc_md5.h - the MD5 that DVC before version 3 gave to text: with each CRLF taken as LF.
 *
 * DVC reads 1 MiB at a time, and a CRLF that such a piece cuts in two stays one. It decides by the
 * first 512 bytes whether a file is text; DVC 2 did so once a file, later releases once a piece, so
 * that a large file has two such digests, and either is right.
 * Source: dvc 2, utils/__init__.py, file_md5(); dvc-data, hashfile/hash.py and istextfile.py.
 */

#pragma once

#include "crypto/digest.h"

struct dvc_md5;

struct dvc_md5 *dvc_md5_new(void); /* NULL when memory ran out */
void dvc_md5_free(struct dvc_md5 *md5);

void dvc_md5_add(struct dvc_md5 *md5, struct bytes bytes);
/* Hex of both digests, "once a file" first. */
void dvc_md5_end(struct dvc_md5 *md5, char once[33], char each[33]);
