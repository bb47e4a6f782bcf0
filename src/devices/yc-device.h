/* A device on the counter: who it is, how it is, one action at a time. */
#pragma once

#include "yc-device-info.h"

G_BEGIN_DECLS

typedef enum
{
  YC_DEVICE_ABSENT,  /* was here, is unplugged */
  YC_DEVICE_READY,
  YC_DEVICE_BUSY,    /* an action runs */
  YC_DEVICE_PROBLEM, /* the last action failed; another may be tried */
} YcDeviceState;

#define YC_TYPE_DEVICE_STATE (yc_device_state_get_type ())
GType yc_device_state_get_type (void);

typedef enum
{
  YC_DEVICE_ROLE_NONE, /* known by name, of no use here */
  YC_DEVICE_ROLE_READER,
  YC_DEVICE_ROLE_RECEIPT_PRINTER,
  YC_DEVICE_ROLE_SCANNER,
  YC_DEVICE_ROLE_ENGRAVER,
  YC_DEVICE_ROLE_FORM_PRINTER,
} YcDeviceRole;

#define YC_TYPE_DEVICE_ROLE (yc_device_role_get_type ())
GType yc_device_role_get_type (void);

/* A row of a driver's match table; one without a vendor ends it. A product of
 * YC_DEVICE_ANY_PRODUCT matches every product of the vendor. */
#define YC_DEVICE_ANY_PRODUCT (-1)
typedef struct
{
  guint16 vendor;
  int product;
} YcDeviceMatch;

#define YC_TYPE_DEVICE (yc_device_get_type ())
G_DECLARE_DERIVABLE_TYPE (YcDevice, yc_device, YC, DEVICE, GObject)

struct _YcDeviceClass
{
  GObjectClass parent_class;

  /* A driver's class data (D32). */
  const char *id;   /* "idcard": stable, for settings */
  const char *name; /* for people; translated when shown */
  YcDeviceRole role;
  const YcDeviceMatch *matches; /* (nullable) */
  guint score;                  /* 1 to 100 for a match by table */

  /* How well the driver fits: 0 not at all. By default the table's answer. */
  guint (*match) (YcDeviceClass      *klass,
                  const YcDeviceInfo *info);
};

YcDevice     *yc_device_new              (GType               type,
                                          const YcDeviceInfo *info);
YcDevice     *yc_device_new_for_transport (GType              type,
                                          YcTransport        *transport);
const char   *yc_device_get_driver_id    (YcDevice           *self);
const char   *yc_device_get_name         (YcDevice           *self);
YcDeviceRole  yc_device_get_role         (YcDevice           *self);
YcDeviceState yc_device_get_state        (YcDevice           *self);
const char   *yc_device_get_problem      (YcDevice           *self);
const char   *yc_device_get_identity     (YcDevice           *self);
const char   *yc_device_get_place        (YcDevice           *self);
const char   *yc_device_get_detail       (YcDevice           *self);
void          yc_device_stop             (YcDevice           *self);

G_END_DECLS
