/* A toolpath as G-code for a GRBL laser: pure. */
#pragma once

#include "yc-grbl-proto.h"
#include "yc-toolpath.h"

G_BEGIN_DECLS

#define YC_GRBL_POWER_MAX 100000 /* of $30 */
#define YC_GRBL_TEXT_MAX_BYTES (128 * 1024 * 1024)

/* What has to be known of a machine. */
typedef struct
{
  guint power_full; /* $30: the S that is full power, 1 to YC_GRBL_POWER_MAX */
  gboolean y_away;  /* its y runs away from the operator, from the near edge */
} YcGrblSetting;

/* A line of a program, and what it leaves behind when it was carried out. */
typedef struct
{
  guint32 offset;
  guint8 size_bytes;  /* with its end, at most YC_GRBL_LINE_MAX_BYTES */
  guint32 moves_done; /* of the toolpath, each pass counted */
  double mm_done;
} YcGrblLine;

/* Never changes; any thread may read it. */
typedef struct _YcGrblJob YcGrblJob;

YcGrblJob        *yc_grbl_encode        (const YcToolpath    *path,
                                         const YcGrblSetting *setting,
                                         GError             **error);
YcGrblJob        *yc_grbl_encode_frame  (const YcToolpath    *path,
                                         const YcGrblSetting *setting,
                                         GError             **error);
YcGrblJob        *yc_grbl_encode_check  (const YcToolpath    *path,
                                         const YcGrblSetting *setting,
                                         GError             **error);
void              yc_grbl_job_free      (YcGrblJob           *self);
const char       *yc_grbl_job_get_text  (const YcGrblJob     *self,
                                         gsize               *ret_size_bytes);
guint             yc_grbl_job_get_n_lines (const YcGrblJob   *self);
const YcGrblLine *yc_grbl_job_get_line  (const YcGrblJob     *self,
                                         guint                index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcGrblJob, yc_grbl_job_free)

G_END_DECLS
