#pragma once
#include "yc-case.h"
