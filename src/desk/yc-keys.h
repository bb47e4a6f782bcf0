/* Every key of the desk, once. */
#pragma once

#include "yc-kind.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where a key is shown in the bar at the foot of the window. */
typedef enum
{
  YC_KEYS_EVERYWHERE = 1 << 0,
  YC_KEYS_TODAY = 1 << 1,
  YC_KEYS_CASE = 1 << 2,
  YC_KEYS_DEVICES = 1 << 3,
  YC_KEYS_LINE = 1 << 4,
  YC_KEYS_HELPER = 1 << 5,
  YC_KEYS_REVIEW = 1 << 6,
  YC_KEYS_HALL = 1 << 7,
  YC_KEYS_HIDDEN = 1 << 8, /* in the list of keys only */
  YC_KEYS_ADMINISTRATION = 1 << 9,
} YcKeysPlace;

typedef struct
{
  const char *accelerator; /* for GTK: "<Control>j" */
  const char *key;         /* as it is printed: "Ctrl+J" */
  const char *action;      /* detailed name: "win.step(1)" */
  const char *label;       /* untranslated */
  guint places;            /* of YcKeysPlace */
  guint roles;             /* of YcRole: who has it */
} YcKey;

const YcKey *yc_keys_list    (gsize          *ret_length);
const YcKey *yc_keys_find    (const char     *action);
void         yc_keys_install (GtkApplication *application);

G_END_DECLS
