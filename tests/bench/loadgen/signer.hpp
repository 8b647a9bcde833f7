// HMAC-SHA256 signatures of messages.
#pragma once
#include <openssl/evp.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace turnout::bench {

void append_hexadecimal(std::string& text, std::span<const unsigned char> bytes);

/// The key's blocks are hashed once: a message costs two copies of a context and the hashing itself. One thread.
class Signer {
public:
    explicit Signer(std::string key);

    /// Appends the signature of id, timestamp and body in lower-case hexadecimal.
    void append(std::string& text, std::string_view id, std::string_view timestamp, std::string_view body);

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };

    using Context = std::unique_ptr<EVP_MD_CTX, Free>;
    Context inner_{EVP_MD_CTX_new()}, outer_{EVP_MD_CTX_new()}, work_{EVP_MD_CTX_new()};
};

} // namespace turnout::bench
