/* What commands about papers share: which catalogue, template, data and day. */
#pragma once

#include "yc-template.h"

G_BEGIN_DECLS

typedef struct
{
  char *catalogue; /* (nullable), as all */
  char *templates;
  char *date;
  gboolean training;
  char *output;
  GPtrArray *rest; /* (nullable) before they are parsed: of char *: what is no option */
} YcCtlPaper;

/* A template with its data, ready to be made. */
typedef struct
{
  YcCatalogue *catalogue;
  YcTemplate *template;
  YcTemplateData *data;
  YcPaperOptions options;
} YcCtlPaperJob;

gboolean     yc_ctl_paper_parse          (YcCtlPaper         *self,
                                          const GOptionEntry *more,
                                          const char         *words,
                                          int                 argc,
                                          char              **argv,
                                          GError            **error);
void         yc_ctl_paper_clear          (YcCtlPaper       *self);
YcCatalogue *yc_ctl_paper_read_catalogue (const YcCtlPaper *self,
                                          GError          **error);
const char  *yc_ctl_paper_get_folder     (const YcCtlPaper *self);
gboolean     yc_ctl_paper_open           (const YcCtlPaper *self,
                                          const char       *id,
                                          const char       *data_path,
                                          YcCtlPaperJob    *ret_job,
                                          GError          **error);
void         yc_ctl_paper_job_clear      (YcCtlPaperJob    *job);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcCtlPaper, yc_ctl_paper_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcCtlPaperJob, yc_ctl_paper_job_clear)

G_END_DECLS
