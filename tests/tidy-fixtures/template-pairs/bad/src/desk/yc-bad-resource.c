static void
class_init (void)
{
  gtk_widget_class_set_template_from_resource (w, "/cn/yichuang/Desk/yc-bad-resource.ui");
  gtk_widget_class_bind_template_child (w, YcBadResource, absent);
}
