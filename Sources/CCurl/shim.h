#pragma once
#include <curl/curl.h>

/// `curl_easy_setopt` and `curl_easy_getinfo` take a variable argument, which Swift cannot pass:
/// one wrapper for each type of argument.

static inline CURLcode lossbench_curl_start(void) { return curl_global_init(CURL_GLOBAL_ALL); }

static inline CURLcode lossbench_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode lossbench_curl_set_text(CURL *handle, CURLoption option, const char *text) {
  return curl_easy_setopt(handle, option, text);
}

static inline CURLcode lossbench_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode lossbench_curl_set_headers(CURL *handle, struct curl_slist *headers) {
  return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
}

/// For the options that take a function of the form of a write callback: body and header lines.
static inline CURLcode lossbench_curl_set_sink(CURL *handle, CURLoption option,
                                               curl_write_callback function) {
  return curl_easy_setopt(handle, option, function);
}

static inline CURLcode lossbench_curl_set_progress(CURL *handle, curl_xferinfo_callback function) {
  return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

/// Limits the schemes of the address and of redirects; both options were renamed in 7.85.
static inline CURLcode lossbench_curl_allow_schemes(CURL *handle, int allow_http) {
#if LIBCURL_VERSION_NUM >= 0x075500
  const char *schemes = allow_http ? "https,http" : "https";
  CURLcode status = curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, schemes);
  if (status != CURLE_OK) return status;
  return curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, schemes);
#else
  long schemes = allow_http ? CURLPROTO_HTTPS | CURLPROTO_HTTP : CURLPROTO_HTTPS;
  CURLcode status = curl_easy_setopt(handle, CURLOPT_PROTOCOLS, schemes);
  if (status != CURLE_OK) return status;
  return curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, schemes);
#endif
}
