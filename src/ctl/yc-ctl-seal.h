#pragma once

int yc_ctl_seal (int    argc,
                 char **argv);
