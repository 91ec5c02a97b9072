/*
 * authorities.c - no certificate authorities for libgit2.
 *
 * Where libgit2 has its TLS from Mbed TLS, as Debian's has, it reads all authorities of the system
 * whenever it starts, which a run over a linked work tree does three to five times: half of the
 * time that a check of what is staged takes, for connections that nobody makes here. The program's
 * own function stands before the library's of that name, and leaves the chain empty: a connection,
 * if there ever were one, would trust nobody.
 */

__attribute__((visibility("default"))) int mbedtls_x509_crt_parse_file(void *chain,
                                                                       const char *path);

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
    (void)chain;
    (void)path;
    return 0;
}
