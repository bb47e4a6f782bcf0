/* Who works in a city's halls, where, and with which forms: what every administrator's op is about. */
#pragma once

#include "yc-kind.h"
#include "yc-op.h"

G_BEGIN_DECLS

#define YC_STAFF_NAME_MAX 128 /* bytes of a person's or a device's name */
#define YC_STAFF_CODE_MAX 32  /* bytes of a hall's, window's or operator's code */
#define YC_STAFF_ROLES_MAX 96 /* bytes of roles as text */
#define YC_STAFF_REASON_MAX 512 /* bytes */

/* How it stands with an operator's account. */
typedef enum
{
  YC_STAFF_ACTIVE,
  YC_STAFF_LOCKED,   /* for a while */
  YC_STAFF_DISABLED, /* does not work here any more */
} YcStaffState;

const char *yc_staff_state_to_text      (YcStaffState  state);
gboolean    yc_staff_state_parse        (const char   *text,
                                         YcStaffState *ret_state);

void        yc_staff_stream_of_operator (const char   *code,
                                         YcStream     *ret_stream);
void        yc_staff_stream_of_place    (const char   *hall,
                                         const char   *window,
                                         YcStream     *ret_stream);
void        yc_staff_stream_of_device   (const YcId   *device,
                                         YcStream     *ret_stream);
void        yc_staff_stream_of_version  (const char   *version,
                                         YcStream     *ret_stream);
const char *yc_staff_find_stream        (const YcRecord *record,
                                         YcStream     *ret_stream);
const char *yc_staff_check              (const YcOp   *op);

gboolean    yc_staff_name_is_plain      (const char   *name);
gboolean    yc_staff_code_is_plain      (const char   *code);
guint       yc_staff_roles_parse        (const char   *text);
char       *yc_staff_roles_to_text      (guint         roles);

G_END_DECLS
