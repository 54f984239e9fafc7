/* One row a thing found, for spreadsheets and databases. A cell is empty when its value
 * isn't known. */
#include "engine/report/csv.h"
#include "engine/report/report.h"

static const char header[] =
    "path,path_base64,outcome,reason,detail,partial,error_line,language,bytes,physical,"
    "code,comment,blank,docstring,functions,classes,imports,tests,cyclomatic,complexity,"
    "docstrings,documentables,hints,hintables,has_docstrings,has_type_hints\r\n";

static void text_cell(struct buf *out, const char *text)
{
    buf_add_char(out, ',');
    if (text)
        csv_text(out, slice_of(text));
}

static void number_cell(struct buf *out, uint64_t number)
{
    buf_add_char(out, ',');
    buf_add_number(out, number);
}

static void bool_cell(struct buf *out, bool is_true)
{
    buf_add_text(out, is_true ? ",true" : ",false");
}

static void empty_cells(struct buf *out, unsigned count)
{
    while (count--)
        buf_add_char(out, ',');
}

static void facts_cells(struct buf *out, const struct facts *f)
{
    if (!f) {
        empty_cells(out, 12);
        return;
    }
    number_cell(out, f->function_count);
    number_cell(out, f->class_count);
    number_cell(out, f->import_count);
    number_cell(out, f->test_count);
    number_cell(out, f->module_cyclomatic);
    number_cell(out, f->branch_weight);
    number_cell(out, f->docstring_count);
    number_cell(out, f->documentable_count);
    number_cell(out, f->hint_count);
    number_cell(out, f->hintable_count);
    bool_cell(out, f->has_docstrings);
    bool_cell(out, f->has_type_hints);
}

static void analysed_cells(struct buf *out, const struct file *file)
{
    bool_cell(out, file->partial);
    if (file->error_line)
        number_cell(out, file->error_line);
    else
        empty_cells(out, 1);
    text_cell(out, file->language ? file->language->name : NULL);
    number_cell(out, file->bytes);
    number_cell(out, file->lines.physical);
    number_cell(out, file->lines.code);
    number_cell(out, file->lines.comment);
    number_cell(out, file->lines.blank);
    number_cell(out, file->lines.docstring);
    facts_cells(out, file->facts);
}

static void row(const struct file *file, struct buf *out)
{
    static const char *const outcomes[] = {"analysed", "skipped", "failed"};
    bool analysed = file->outcome == FILE_ANALYSED;

    csv_path(out, file->path);
    text_cell(out, outcomes[file->outcome]);
    text_cell(out, analysed ? NULL : reason_name(file->reason));
    text_cell(out, file->detail);
    if (analysed)
        analysed_cells(out, file);
    else
        empty_cells(out, 21);
    buf_add_text(out, "\r\n");
}

static const struct section sections[] = {
    {.text = header, .rows = ROWS_ALL, .row = row},
    {0},
};

const struct report report_csv = {
    .name = "csv",
    .summary = "One row a file, for spreadsheets and databases",
    .sections = sections,
};
