#include "engine/impact/module_names.h"

#include "engine/base/memory.h"
#include "engine/base/utf8.h"

#include <stdlib.h>

static int by_name(const void *a, const void *b, void *names)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    const struct slice *all = names;
    int order = slice_compare(all[left], all[right]);

    return order ? order : (left > right) - (left < right);
}

static bool in_order(const struct slice *names, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (slice_compare(names[i - 1], names[i]) > 0)
            return false;
    return true;
}

void module_names_init(struct module_names *n, const struct slice *names, uint32_t count)
{
    *n = (struct module_names){names, count,
                               memory_realloc(NULL, count, sizeof *n->sorted)};
    for (uint32_t i = 0; i < count; i++)
        n->sorted[i] = i;
    if (!in_order(names, count))
        qsort_r(n->sorted, count, sizeof *n->sorted, by_name, (void *)names);
}

void module_names_release(struct module_names *n)
{
    free(n->sorted);
    *n = (struct module_names){0};
}

uint32_t module_names_place(const struct module_names *n, struct slice key)
{
    uint32_t low = 0, high = n->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (slice_compare(module_names_at(n, middle), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_part_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

bool module_name_is_dotted(struct slice name)
{
    bool in_part = false;

    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == '.' ? !in_part : !is_part_char(name.data[i]))
            return false;
        in_part = name.data[i] != '.';
    }
    return in_part;
}

struct module_shown module_show(struct slice name)
{
    const char *at = name.data, *const end = name.data + name.len;
    struct module_shown s = {{0}};
    size_t len = 0;

    while (at < end) {
        uint32_t c;
        unsigned bytes = utf8_decode(at, end, &c);
        bool hidden = !bytes || utf8_is_hidden(c);

        if (len + (hidden ? 1 : bytes) > sizeof s.text - 4) {
            memcpy(s.text + len, "...", 3);
            break;
        }
        if (hidden)
            s.text[len] = '?';
        else
            memcpy(s.text + len, at, bytes);
        len += hidden ? 1 : bytes;
        at += bytes ? bytes : 1;
    }
    return s;
}
