#pragma once

int yc_ctl_print (int    argc,
                  char **argv);
