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

/** An element of a domain's XML, or none: what is not there can be asked like what is there, and has nothing. */
record XmlElement(Element element) {

    private static final int LONGEST = 1 << 20;
    private static final int DEEPEST = 64;
    private static final XmlElement NONE = new XmlElement(null);

    /** Part of the text is the tenant's: no document type, hence no entities, and bounds to its length and depth. */
    static XmlElement parse(String text) throws IOException {
        if (text.length() > LONGEST) {
            throw new IOException("longer than %s characters".formatted(LONGEST));
        }
        try {
            return new XmlElement(
                    builder().parse(new InputSource(new StringReader(text))).getDocumentElement());
        } catch (SAXParseException e) {
            // without the parser's words: they quote the tenant's
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
            factory.setAttribute("jdk.xml.maxElementDepth", DEEPEST);
            factory.setExpandEntityReferences(false);
            factory.setIgnoringComments(true);
            factory.setCoalescing(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // throws; the parser's own prints too
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this JDK's XML parser cannot be made safe", e);
        }
    }

    /** The first child of each name, downwards, in this element's namespace. */
    XmlElement at(String... path) {
        XmlElement at = this;
        for (String name : path) {
            at = at.all(name).stream().findFirst().orElse(NONE);
        }
        return at;
    }

    /** The children of a name in this element's namespace. */
    List<XmlElement> all(String name) {
        return element == null ? List.of() : all(element.getNamespaceURI(), name);
    }

    /** The children of a name. */
    List<XmlElement> all(String namespace, String name) {
        return children(namespace).filter(child -> name.equals(child.name())).toList();
    }

    /** All children in this element's namespace. */
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

    /** Without its namespace; of an element that is there. */
    String name() {
        return element.getLocalName();
    }

    boolean exists() {
        return element != null;
    }

    /** What stands directly in it, without blanks around; empty if that is nothing. */
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

    /** Empty if it is not there, or is but has nothing in it. */
    Optional<String> attribute(String name) {
        return Optional.ofNullable(element)
                .map(known -> known.getAttribute(name))
                .filter(value -> !value.isEmpty());
    }

    /** The names of those that have something in them. */
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
