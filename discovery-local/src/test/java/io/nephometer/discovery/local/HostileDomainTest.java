package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Owner;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that a tenant writes is treated as data, wherever it occurs. */
class HostileDomainTest {

    static String[] texts() {
        return new String[] {
            "a+b#c",
            "${jndi:ldap://127.0.0.1/x}",
            "%s%n%n",
            "{0} {host}",
            "<b>]]>&amp;",
            "../../etc/passwd",
            "$SYS",
            "'\"; DROP TABLE samples; --",
            "a\nb\tc",
            "a\r\nWARN forged",
            "\u007f\u0085\u009b31m",
            "\u202eabc\u2066\u200b",
            "a\u2028b\u2029c",
            "\ufeffname",
            "😀",
            "\ue000"
        };
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextComesOutAsItWentIn(String text) throws IOException {
        DomainDescription described = DomainDescription.parse(domain(text), Instant.EPOCH);
        assertThat(described.owner()).isEqualTo(new Owner(text, text.strip(), text, text.strip()));
        assertThat(described.metadata())
                .containsEntry("display_name", text.strip())
                .containsEntry("description", text.strip())
                .containsEntry("instance_type", text)
                .containsEntry("image_ref", text)
                .containsEntry("architecture", text)
                .containsEntry("os_type", text.strip())
                .containsEntry("libosinfo", Map.of("os", text));
        assertThat(described.metadata().get("flavor"))
                .isEqualTo(Map.of("id", text, "name", text, "extra_specs", Map.of(text, text.strip())));
        assertThat(described.metadata().get("image_meta")).isEqualTo(Map.of(text, text.strip()));
        assertThat(described.devices().get(text))
                .containsEntry("vnic_name", text)
                .containsEntry("fref", text)
                .containsEntry("bridge", text);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTagComesOutAsItWentIn(String text) throws IOException {
        DomainDescription described = DomainDescription.parse(cloudStack(text), Instant.EPOCH);
        assertThat(described.owner()).isEqualTo(new Owner(text, text.strip(), text, text.strip()));
        assertThat(described.metadata())
                .containsEntry("display_name", text.strip())
                .containsEntry("instance_type", text.strip())
                .containsEntry("user_metadata", Map.of(text.replace('.', '_'), text.strip()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b", "\u0000", "\u0007", "\ud800", "\ufffe"})
    void whatXmlCannotHoldIsRefusedWhetherItIsEscapedOrNot(String text) {
        assertThatThrownBy(() -> DomainDescription.parse("<domain><title>" + text + "</title></domain>", Instant.EPOCH))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> DomainDescription.parse(
                        "<domain><title>&#%d;</title></domain>".formatted((int) text.charAt(0)), Instant.EPOCH))
                .isInstanceOf(IOException.class);
    }

    @Test
    void longTextsEverywhereAreBounded() throws IOException {
        DomainDescription described = DomainDescription.parse(domain("x".repeat(20_000)), Instant.EPOCH);
        assertThat(described.metadata().toString()).hasSizeLessThan(70_000);
        assertThat(described.metadata()).containsKey("metadata_cut");
        assertThat(described.owner().projectId()).hasSize(4096);
        assertThat(described.devices().values().toString()).hasSizeLessThan(70_000);
    }

    @Test
    void longTagsAreBounded() throws IOException {
        DomainDescription described = DomainDescription.parse(cloudStack("x".repeat(20_000)), Instant.EPOCH);
        assertThat(described.metadata())
                .containsEntry("user_metadata", Map.of())
                .containsKey("metadata_cut");
        assertThat(described.metadata().toString()).hasSizeLessThan(70_000);
        assertThat(described.owner().projectName()).hasSize(4096);
    }

    /**
     * A tenant of CloudStack chooses the names of instances and tags. To be safe, the other elements contain the same
     * text.
     */
    private static String cloudStack(String text) {
        return """
            <domain>
              <metadata>
                <instance xmlns='http://cloudstack.apache.org/instance'>
                  <zone>%1$s</zone><pod>%1$s</pod><cluster>%1$s</cluster><display_name>%1$s</display_name>
                  <service_offering><name>%1$s</name></service_offering>
                  <owner><domain uuid='%1$s'>%1$s</domain><account uuid='%1$s'>%1$s</account></owner>
                  <resource_tags><resource_tag key='metering.%1$s'>%1$s</resource_tag></resource_tags>
                </instance>
              </metadata>
            </domain>""".formatted(escaped(text));
    }

    /** A domain with the same text in each place to which a tenant, or a platform on behalf of a tenant, can write. */
    private static String domain(String text) {
        return """
            <domain>
              <name>instance-1</name><title>forged</title><description>%1$s</description>
              <metadata>
                <instance xmlns='http://openstack.org/xmlns/libvirt/nova/1.1'>
                  <name>%1$s</name>
                  <flavor name='%1$s'><extraSpecs><extraSpec name='%1$s'>%1$s</extraSpec></extraSpecs></flavor>
                  <image><properties><property name='%1$s'>%1$s</property></properties></image>
                  <owner><user uuid='%1$s'>%1$s</user><project uuid='%1$s'>%1$s</project></owner>
                  <root type='image' uuid='%1$s'/>
                  <ports><port uuid='%1$s'/></ports>
                </instance>
                <libosinfo xmlns='http://libosinfo.org/xmlns/libvirt/domain/1.0'><os id='%1$s'/></libosinfo>
              </metadata>
              <os><type arch='%1$s'>%1$s</type></os>
              <devices>
                <interface>
                  <mac address='%1$s'/><source bridge='%1$s'/><target dev='%1$s'/>
                  <filterref filter='%1$s'><parameter name='%1$s' value='%1$s'/></filterref>
                </interface>
              </devices>
            </domain>""".formatted(escaped(text));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (Character.isLetterOrDigit(character)) {
                escaped.appendCodePoint(character);
            } else {
                escaped.append("&#").append(character).append(';');
            }
        });
        return escaped.toString();
    }
}
