/* The scripted case: ticket, card, form, papers, submission, receipt. */
#pragma once

#include "yc-counter.h"

G_BEGIN_DECLS

#define YC_CTL_OPERATOR "C0301" /* of a training hall */
#define YC_CTL_PASSWORD "yichuang"
#define YC_CTL_LINE_WAIT_MS 30000

typedef struct
{
  YcCounter *counter;
  YcCaseFile *file; /* owned; NULL until the case is open */
  gint64 began_us;
  const char *operator_code; /* (nullable): NULL for YC_CTL_OPERATOR */
  gboolean electronic; /* nothing is taken in on paper */
  const char *bench;   /* (nullable): the file of the bench where pieces are made; NULL for none */
  gboolean cuts;       /* seals are cut by the engraver that stands at the counter */
} YcCtlScript;

void     yc_ctl_script_begin      (YcCtlScript  *self,
                                   YcCounter    *counter);
void     yc_ctl_script_clear      (YcCtlScript  *self);
void     yc_ctl_say               (YcCtlScript  *self,
                                   const char   *format,
                                   ...) G_GNUC_PRINTF (2, 3);
gboolean yc_ctl_script_sign_in    (YcCtlScript  *self,
                                   GError      **error);
gboolean yc_ctl_script_take_ticket (YcCtlScript *self,
                                   GError      **error);
gboolean yc_ctl_script_fill_in    (YcCtlScript  *self,
                                   GError      **error);
gboolean yc_ctl_script_submit     (YcCtlScript  *self,
                                   GError      **error);
gboolean yc_ctl_script_wait_decided (YcCtlScript *self,
                                   guint         patience_ms,
                                   GError      **error);
gboolean yc_ctl_script_hand_over  (YcCtlScript  *self,
                                   GError      **error);
gboolean yc_ctl_script_write_case (YcCtlScript  *self,
                                   const char   *path,
                                   GError      **error);
gboolean yc_ctl_script_send_all   (YcCtlScript  *self,
                                   GError      **error);
gboolean yc_ctl_script_close      (YcCtlScript  *self,
                                   GError      **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcCtlScript, yc_ctl_script_clear)

G_END_DECLS
