/* A comment on a merge request: the verdict, then what got worse; the rest is folded up. HTML
 * within Markdown needs an empty line on both sides. */
#include "engine/cmd/diff_page.h"
#include "engine/report/markdown.h"

static void head_add(const struct diff_page *p, struct buf *out)
{
    buf_add_format(out, "## What changed\n\n**%s**\n\n", p->verdict.data);
    buf_add_text(out, "From ");
    markdown_name(out, buf_slice(&p->from));
    buf_add_text(out, " to ");
    markdown_name(out, buf_slice(&p->to));
    buf_add_format(out, ": %zu files changed, %zu are new, %zu gone, %zu moved.\n\n",
                   p->diff->files_changed, p->diff->files_new.count,
                   p->diff->files_gone.count, p->diff->files_moved.count);
    if (p->diff->rules_changed || p->diff->asked_changed)
        buf_add_format(out, "> %s\n\n", strchr(p->document.note, '\n') + 1);
}

static void section_add(const struct diff_page *p, size_t number, struct out *out)
{
    const struct document_section *s = &p->sections[number];
    bool open = p->tones[number] == TONE_NUMBERS || p->tones[number] == TONE_WORSE;
    struct buf text = {0};

    if (open)
        buf_add_format(&text, "### %s (%zu)\n\n", s->title, s->sheet.count);
    else
        buf_add_format(&text, "<details><summary>%s (%zu)</summary>\n\n", s->title,
                       s->sheet.count);
    out_take(out, &text, true);
    markdown_sheet(&s->sheet, out);
    buf_add_text(&text, open ? "\n" : "\n</details>\n\n");
    out_take(out, &text, true);
    buf_release(&text);
}

void diff_markdown(struct diff_page *p, struct out *out)
{
    struct buf text = {0};

    head_add(p, &text);
    out_take(out, &text, true);
    for (size_t i = 0; i < p->document.section_count; i++)
        section_add(p, i, out);
    buf_release(&text);
}
