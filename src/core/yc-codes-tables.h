/* The tables that data/codes/make-tables writes. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Sorted by code. */
typedef struct
{
  const char *code;
  const char *parent; /* "" where there is none */
  const char *name;
} YcCodeRow;

extern const YcCodeRow yc_area_rows[];
extern const gsize yc_n_area_rows;
extern const YcCodeRow yc_ethnic_group_rows[];
extern const gsize yc_n_ethnic_group_rows;
extern const YcCodeRow yc_sex_rows[];
extern const gsize yc_n_sex_rows;

G_END_DECLS
