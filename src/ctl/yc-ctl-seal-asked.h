/* The seals that a command line asks for. */
#pragma once

#include "yc-seal.h"

G_BEGIN_DECLS

/* What the options of all verbs of `seal` say. */
typedef struct
{
  char *kind; /* one, or where several may be made a list with commas, or "all" */
  char *name;
  char *person;
  char *suffix;
  char *code; /* as kind: one for each, or one for all */
  char *credit_code;
  char *profile;
  char *profiles;
  int serial;
  int cuts;
} YcCtlSealAsked;

void                 yc_ctl_seal_asked_clear         (YcCtlSealAsked        *self);
void                 yc_ctl_seal_asked_add_options   (YcCtlSealAsked        *self,
                                                      GOptionContext        *context);
const YcSealProfile *yc_ctl_seal_asked_find_profile  (const YcCtlSealAsked  *self,
                                                      const char            *kind,
                                                      const YcSealProfiles  *profiles,
                                                      GError               **error);
gboolean             yc_ctl_seal_asked_fill_texts    (const YcCtlSealAsked  *self,
                                                      YcSealTexts           *texts,
                                                      GError               **error);
GPtrArray           *yc_ctl_seal_asked_make          (const YcCtlSealAsked  *self,
                                                      gboolean              *ret_personal,
                                                      GError               **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcCtlSealAsked, yc_ctl_seal_asked_clear)

G_END_DECLS
