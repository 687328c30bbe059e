# SPDX-License-Identifier: MIT
# Passes: what holds on a quiet day holds while memory fails, while garbage is
# collected all the time, and without any short cut. A share of each here; all
# of it with --full, which tests/passes/stress runs.
if HAVE_CHECK
check_PROGRAMS += tests/passes/allocations
tests_passes_allocations_SOURCES = tests/passes/allocations.c \
	tests/passes/chapters.c tests/passes/chapters.h \
	tests/passes/chapters_host.c tests/passes/failing.c \
	tests/passes/failing.h
tests_passes_allocations_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCHAPTER_ADDON='"$(abs_builddir)/tests/passes/.libs/addon.so"'
tests_passes_allocations_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
tests_passes_allocations_LDADD = libnapi-shim.la $(UV_LIBS) -ldl -lpthread
if HAVE_QUICKJS
tests_passes_allocations_CPPFLAGS += $(QUICKJS_CFLAGS)
tests_passes_allocations_LDADD += $(QUICKJS_LIBS) -lm
endif
check_LTLIBRARIES += tests/passes/addon.la
tests_passes_addon_la_SOURCES = tests/isolate/addon.c
tests_passes_addon_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version \
	-rpath /nowhere
TESTS += tests/passes/memory
endif

if BUILD_NAPI_RUN
TESTS += tests/passes/collect tests/passes/safe tests/passes/tiers \
	tests/fuzz/check
endif
