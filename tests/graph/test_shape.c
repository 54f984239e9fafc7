#include "engine/graph/shape.h"

#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

Test(shape, fans_count_other_nodes_once_and_depth_counts_components)
{
    struct csr g = graph_of(6, "0>1 0>1:2 0>0 1>2 2>1 2>3 4>0");
    struct scc s;
    struct shape shape;

    scc_find(&s, &g, CSR_ALL_KINDS);
    shape_find(&shape, &g, &s, CSR_ALL_KINDS);
    cr_expect_eq(memcmp(shape.fan_out, (uint32_t[]){1, 1, 2, 0, 1, 0}, 24), 0);
    cr_expect_eq(memcmp(shape.fan_in, (uint32_t[]){1, 2, 1, 1, 0, 0}, 24), 0);
    cr_expect_eq(memcmp(shape.depth, (uint32_t[]){2, 1, 1, 0, 3, 0}, 24), 0);
    shape_release(&shape);
    scc_release(&s);
    csr_release(&g);
}
