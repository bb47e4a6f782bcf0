#pragma once

int yc_ctl_demo (int    argc,
                 char **argv);
