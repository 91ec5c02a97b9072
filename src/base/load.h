/* load.h - integers of a fixed width where they lie in memory: as many bytes must be there. */

#pragma once

#include <stdint.h>

static inline uint16_t load_u16le(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t load_u32le(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint64_t load_u64le(const uint8_t *at)
{
    return load_u32le(at) | (uint64_t)load_u32le(at + 4) << 32;
}

static inline uint16_t load_u16be(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t load_u32be(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline uint64_t load_u64be(const uint8_t *at)
{
    return (uint64_t)load_u32be(at) << 32 | load_u32be(at + 4);
}
