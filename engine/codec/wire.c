#include "engine/codec/wire.h"

#include "engine/base/err.h"
#include "engine/base/memory.h"

#include <msgpack.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------- out */

static int write_to_buf(void *context, const char *bytes, size_t len)
{
    buf_add(context, (struct slice){bytes, len});
    return 0;
}

static msgpack_packer packer_on(struct buf *out)
{
    return (msgpack_packer){.data = out, .callback = write_to_buf};
}

static void name_pack(msgpack_packer *packer, const char *name)
{
    msgpack_pack_str_with_body(packer, name, strlen(name));
}

void wire_map(struct buf *out, uint32_t entries)
{
    msgpack_packer packer = packer_on(out);

    msgpack_pack_map(&packer, entries);
}

void wire_number(struct buf *out, const char *name, uint64_t number)
{
    msgpack_packer packer = packer_on(out);

    name_pack(&packer, name);
    msgpack_pack_uint64(&packer, number);
}

void wire_text(struct buf *out, const char *name, struct slice text)
{
    msgpack_packer packer = packer_on(out);

    name_pack(&packer, name);
    msgpack_pack_str_with_body(&packer, text.data, text.len);
}

void wire_bytes(struct buf *out, const char *name, struct slice bytes)
{
    msgpack_packer packer = packer_on(out);

    name_pack(&packer, name);
    msgpack_pack_bin_with_body(&packer, bytes.data, bytes.len);
}

/* ------------------------------------------------------------------ check */

/* Takes `count` bytes off the front as one big-endian number. */
static bool number_take(struct slice *left, size_t count, uint64_t *number)
{
    if (left->len < count)
        return false;
    *number = 0;
    for (size_t i = 0; i < count; i++)
        *number = *number << 8 | (uint8_t)left->data[i];
    left->data += count;
    left->len -= count;
    return true;
}

static bool skip(struct slice *left, uint64_t len)
{
    if (len > left->len)
        return false;
    left->data += len;
    left->len -= (size_t)len;
    return true;
}

/* So many bytes say the length that follows; 0: it is no text; no byte string. */
static size_t text_length_bytes(uint64_t tag)
{
    return tag == 0xd9 ? 1 : tag == 0xda ? 2 : tag == 0xdb ? 4 : 0;
}

static size_t bytes_length_bytes(uint64_t tag)
{
    return tag == 0xc4 ? 1 : tag == 0xc5 ? 2 : tag == 0xc6 ? 4 : 0;
}

static bool text_check(struct slice *left, uint64_t tag)
{
    uint64_t len;

    if (tag >= 0xa0 && tag <= 0xbf)
        return skip(left, tag & 0x1f);
    return text_length_bytes(tag) && number_take(left, text_length_bytes(tag), &len) &&
           skip(left, len);
}

static bool value_check(struct slice *left)
{
    uint64_t tag, len;

    if (!number_take(left, 1, &tag))
        return false;
    if (tag <= 0x7f)
        return true;
    if (tag >= 0xcc && tag <= 0xcf)
        return skip(left, (uint64_t)1 << (tag - 0xcc));
    if (bytes_length_bytes(tag))
        return number_take(left, bytes_length_bytes(tag), &len) && skip(left, len);
    return text_check(left, tag);
}

/* A map of at most WIRE_MAX_ENTRIES, texts to values that hold nothing themselves,
 * and not a byte more. */
static bool map_check(struct slice left)
{
    uint64_t tag, entries, name;

    if (!number_take(&left, 1, &tag))
        return false;
    entries = tag & 0x0f;
    if ((tag & 0xf0) != 0x80 && (tag != 0xde || !number_take(&left, 2, &entries)))
        return false;
    if (entries > WIRE_MAX_ENTRIES)
        return false;
    for (; entries; entries--) {
        if (!number_take(&left, 1, &name) || !text_check(&left, name) ||
            !value_check(&left))
            return false;
    }
    return left.len == 0;
}

/* --------------------------------------------------------------------- in */

struct wire {
    msgpack_zone zone;
    msgpack_object map; /* in the zone, but for texts and bytes */
};

struct wire *wire_new(void)
{
    struct wire *w = memory_calloc(1, sizeof *w);

    if (!msgpack_zone_init(&w->zone, 4096))
        fatal("no memory");
    return w;
}

void wire_free(struct wire *w)
{
    if (!w)
        return;
    msgpack_zone_destroy(&w->zone);
    free(w);
}

bool wire_read(struct wire *w, struct slice bytes)
{
    size_t at = 0;

    msgpack_zone_clear(&w->zone);
    w->map = (msgpack_object){.type = MSGPACK_OBJECT_NIL};
    return map_check(bytes) &&
           msgpack_unpack(bytes.data, bytes.len, &at, &w->zone, &w->map) ==
               MSGPACK_UNPACK_SUCCESS &&
           w->map.type == MSGPACK_OBJECT_MAP;
}

static const msgpack_object *value_of(const struct wire *w, const char *name,
                                      msgpack_object_type type)
{
    size_t len = strlen(name);

    if (w->map.type != MSGPACK_OBJECT_MAP)
        return NULL;
    for (uint32_t i = 0; i < w->map.via.map.size; i++) {
        const msgpack_object_kv *entry = &w->map.via.map.ptr[i];

        if (entry->key.via.str.size == len &&
            memcmp(entry->key.via.str.ptr, name, len) == 0)
            return entry->val.type == type ? &entry->val : NULL;
    }
    return NULL;
}

bool wire_get_number(const struct wire *w, const char *name, uint64_t most,
                     uint64_t *number)
{
    const msgpack_object *value = value_of(w, name, MSGPACK_OBJECT_POSITIVE_INTEGER);

    if (!value || value->via.u64 > most)
        return false;
    *number = value->via.u64;
    return true;
}

bool wire_get_text(const struct wire *w, const char *name, struct slice *text)
{
    const msgpack_object *value = value_of(w, name, MSGPACK_OBJECT_STR);

    if (value)
        *text = (struct slice){value->via.str.ptr, value->via.str.size};
    return value;
}

bool wire_get_bytes(const struct wire *w, const char *name, struct slice *bytes)
{
    const msgpack_object *value = value_of(w, name, MSGPACK_OBJECT_BIN);

    if (value)
        *bytes = (struct slice){value->via.bin.ptr, value->via.bin.size};
    return value;
}
