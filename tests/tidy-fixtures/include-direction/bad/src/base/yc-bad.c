#include "yc-case.h"
