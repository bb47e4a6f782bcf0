/* yc-wrong-sm4.c: a libgcrypt whose ciphers have one bit wrong
 *
 * Preloaded, it stands before the real gcry_cipher_encrypt(): what comes out is
 * well-formed, and not what everybody else's SM4 gives. */

#include <dlfcn.h>
#include <gcrypt.h>

gcry_error_t
gcry_cipher_encrypt (gcry_cipher_hd_t  handle,
                     void             *out,
                     size_t            out_size,
                     const void       *in,
                     size_t            in_size)
{
  gcry_error_t (*real) (gcry_cipher_hd_t, void *, size_t, const void *, size_t) = dlsym (RTLD_NEXT, "gcry_cipher_encrypt");
  gcry_error_t result = real (handle, out, out_size, in, in_size);

  if (result == 0 && out_size > 0)
    *(unsigned char *) out ^= 1;
  return result;
}
