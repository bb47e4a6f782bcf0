/* usbfs ioctls, answered for one simulated device. */
#pragma once

#include "yc-sim-port.h"

#include <umockdev.h>

G_BEGIN_DECLS

/* Answers in umockdev's threads, under the mutex it was made with. */
#define YC_TYPE_MOCK_URB (yc_mock_urb_get_type ())
G_DECLARE_FINAL_TYPE (YcMockUrb, yc_mock_urb, YC, MOCK_URB, UMockdevIoctlBase)

typedef struct
{
  GMutex *mutex;
  void (*moved) (gpointer data,
                 gboolean released); /* called with the mutex held */
  gpointer data;
} YcMockUrbOwner;

YcMockUrb *yc_mock_urb_new    (YcSimDevice          *device,
                               const YcMockUrbOwner *owner);
/* With the mutex held: */
void       yc_mock_urb_attach (YcMockUrb            *self,
                               int                   fifo);
void       yc_mock_urb_detach (YcMockUrb            *self);
void       yc_mock_urb_pump   (YcMockUrb            *self);

G_END_DECLS
