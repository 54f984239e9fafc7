/* Cobertura's XML: <coverage>, in it <sources> that file names are relative to, and <packages>
 * with a <class filename> for each file or for each class in one, and in these <line number
 * hits>, once for the class and once more for its methods.
 *
 * A line-rate alone doesn't say how many lines there are, so it says nothing here. The only
 * file that knows expat. Declarations are refused, whatever they declare, and nothing but the
 * bytes at hand is ever read. */
#include "engine/index/coverage_report.h"

#include <expat.h>

struct cobertura {
    struct coverage_report *report;
    struct err *e;
    XML_Parser parser;
    unsigned depth;
    unsigned class_depth;  /* of the class that we are in; 0: in none */
    unsigned source_depth; /* the same */
    bool has_packages;
    bool failed;         /* *e says why */
    size_t source_bytes; /* of the text of this source */
    char source[COVERAGE_NAME_MAX_BYTES + 1];
};

static void fail_at_line(struct cobertura *c, enum err_code code, const char *reason)
{
    c->failed = true;
    err_set(c->e, code, "line %lu: %s", XML_GetCurrentLineNumber(c->parser), reason);
    XML_StopParser(c->parser, XML_FALSE);
}

static const char *attribute(const XML_Char **attributes, const char *name)
{
    for (; *attributes; attributes += 2) {
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    }
    return NULL;
}

static void class_begin(struct cobertura *c, const XML_Char **attributes)
{
    const char *name = attribute(attributes, "filename");
    struct err e;

    c->class_depth = c->depth;
    if (!name)
        fail_at_line(c, ERR_FORMAT, "a class has no filename");
    else if (!report_file(c->report, slice_of(name), &e))
        fail_at_line(c, e.code, e.message);
}

static void line_begin(struct cobertura *c, const XML_Char **attributes)
{
    const char *number = attribute(attributes, "number");
    const char *hits = attribute(attributes, "hits");
    struct slice text = slice_of(number ? number : "");
    uint32_t line;
    struct err e;
    bool ran;

    if (!report_number(&text, &line) || text.len)
        fail_at_line(c, ERR_FORMAT, NO_LINE_TEXT);
    else if (!hits || !report_hits(slice_of(hits), &ran))
        fail_at_line(c, ERR_FORMAT, "a line doesn't say how often it ran");
    else if (!report_line(c->report, line, ran, &e))
        fail_at_line(c, e.code, e.message);
}

static void source_begin(struct cobertura *c)
{
    c->source_depth = c->depth;
    c->source_bytes = 0;
}

static void XMLCALL element_begin(void *context, const XML_Char *name,
                                  const XML_Char **attributes)
{
    struct cobertura *c = context;

    if (++c->depth > COVERAGE_MAX_DEPTH)
        fail_at_line(c, ERR_LIMIT,
                     "elements lie more than " LIMIT_TEXT(COVERAGE_MAX_DEPTH) " deep");
    else if (c->depth == 1 && strcmp(name, "coverage") != 0)
        fail_at_line(c, ERR_FORMAT, "is XML, but not of Cobertura");
    else if (strcmp(name, "packages") == 0)
        c->has_packages = true;
    else if (strcmp(name, "source") == 0)
        source_begin(c);
    else if (strcmp(name, "class") == 0)
        class_begin(c, attributes);
    else if (c->class_depth && strcmp(name, "lines") == 0)
        report_last(c->report)->has_marks = true;
    else if (c->class_depth && strcmp(name, "line") == 0)
        line_begin(c, attributes);
}

static struct slice trimmed(struct slice s)
{
    while (s.len && strchr(" \t\r\n", s.data[s.len - 1]))
        s.len--;
    while (s.len && strchr(" \t\r\n", s.data[0])) {
        s.data++;
        s.len--;
    }
    return s;
}

static void source_end(struct cobertura *c)
{
    struct slice folder = trimmed((struct slice){c->source, c->source_bytes});
    struct err e;

    c->source_depth = 0;
    /* The folder that the tool ran in is written so, too. */
    if (!folder.len)
        folder = slice_of(".");
    if (!report_folder(c->report, folder, &e))
        fail_at_line(c, e.code, e.message);
}

static void XMLCALL element_end(void *context, const XML_Char *name)
{
    struct cobertura *c = context;

    (void)name;
    if (c->source_depth == c->depth)
        source_end(c);
    if (c->class_depth == c->depth)
        c->class_depth = 0;
    c->depth--;
}

static void XMLCALL text_add(void *context, const XML_Char *text, int len)
{
    struct cobertura *c = context;
    size_t bytes = (size_t)len;

    if (c->source_depth != c->depth)
        return;
    if (bytes > sizeof c->source - c->source_bytes) {
        fail_at_line(
            c, ERR_LIMIT,
            "a name is longer than " LIMIT_TEXT(COVERAGE_NAME_MAX_BYTES) " bytes");
        return;
    }
    memcpy(c->source + c->source_bytes, text, bytes);
    c->source_bytes += bytes;
}

static void XMLCALL doctype_begin(void *context, const XML_Char *name,
                                  const XML_Char *system, const XML_Char *public,
                                  int has_declarations)
{
    (void)name;
    (void)system;
    (void)public;
    if (has_declarations)
        fail_at_line(context, ERR_FORMAT,
                     "its DOCTYPE declares something, which is not accepted");
}

/* Expat copies what it is given, and looks at an element again from its beginning when it
 * goes on in the next piece. */
#define PIECE_BYTES ((size_t)64 << 20)

static bool parse(struct cobertura *c, struct slice text)
{
    enum XML_Status status;

    do {
        size_t bytes = text.len < PIECE_BYTES ? text.len : PIECE_BYTES;

        status = XML_Parse(c->parser, text.data, (int)bytes, bytes == text.len);
        text.data += bytes;
        text.len -= bytes;
    } while (status == XML_STATUS_OK && text.len);
    return status == XML_STATUS_OK;
}

static bool parse_or_fail(struct cobertura *c, struct slice text)
{
    if (parse(c, text))
        return true;
    if (XML_GetErrorCode(c->parser) == XML_ERROR_NO_MEMORY)
        fatal("out of memory");
    return !c->failed && err_set(c->e, ERR_FORMAT, "line %lu: is no XML as it stands: %s",
                                 XML_GetCurrentLineNumber(c->parser),
                                 XML_ErrorString(XML_GetErrorCode(c->parser)));
}

bool cobertura_read(struct coverage_report *r, struct slice text, struct err *e)
{
    struct cobertura c = {.report = r, .e = e, .parser = XML_ParserCreate(NULL)};
    bool good;

    if (!c.parser)
        fatal("out of memory");
    XML_SetUserData(c.parser, &c);
    XML_SetElementHandler(c.parser, element_begin, element_end);
    XML_SetCharacterDataHandler(c.parser, text_add);
    XML_SetStartDoctypeDeclHandler(c.parser, doctype_begin);
    good = parse_or_fail(&c, text);
    XML_ParserFree(c.parser);
    return good &&
           (c.has_packages ||
            err_set(e, ERR_FORMAT, "has no <packages>, so it is no report of Cobertura"));
}
