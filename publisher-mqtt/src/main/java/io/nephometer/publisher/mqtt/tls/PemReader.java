package io.nephometer.publisher.mqtt.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephometer.text.FileSetting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM files. */
final class PemReader {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** An entry in a PEM file. */
    private record Block(String label, byte[] content) {}

    private PemReader() {}

    /**
     * Returns the certificates in a file in the order in which they occur. The list contains at least one certificate.
     */
    static List<X509Certificate> certificates(FileSetting file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file, file.read(ISO_8859_1))) {
            if (block.label.equals("CERTIFICATE")) {
                certificates.add(certificate(file, block.content));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " has no certificate in PEM (-----BEGIN CERTIFICATE-----); convert DER with"
                    + " openssl x509 -inform der -in " + file.path() + " -out " + file.path() + ".pem");
        }
        return certificates;
    }

    private static X509Certificate certificate(FileSetting file, byte[] content) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
        } catch (CertificateException e) {
            throw new IOException(file + " has a damaged certificate: copy it again from where it was made", e);
        }
    }

    /** Returns the private key that belongs to a certificate. */
    static PrivateKey key(FileSetting file, FileSetting certificateFile, X509Certificate certificate)
            throws IOException {
        PublicKey counterpart = certificate.getPublicKey();
        byte[] content = unencrypted(file);
        try {
            PrivateKey key = KeyFactory.getInstance(counterpart.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(content));
            if (matches(key, counterpart)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(mismatch(file, certificateFile), e);
        }
        throw new IOException(mismatch(file, certificateFile));
    }

    private static String mismatch(FileSetting file, FileSetting certificateFile) {
        return file + " is not the key of the first certificate in " + certificateFile
                + ": both must be of one pair, RSA or EC, and the client's own certificate must stand first";
    }

    private static byte[] unencrypted(FileSetting file) throws IOException {
        for (Block block : blocks(file, file.readPrivately(ISO_8859_1))) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return block.content;
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
                    throw new IOException(file + " is not PKCS#8: " + conversion(file));
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new IOException(
                            file + " is encrypted, and the agent has no password for it: " + conversion(file));
                default -> {} // the file may also contain EC PARAMETERS or certificates
            }
        }
        throw new IOException(file + " has no key in PEM (-----BEGIN PRIVATE KEY-----); convert DER with"
                + " openssl pkcs8 -topk8 -nocrypt -inform der -in " + file.path() + " -out " + file.path() + ".pem");
    }

    private static String conversion(FileSetting file) {
        return "openssl pkcs8 -topk8 -nocrypt -in " + file.path() + " -out " + file.path() + ".pk8";
    }

    private static boolean matches(PrivateKey key, PublicKey counterpart) throws GeneralSecurityException {
        String algorithm = "SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm());
        byte[] text = PemReader.class.getName().getBytes(UTF_8);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(counterpart);
        signature.update(text);
        return signature.verify(signed);
    }

    private static List<Block> blocks(FileSetting file, String text) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            String content = matcher.group(2).replaceAll(".*:.*", ""); // old formats have headers
            try {
                blocks.add(new Block(matcher.group(1), Base64.getDecoder().decode(content.replaceAll("\\s", ""))));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " is damaged: its " + matcher.group(1) + " is not Base64", e);
            }
        }
        return blocks;
    }
}
