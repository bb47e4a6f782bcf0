/* What the files of a case's scanned pages share. */
#pragma once

#include "yc-case-scan.h"

#include "yc-counter-private.h"
#include "yc-store.h"

G_BEGIN_DECLS

/* The pages of one line of the checklist. */
typedef struct
{
  char *id;
  GPtrArray *sheets;   /* of YcScanSheet: what is true */
  GPtrArray *written;  /* (nullable): of YcScanSheet: what is being written */
  GListStore *shown;   /* of YcScanSheet: what is on the disk */
  GQueue undo;         /* of GPtrArray, newest first */
  char *problem;       /* (nullable) */
  char *keeping;       /* (nullable): the hash of the PDF that is being kept */
  guint next;          /* where an interrupted scan goes on */
} YcScanItem;

struct _YcCaseScan
{
  GObject parent_instance;

  YcCaseFile *file;      /* weak: the file owns this */
  GHashTable *items;     /* char * → YcScanItem */
  gboolean loaded;
  gboolean saving;
  GPtrArray *waiters;    /* of GTask: finish with the next save */
  GPtrArray *saved;      /* of GTask: with the one that runs */
  YcScanItem *running;   /* (nullable) */
  GCancellable *cancellable; /* (nullable): of the scan that runs */
};

YcStore    *yc_case_scan_get_store        (YcCaseScan   *self);
YcScanItem *yc_case_scan_find_item        (YcCaseScan   *self,
                                           const char   *id);
void        yc_case_scan_remember         (YcScanItem   *item);
void        yc_case_scan_set_problem      (YcScanItem   *item,
                                           const GError *error);
void        yc_case_scan_emit_changed     (YcCaseScan   *self);
/* @task: (transfer full): finished when what is true is on the disk */
void        yc_case_scan_save_for         (YcCaseScan   *self,
                                           GTask        *task);
/* These end @task (transfer full) and answer FALSE where it may not be. */
gboolean    yc_case_scan_refuse           (GTask        *task,
                                           int           code,
                                           const char   *words);
gboolean    yc_case_scan_check_may_change (YcCaseScan   *self,
                                           GTask        *task);

G_END_DECLS
