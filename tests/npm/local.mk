# Real addons from npm, in node_modules (./quickstart fetches them).
TEST_EXTENSIONS = .tap
TAP_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh

if BUILD_NAPI_RUN
TESTS += tests/npm/addons.tap
endif
