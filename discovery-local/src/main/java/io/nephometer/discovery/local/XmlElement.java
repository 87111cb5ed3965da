package io.nephometer.discovery.local;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * An element of a domain's XML. A missing element is represented by an element without children, attributes or text.
 */
record XmlElement(Element element) {

    private static final int MAX_LENGTH = 1 << 20;
    private static final int MAX_DEPTH = 64;
    private static final XmlElement MISSING = new XmlElement(null);

    /**
     * Parses XML that was partly written by tenants. Document type declarations are rejected, so that the XML cannot
     * define entities. The length and the depth of the XML are limited.
     */
    static XmlElement parse(String text) throws IOException {
        if (text.length() > MAX_LENGTH) {
            throw new IOException("longer than %s characters".formatted(MAX_LENGTH));
        }
        try {
            return new XmlElement(
                    builder().parse(new InputSource(new StringReader(text))).getDocumentElement());
        } catch (SAXParseException e) {
            // omits the parser's message, which quotes text written by the tenant
            throw new IOException(
                    "not well-formed, or with a document type, at line %s".formatted(e.getLineNumber()), e);
        } catch (SAXException e) {
            throw new IOException("not well-formed, or with a document type", e);
        }
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute("jdk.xml.maxElementDepth", MAX_DEPTH);
            factory.setExpandEntityReferences(false);
            factory.setIgnoringComments(true);
            factory.setCoalescing(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // throws exceptions without printing them
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this JDK's XML parser does not support the required security features", e);
        }
    }

    /**
     * Returns the descendant at a path. Each step of the path selects the first child with the given name in the
     * element's own namespace.
     */
    XmlElement at(String... path) {
        XmlElement at = this;
        for (String name : path) {
            at = at.all(name).stream().findFirst().orElse(MISSING);
        }
        return at;
    }

    /** Returns the children with the given name in the element's own namespace. */
    List<XmlElement> all(String name) {
        return element == null ? List.of() : all(element.getNamespaceURI(), name);
    }

    /** Returns the children with the given name in the given namespace. */
    List<XmlElement> all(String namespace, String name) {
        return children(namespace).filter(child -> name.equals(child.name())).toList();
    }

    /** Returns all children in the element's own namespace. */
    List<XmlElement> children() {
        return element == null ? List.of() : children(element.getNamespaceURI()).toList();
    }

    private Stream<XmlElement> children(String namespace) {
        List<XmlElement> children = new ArrayList<>();
        for (Node node = first(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child && Objects.equals(namespace, child.getNamespaceURI())) {
                children.add(new XmlElement(child));
            }
        }
        return children.stream();
    }

    /** Returns the name of the element without its namespace. This method must not be called on a missing element. */
    String name() {
        return element.getLocalName();
    }

    boolean exists() {
        return element != null;
    }

    /**
     * Returns the element's own text without leading and trailing white space, or an empty {@code Optional} if there is
     * no text.
     */
    Optional<String> text() {
        StringBuilder text = new StringBuilder();
        for (Node node = first(); node != null; node = node.getNextSibling()) {
            if (node instanceof Text part) {
                text.append(part.getData());
            }
        }
        return Optional.of(text.toString().strip()).filter(string -> !string.isEmpty());
    }

    Optional<Long> number() {
        return text().flatMap(XmlElement::whole);
    }

    static Optional<Long> whole(String text) {
        return Optional.of(text).filter(digits -> digits.matches("[0-9]{1,18}")).map(Long::valueOf);
    }

    /** Returns the value of an attribute, or an empty {@code Optional} if the attribute is missing or has no value. */
    Optional<String> attribute(String name) {
        return Optional.ofNullable(element)
                .map(known -> known.getAttribute(name))
                .filter(value -> !value.isEmpty());
    }

    /** Returns the names of all attributes that have a value. */
    List<String> attributes() {
        if (element == null) {
            return List.of();
        }
        NamedNodeMap all = element.getAttributes();
        return IntStream.range(0, all.getLength())
                .mapToObj(all::item)
                .filter(attribute -> !attribute.getNodeValue().isEmpty())
                .map(Node::getNodeName)
                .toList();
    }

    private Node first() {
        return element == null ? null : element.getFirstChild();
    }
}
