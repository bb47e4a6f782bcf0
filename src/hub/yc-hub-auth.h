/* Devices and operators: enrolling the ones, letting the others in (D23). */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

#define YC_HUB_TRIES_MAX 5
#define YC_HUB_LOCKED_MS (10 * 60 * 1000)
#define YC_HUB_GRANT_MS (12 * 60 * 60 * 1000)
#define YC_HUB_ENROL_CODE_MS (24 * 60 * 60 * 1000)

typedef struct
{
  char *code;
  char *name;
  guint8 key[YC_KEY_SIZE];
  char *hall;      /* (nullable): where it must be, or the code is not for it */
  char *window;    /* (nullable): the same */
  gboolean proven; /* whoever asks has signed with that key */
} YcHubEnrolRequest;

typedef struct
{
  char *operator_code;
  char *password;
  guint8 key[YC_KEY_SIZE];
  char *stored; /* (nullable): the hash to compare with; filled in by the hub */
  gboolean right;
} YcHubLoginRequest;

YcHubEnrolRequest *yc_hub_enrol_request_parse (GBytes            *body);
void            yc_hub_enrol_request_free  (YcHubEnrolRequest    *self);
YcHubLoginRequest     *yc_hub_login_request_parse     (GBytes            *body);
void            yc_hub_login_request_free      (YcHubLoginRequest        *self);

YcHubAnswer    *yc_hub_auth_enrol      (YcHub                *hub,
                                        const YcHubEnrolRequest *enrolment,
                                        YcHubDevice         **ret_device);

/* A login goes through three hands: the store says what to compare with, a
 * thread of its own compares, which takes its time, and the store ends it. */
YcHubAnswer    *yc_hub_auth_begin      (YcHub             *hub,
                                        YcHubLoginRequest        *login);
void            yc_hub_auth_compare    (YcHubLoginRequest        *login);
YcHubAnswer    *yc_hub_auth_end        (YcHub             *hub,
                                        const YcHubLoginRequest  *login,
                                        const YcHubDevice *device);

char           *yc_hub_enrol_code_draw (guint8             ret_hash[YC_SHA256_SIZE]);
char           *yc_hub_enrol_code_dup_plain (const char    *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubEnrolRequest, yc_hub_enrol_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubLoginRequest, yc_hub_login_request_free)

G_END_DECLS
