#include "engine/report/html_page.h"

#include <assert.h>

/* The assembler reads the file as it is: nothing is made of its bytes on the way. */
#define PIECE(name)                                   \
    __asm__(".pushsection .rodata\n"                  \
            ".hidden html_" #name "\n"                \
            ".global html_" #name "\n"                \
            "html_" #name ":\n"                       \
            ".incbin \"" HTML_FOLDER "/" #name "\"\n" \
            ".hidden html_" #name "_end\n"            \
            ".global html_" #name "_end\n"            \
            "html_" #name "_end:\n"                   \
            ".popsection\n");                         \
    extern const char html_##name[], html_##name##_end[]

PIECE(before_title);
PIECE(before_data);
PIECE(after_data);

struct slice html_piece(enum html_piece piece)
{
    static const struct {
        const char *start, *end;
    } pieces[] = {
        [HTML_BEFORE_TITLE] = {html_before_title, html_before_title_end},
        [HTML_BEFORE_DATA] = {html_before_data, html_before_data_end},
        [HTML_AFTER_DATA] = {html_after_data, html_after_data_end},
    };

    assert(piece <= HTML_AFTER_DATA);
    return (struct slice){pieces[piece].start,
                          (size_t)(pieces[piece].end - pieces[piece].start)};
}
