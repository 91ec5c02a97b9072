/*
 * secrets_key.c - private keys, in text and in bytes: one line a form, sorted by class.
 *
 * Columns: class, what a person calls it, where its form is documented, what Hyperscan looks for
 * (secret_table.h tells how), the proof.
 */

#include "examine/detect/secret_table.h"

#define ANY2 "[\\x00-\\xff]{2}"
#define BEGIN "-----BEGIN "
#define NOTE "untrusted comment: "

const struct pattern secrets_key[] = {
    TOKEN("age-key", "age identity", "age, doc/age.1; BIP 173", "AGE-SECRET-KEY-1[0-9A-Z]{58}",
          proof_age),
    SECRET("gnupg-private-key", "GnuPG private key", "gnupg, agent/keyformat.txt",
           "\\(11:private-key\\(3:", "\\(11:private-key\\(3:", proof_present),
    SECRET("gnupg-private-key", "GnuPG private key, locked", "gnupg, agent/keyformat.txt",
           "\\(21:protected-private-key\\(3:", "\\(21:protected-private-key\\(3:", proof_locked),
    KEYED("hex-private-key", "Private key in hex", "SEC 1; RFC 8032", "private_?key",
          "(?:0x)?[0-9a-fA-F]{64}", proof_keyed),
    SECRET("java-key-store", "Java key store with a private key",
           "OpenJDK, sun.security.provider.JavaKeyStore",
           "\\xfe\\xed\\xfe\\xed\\x00\\x00\\x00[\\x01\\x02][\\x00-\\xff]{4}\\x00\\x00\\x00\\x01",
           "\\xfe\\xed\\xfe\\xed\\x00\\x00\\x00[\\x01\\x02][\\x00-\\xff]{4}\\x00\\x00\\x00\\x01",
           proof_locked),
    SECRET("json-web-key", "JSON web key with its private part", "RFC 7517, RFC 7518",
           "\"d\"[ ]{0,4}:[ ]{0,4}\"[0-9A-Za-z_-]{42}",
           "\"d\"[ ]{0,4}:[ ]{0,4}\"([0-9A-Za-z_-]{42,700})\"", proof_jwk),
    SECRET("keepass-database", "KeePass database", "keepass.info, file format",
           "\\x03\\xd9\\xa2\\x9a[\\x65-\\x67]\\xfb\\x4b\\xb5",
           "\\x03\\xd9\\xa2\\x9a[\\x65-\\x67]\\xfb\\x4b\\xb5", proof_locked),
    SECRET("minisign-key", "minisign secret key", "jedisct1.github.io/minisign",
           NOTE "minisign encrypted secret key", NOTE "(minisign encrypted secret key)",
           proof_locked),
    SECRET("openvpn-static-key", "OpenVPN static key", "openvpn.net, manual",
           BEGIN "OpenVPN Static key V1-----",
           BEGIN "OpenVPN Static key V1-----\\\\?[rn\\r\\n]{1,4}([0-9a-f]{32})", proof_present),
    SECRET("pkcs12", "PKCS#12 key store", "RFC 7292",
           "\\x02\\x01\\x03\\x30[\\x80-\\x84][\\x00-\\xff]{0,4}\\x06\\x09\\x2a\\x86\\x48\\x86\\xf7"
           "\\x0d\\x01\\x07[\\x01\\x02]",
           "\\x02\\x01\\x03\\x30[\\x80-\\x84][\\x00-\\xff]{0,4}\\x06\\x09\\x2a\\x86\\x48\\x86\\xf7"
           "\\x0d\\x01\\x07[\\x01\\x02]",
           proof_locked),
    SECRET("private-key", "Private key in PEM", "RFC 7468; RFC 1421; RFC 9580",
           BEGIN "(?:[A-Z0-9]{1,16} ){0,2}PRIVATE KEY(?: BLOCK)?-----",
           BEGIN "(?!OPENSSH )(?:[A-Z0-9]{1,16} ){0,2}PRIVATE KEY(?: BLOCK)?-----",
           proof_private_key),
    SECRET("private-key", "Private key in PEM, in base 64", "RFC 7468; RFC 4648",
           "LS0tLS1CRUdJTi[0-9A-Za-z+/]{40}",
           "(?<![0-9A-Za-z+/])(?<!client-key-data: )(?<!client-key-data:)"
           "(LS0tLS1CRUdJTi[0-9A-Za-z+/]{40,400})",
           proof_kubeconfig),
    SECRET("private-key-der", "EC private key in DER", "RFC 5915",
           "\\x02\\x01\\x01\\x04\\x20[\\x00-\\xff]{32}\\xa0\\x0a\\x06\\x08\\x2a\\x86\\x48\\xce",
           "\\x30\\x77(?=\\x02\\x01\\x01\\x04\\x20[\\x00-\\xff]{32}\\xa0\\x0a\\x06\\x08\\x2a\\x86"
           "\\x48\\xce)[\\x00-\\xff]{45}",
           proof_present),
    SECRET("private-key-der", "Ed25519 private key in DER", "RFC 8410",
           "\\x30\\x2e\\x02\\x01\\x00\\x30\\x05\\x06\\x03\\x2b\\x65\\x70\\x04\\x22\\x04\\x20",
           "\\x30\\x2e\\x02\\x01\\x00\\x30\\x05\\x06\\x03\\x2b\\x65\\x70\\x04\\x22\\x04\\x20",
           proof_der),
    SECRET("private-key-der", "RSA private key in DER", "RFC 8017, appendix A.1.2",
           "\\x30\\x82" ANY2 "\\x02\\x01\\x00\\x02\\x82[\\x01\\x02][\\x01\\x81]\\x00",
           "\\x30\\x82" ANY2 "\\x02\\x01\\x00\\x02\\x82[\\x01\\x02][\\x01\\x81]\\x00", proof_der),
    SECRET("putty-private-key", "PuTTY private key", "PuTTY manual, appendix C",
           "PuTTY-User-Key-File-[23]: [0-9a-z-]{3,40}\\r?\\nEncryption: [0-9a-z]{4}",
           "PuTTY-User-Key-File-[23]: [0-9a-z-]{3,40}\\r?\\nEncryption: ([0-9a-z-]{4,20})",
           proof_putty),
    SECRET("rsa-xml-key", "RSA private key in XML", "W3C XML-DSig; .NET RSA.ToXmlString",
           "</InverseQ>[ \\t\\r\\n]{0,40}<D>[0-9A-Za-z+/]{40}",
           "</InverseQ>[ \\t\\r\\n]{0,40}<D>([0-9A-Za-z+/=\\r\\n]{40,440})", proof_present),
    SECRET("signify-key", "signify secret key", "man signify(1)", NOTE "[^\\n]{1,80}secret key\\n",
           NOTE "[^\\n]{1,80}secret key\\n(RW[0-9A-Za-z+/]{130,140}={0,2})", proof_present),
    SECRET("ssh-private-key", "OpenSSH private key", "OpenSSH, PROTOCOL.key",
           BEGIN "OPENSSH PRIVATE KEY-----", BEGIN "OPENSSH PRIVATE KEY-----", proof_private_key),
    SECRET("ssh-private-key", "SSH2 private key, locked", "SSH Tectia, manual",
           "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
           "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", proof_locked),
    SECRET("tor-onion-key", "Key of a Tor onion service", "Tor, rend-spec-v3",
           "== ed25519v1-secret: type0 ==\\x00{3}", "(== ed25519v1-secret: type0 ==)\\x00{3}",
           proof_present),
};
const size_t secrets_key_count = ARRAY_LEN(secrets_key);
