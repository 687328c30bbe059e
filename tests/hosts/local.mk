# Example hosts, built as their readers build them: from the build tree in
# `make check`, from what was installed in `make installcheck`.
host_scripts = tests/hosts/run tests/hosts/qjs tests/hosts/ffi tests/docs/run
TESTS += $(host_scripts)

hosts_environment = \
	HOST_CFLAGS="$(SANITIZERS)" QUICKJS_CFLAGS="$(QUICKJS_CFLAGS)" \
	QUICKJS_LIBS="$(QUICKJS_LIBS)"; \
	export HOST_CFLAGS QUICKJS_CFLAGS QUICKJS_LIBS;

AM_TESTS_ENVIRONMENT += $(hosts_environment) \
	PKG_CONFIG_PATH="$(abs_builddir)$${PKG_CONFIG_PATH:+:$$PKG_CONFIG_PATH}"; \
	NAPI_SHIM_LIBDIR="$(abs_builddir)/.libs"; \
	export PKG_CONFIG_PATH NAPI_SHIM_LIBDIR;

# With DESTDIR the installed .pc file names a place where nothing is yet.
installcheck-local:
	@rm -rf installcheck.pkgconfig && $(MKDIR_P) installcheck.pkgconfig
	@sed 's,^\([a-z_]*\)=/,\1=$(DESTDIR)/,' \
	  "$(DESTDIR)$(pkgconfigdir)/napi-shim.pc" \
	  >installcheck.pkgconfig/napi-shim.pc
	@$(hosts_environment) \
	PKG_CONFIG_PATH="$(abs_builddir)/installcheck.pkgconfig$${PKG_CONFIG_PATH:+:$$PKG_CONFIG_PATH}" \
	NAPI_SHIM_LIBDIR="$(DESTDIR)$(libdir)" ENGINES="$(test_engines)" \
	CC="$(CC)"; NAPI_RUN="$(DESTDIR)$(bindir)/napi-run"; \
	export PKG_CONFIG_PATH NAPI_SHIM_LIBDIR ENGINES CC NAPI_RUN; \
	status=0; for test in $(host_scripts); do $(srcdir)/$$test || \
	  test $$? = 77 || status=1; done; exit $$status

clean-local: clean-installcheck clean-conformance
clean-installcheck:
	rm -rf installcheck.pkgconfig
.PHONY: clean-installcheck
