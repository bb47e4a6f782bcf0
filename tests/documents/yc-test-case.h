/* Cases to make papers of: synthetic persons, the whole form filled in. */
#pragma once

#include "../wire/test-whole-form.h"

#include "yc-template.h"

G_BEGIN_DECLS

typedef enum
{
  YC_TEST_CASE_TWO,     /* two shareholders, rare names */
  YC_TEST_CASE_ONE,     /* one; no manager, no supervisor */
  YC_TEST_CASE_FIFTY,   /* fifty; the manager represents the company */
  YC_TEST_CASE_LONG,    /* long names and scope, a board */
  YC_TEST_CASE_MISSING, /* nothing that may be missing is there */
  YC_TEST_N_CASES,
} YcTestCase;

extern const YcDate yc_test_today;

YcTemplateData *yc_test_case_new        (const YcMatter   *matter,
                                         YcTestCase        kind);
GPtrArray      *yc_test_templates_new   (YcCatalogue      *catalogue);
YcTemplate     *yc_test_find_template   (GPtrArray        *templates,
                                         const char       *id);
YcPaper        *yc_test_render          (YcTemplate       *self,
                                         YcTemplateData   *data);
char           *yc_test_read_pdf        (GBytes           *pdf,
                                         const char       *way);
char           *yc_test_squeeze         (const char       *text);

G_END_DECLS
