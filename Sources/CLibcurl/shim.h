// Gives libcurl's variadic calls fixed C signatures, which Swift can call; no logic beyond that.
#pragma once

#include <curl/curl.h>

static inline CURLcode liandong_curl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

static inline CURLcode liandong_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode liandong_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode liandong_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode liandong_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode liandong_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*liandong_curl_data_function)(
    char *bytes, size_t size, size_t count, void *context);

static inline CURLcode liandong_curl_set_data_function(
    CURL *handle, CURLoption option, liandong_curl_data_function value) {
    return curl_easy_setopt(handle, option, value);
}

typedef int (*liandong_curl_trace_function)(
    CURL *handle, curl_infotype kind, char *bytes, size_t count, void *context);

static inline CURLcode liandong_curl_set_trace_function(
    CURL *handle, liandong_curl_trace_function value) {
    return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, value);
}

static inline CURLcode liandong_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode liandong_curl_get_text(CURL *handle, CURLINFO info, const char **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode liandong_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

// The names of protocols are known from 7.85, the bits are deprecated since; a program may meet a
// library older or newer than its headers, so the choice is made when it runs.
static inline CURLcode liandong_curl_limit_to_web(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    if (code != CURLE_UNKNOWN_OPTION) return code;
#endif
    return curl_easy_setopt(handle, (CURLoption)181, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
}

// The message's result sits in a C union, which is awkward in Swift.
static inline CURLcode liandong_curl_result(const CURLMsg *message) {
    return message->data.result;
}
