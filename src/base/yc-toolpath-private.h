/* What the files of a toolpath know of each other. */
#pragma once

#include "yc-toolpath.h"

G_BEGIN_DECLS

struct _YcToolpath
{
  gint32 width_nm;
  gint32 height_nm;
  GArray *sections; /* of YcToolpathSection, each pointing into moves */
  GArray *moves;    /* of YcToolpathMove */
};

struct _YcToolpathBuilder
{
  gint32 width_nm;
  gint32 height_nm;
  GArray *sections;
  GArray *moves;
};

gboolean yc_toolpath_check (const YcToolpath *self,
                            GError          **error);

G_END_DECLS
