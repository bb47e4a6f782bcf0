/* The frames of a SANE scanner as a picture: pure. */
#pragma once

#include "yc-device-error.h"
#include "yc-raster.h"
#include "yc-scanner.h"

#include <sane/sane.h>

G_BEGIN_DECLS

/* Puts together one page: one frame, or three of one colour each. */
typedef struct
{
  YcRaster *page;      /* (nullable): with room for @rows_room rows */
  guint rows_room;
  guint rows;          /* that the frame at hand has filled */
  guint frame_rows;    /* of the first frame, once it has ended */
  guint frames;        /* that have ended */
  guint colours;       /* bits: which of three passes have come */
  guint dpi;
  SANE_Parameters frame;
  gboolean in_frame;
  GByteArray *row;     /* the bytes of a row that is not whole */
} YcSanePage;

void      yc_sane_page_init   (YcSanePage            *self,
                               guint                  dpi);
void      yc_sane_page_clear  (YcSanePage            *self);
gboolean  yc_sane_page_begin  (YcSanePage            *self,
                               const SANE_Parameters *frame,
                               GError               **error);
gboolean  yc_sane_page_add    (YcSanePage            *self,
                               const guint8          *data,
                               gsize                  size_bytes,
                               GError               **error);
/* FALSE with no error: another frame of this page follows. */
gboolean  yc_sane_page_end    (YcSanePage            *self,
                               GError               **error);
YcRaster *yc_sane_page_finish (YcSanePage            *self,
                               GError               **error);

/* What a driver calls its sources and modes, in our words. */
gboolean  yc_sane_source_parse (const char           *text,
                                YcScanSource         *ret_source);
gboolean  yc_sane_mode_parse   (const char           *text,
                                YcScanMode           *ret_mode);
/* What a status means for the clerk: sets @error to an instruction or a fault. */
void      yc_sane_set_error    (SANE_Status           status,
                                const char           *call,
                                GError              **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcSanePage, yc_sane_page_clear)

G_END_DECLS
