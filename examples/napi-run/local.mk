# napi-run is added here.
