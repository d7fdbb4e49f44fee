// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_TRUST_HPP
#define COGRANT_HTTP_DETAIL_TRUST_HPP

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <string>

#if defined(__unix__) || defined(__APPLE__)
#include <dirent.h>
#endif

namespace cogrant::http::detail {

/// Whether a folder has anything in it. OpenSSL looks a certificate up there by its name when it needs it, so nothing is
/// loaded before. Where folders cannot be read, none has.
inline bool has_entries(char const* folder)
{
#if defined(__unix__) || defined(__APPLE__)
    auto* const opened = ::opendir(folder);
    if (opened == nullptr) return false;
    bool found = false;
    while (auto const* const entry = ::readdir(opened))
        if (entry->d_name[0] != '.') found = true;
    ::closedir(opened);
    return found;
#else
    static_cast<void>(folder);
    return false;
#endif
}

/// Asked when a certificate did not verify: why nobody's could have, or nothing when there are authorities.
/// `own_folder`: the caller named a folder of authorities.
inline std::string lack_of_trust(SSL_CTX* context, bool system_trust, bool own_folder)
{
    auto* const loaded = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context));
    if (own_folder || sk_X509_OBJECT_num(loaded) > 0) return {};
    std::string text = "no trust anchor is loaded: ";
    if (system_trust) {
        auto const place = [](char const* variable, char const* usual) {
            char const* const set = std::getenv(variable);
            return set != nullptr && *set != '\0' ? set : usual;
        };
        auto const* const folder = place(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
        if (has_entries(folder)) return {};
        auto const* const file = place(X509_get_default_cert_file_env(), X509_get_default_cert_file());
        text.append("there is nothing in ").append(file).append(" nor in ").append(folder);
    } else {
        text += "the system's are switched off and no others are given";
    }
    return text + "; add a CA with tls_options, or set SSL_CERT_FILE";
}

} // namespace cogrant::http::detail

#endif // COGRANT_HTTP_DETAIL_TRUST_HPP
