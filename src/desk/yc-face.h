/* One of the five faces of a rating. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_FACE (yc_face_get_type ())
G_DECLARE_FINAL_TYPE (YcFace, yc_face, YC, FACE, GtkWidget)

/* @score: 1 (very satisfied) to 5 (very dissatisfied) */
GtkWidget *yc_face_new (int score);

G_END_DECLS
