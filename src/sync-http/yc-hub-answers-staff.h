/* What the hub shows administrators. */
#pragma once

#include "yc-kind.h"
#include "yc-staff.h"

G_BEGIN_DECLS

#define YC_HUB_STAFF_BYTES_MAX 0x400000 /* 4 MiB: 200 windows with their devices */
#define YC_HUB_STAFF_ROWS_MAX 200
#define YC_HUB_STAFF_DEVICES_MAX 50     /* of one window */
#define YC_HUB_STAFF_HALLS_MAX 500

/* An operator, a window, a device or a version of the catalogue. Texts are "" where there is nothing, moments 0. */
typedef struct
{
  char *code;          /* an operator's or a version's, or a device's id */
  char *name;
  char *hall;
  char *hall_name;     /* a window's */
  char *window;
  guint roles;         /* this and what follows: an operator's */
  YcStaffState state;
  gint64 locked_until_ms;
  gboolean has_password;
  gint64 code_expires_ms;
  gint64 signed_in_ms; /* also a device's */
  char *signed_in_hall;
  char *signed_in_window;
  gint64 open;         /* devices at which they may work; a window's: cases that are not finished */
  char *version;       /* this and what follows: a device's */
  gint64 seen_ms;
  gint64 withdrawn_ms;
  char *operator_code;
  char *operator_name;
  gint64 invited_ms;   /* this and what follows: a window's */
  gint64 waiting;
  GPtrArray *devices;  /* of YcHubStaffRow */
  gboolean in_pack;    /* this and what follows: a version's; FALSE: it came with the program */
  char *valid_from;    /* YYYY-MM-DD */
  char *valid_to;
  char *reason;        /* why it was withdrawn, or what a desk that went back says */
  gint64 trying;       /* desks */
  gint64 good;
  gint64 refused;
} YcHubStaffRow;

typedef struct
{
  char *code;
  char *name;
} YcHubStaffHall;

typedef struct
{
  gint64 now_ms;
  gint64 total;
  GPtrArray *rows;  /* of YcHubStaffRow */
  GPtrArray *halls; /* of YcHubStaffHall */
} YcHubStaffList;

/* A one-time code: a secret until it is used. */
typedef struct
{
  char *code;
  gint64 expires_ms;
} YcHubOneTimeCode;

YcHubStaffList *yc_hub_staff_list_parse (GBytes               *bytes,
                                         GError              **error);
void            yc_hub_staff_list_free  (YcHubStaffList       *self);
YcHubOneTimeCode *yc_hub_one_time_code_parse (GBytes               *bytes,
                                         GError              **error);
void            yc_hub_one_time_code_free  (YcHubOneTimeCode       *self);
void            yc_hub_staff_row_free   (YcHubStaffRow        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubStaffList, yc_hub_staff_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubOneTimeCode, yc_hub_one_time_code_free)

G_END_DECLS
