# Example hosts, built as their readers build them: from the build tree in
# `make check`, from what was installed in `make installcheck`.
TESTS += tests/hosts/run

hosts_environment = \
	HOST_CFLAGS="$(SANITIZERS)" QUICKJS_CFLAGS="$(QUICKJS_CFLAGS)" \
	QUICKJS_LIBS="$(QUICKJS_LIBS)"; \
	export HOST_CFLAGS QUICKJS_CFLAGS QUICKJS_LIBS;

AM_TESTS_ENVIRONMENT += $(hosts_environment) \
	PKG_CONFIG_PATH="$(abs_builddir)$${PKG_CONFIG_PATH:+:$$PKG_CONFIG_PATH}"; \
	NAPI_SHIM_LIBDIR="$(abs_builddir)/.libs"; \
	export PKG_CONFIG_PATH NAPI_SHIM_LIBDIR;

# With DESTDIR the .pc file names a place where nothing is yet.
installcheck-local:
	$(hosts_environment) \
	PKG_CONFIG_PATH="$(DESTDIR)$(pkgconfigdir)$${PKG_CONFIG_PATH:+:$$PKG_CONFIG_PATH}" \
	PKG_CONFIG="$(PKG_CONFIG)$${DESTDIR:+ --define-variable=prefix=$(DESTDIR)$(prefix)}" \
	NAPI_SHIM_LIBDIR="$(DESTDIR)$(libdir)" ENGINES="$(test_engines)" \
	CC="$(CC)" $(srcdir)/tests/hosts/run
