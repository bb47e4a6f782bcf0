/* The physical work of a case at a window: what is to be made, and the verbs of
 * making it. Each verb finishes when the fact is on disk, with
 * yc_case_file_finish() where it has no finish of its own. */
#pragma once

#include "yc-case-file.h"
#include "yc-job.h"

G_BEGIN_DECLS

/* A piece that the case wants and the hall makes. */
typedef struct
{
  char *piece;             /* "seals/seal-official" */
  const YcModule *module;
  const YcOutput *spec;
  const char *code;        /* (nullable): the office's number for it */
  gboolean ready;          /* its office is done: it may be made */
  gboolean made;
  gboolean needs_reason;   /* one was spoilt, or stated not to have been made */
  const YcCaseJob *holder; /* (nullable): the job that makes it, has made it, or may have */
} YcPiece;

/* What is asked for. Which fields the artwork shows, and the number on it, the
 * catalogue and the case say. */
typedef struct
{
  const char *piece;
  const char *artwork; /* SHA-256 in hexadecimal */
  const char *plan;    /* (nullable): of the machine's path */
  const char *machine; /* the device's id, the same after it was plugged in again */
  const char *reason;  /* (nullable): why it is made again */
} YcJobWish;

/* Returns: (transfer full): of YcPiece, as the catalogue has them; good until
 *   the case changes */
GPtrArray  *yc_case_file_list_pieces     (YcCaseFile           *self);
/* How many of a module's pieces there are, and how many of them are made. */
void        yc_case_file_count_pieces    (YcCaseFile           *self,
                                          const YcModule       *module,
                                          guint                *ret_all,
                                          guint                *ret_made);
/* Returns: (transfer none): of YcJob, as they were asked for; the same model for
 *   as long as the case is open */
GListModel *yc_case_file_get_jobs        (YcCaseFile           *self);
/* (nullable) (transfer none) */
YcJob      *yc_case_file_find_job        (YcCaseFile           *self,
                                          const YcId           *id);
/* How many of them somebody at this desk has to look at. */
guint       yc_case_file_count_asking    (YcCaseFile           *self);

void        yc_case_file_ask_job_async   (YcCaseFile           *self,
                                          const YcJobWish      *wish,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean    yc_case_file_ask_job_finish  (YcCaseFile           *self,
                                          GAsyncResult         *result,
                                          YcId                 *ret_job,
                                          GError              **error);
/* When it finishes well the start is on disk, and the first byte may go out; when
 * it does not, not a byte may. */
void        yc_case_file_start_job_async (YcCaseFile           *self,
                                          const YcId           *job,
                                          const char           *artwork,
                                          const char           *plan,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* The same from a device's own thread, which waits for it while the main loop
 * runs; the caller keeps @self. TRUE: the first byte may go out. FALSE: not a byte
 * may; what comes to the disk after @wait_ms is called unknown there and then. */
gboolean    yc_case_file_start_job_wait  (YcCaseFile           *self,
                                          const YcId           *job,
                                          const char           *artwork,
                                          const char           *plan,
                                          guint                 wait_ms,
                                          GError              **error);
void        yc_case_file_end_job_async   (YcCaseFile           *self,
                                          const YcId           *job,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* The machine went away, or was stopped: @reason is a word, "unplugged". */
void        yc_case_file_doubt_job_async (YcCaseFile           *self,
                                          const YcId           *job,
                                          const char           *reason,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* Somebody has looked. */
void        yc_case_file_settle_job_async (YcCaseFile          *self,
                                          const YcId           *job,
                                          gboolean              made,
                                          const char           *reason,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
void        yc_case_file_return_job_async (YcCaseFile          *self,
                                          const YcId           *job,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* A supervisor states that it was not made. */
void        yc_case_file_void_job_async  (YcCaseFile           *self,
                                          const YcId           *job,
                                          const char           *reason,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);

G_END_DECLS
