package io.nephometer.agent.deployer;

import io.nephometer.agent.core.deploy.TrustedPlugins;
import io.nephometer.text.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Decides whether a jar may run. The configuration determines whether the jar's checksum and signatures are checked.
 */
final class JarAuthenticity {

    private JarAuthenticity() {}

    static void check(StagedJar jar, TrustedPlugins trust) throws RefusedJarException {
        if (trust.unread().isPresent()) {
            throw new RefusedJarException("%s, which says which plugins may run, cannot be read: see the log"
                    .formatted(trust.unread().get()));
        }
        if (trust.allowed().isPresent()) {
            checkSum(jar.sha256(), trust.allowed().get());
        }
        if (trust.certificate().isPresent()) {
            checkSignatures(jar.staged(), trust.certificate().get());
        }
    }

    private static void checkSum(String sha256, Path list) throws RefusedJarException {
        try {
            String sums = new String(RegularFile.read(list), StandardCharsets.UTF_8);
            if (sums.lines().noneMatch(line -> line.strip().split("\\s+", 2)[0].equalsIgnoreCase(sha256))) {
                throw new RefusedJarException("its SHA-256 sum, %s, is not in %s".formatted(sha256, list));
            }
        } catch (IOException e) {
            throw new RefusedJarException("the sums in %s cannot be read: %s".formatted(list, reason(e)), e);
        }
    }

    private static void checkSignatures(Path staged, Path pem) throws RefusedJarException {
        X509Certificate anchor = certificate(pem);
        try (JarFile jar = new JarFile(staged.toFile(), true)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (!entry.isDirectory() && !isSignature(entry.getName())) {
                    checkSigner(jar, entry, anchor);
                }
            }
        } catch (IOException | SecurityException e) {
            throw new RefusedJarException("its signature is wrong: " + e.getMessage(), e);
        }
    }

    /** Returns a readable reason for an exception whose message may consist only of a path. */
    private static String reason(Exception e) {
        return e instanceof NoSuchFileException
                ? "there is no such file"
                : e instanceof AccessDeniedException ? "the agent's user may not read it" : e.getMessage();
    }

    private static X509Certificate certificate(Path pem) throws RefusedJarException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(RegularFile.read(pem)));
        } catch (IOException | GeneralSecurityException e) {
            throw new RefusedJarException("the certificate %s cannot be read: %s".formatted(pem, reason(e)), e);
        }
    }

    private static boolean isSignature(String name) {
        return name.matches("(?i)META-INF/(MANIFEST\\.MF|[^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]*)");
    }

    private static void checkSigner(JarFile jar, JarEntry entry, X509Certificate anchor)
            throws RefusedJarException, IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            in.transferTo(java.io.OutputStream.nullOutputStream()); // the signers are known only afterwards
        }
        CodeSigner[] signers = entry.getCodeSigners();
        if (signers == null || Stream.of(signers).noneMatch(signer -> isTrusted(signer, anchor))) {
            throw new RefusedJarException("its entry '%s' is not signed by %s"
                    .formatted(entry.getName(), anchor.getSubjectX500Principal().getName()));
        }
    }

    /**
     * Returns whether a certificate chain leads from the signer to the trust anchor. The chain is validated as of the
     * beginning of the signer certificate's validity period so that a signature remains valid after the certificate has
     * expired.
     */
    private static boolean isTrusted(CodeSigner signer, X509Certificate anchor) {
        CertPath path = signer.getSignerCertPath();
        List<? extends Certificate> chain = path.getCertificates();
        if (chain.get(0).equals(anchor)) {
            return true;
        }
        try {
            List<? extends Certificate> below =
                    chain.stream().filter(link -> !link.equals(anchor)).toList();
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(((X509Certificate) chain.get(0)).getNotBefore());
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(below), parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
