package org.mesophyll.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A server's XML configuration, read, changed and written as a whole. */
final class XmlFile {

    private final Path path;
    private final Document document;

    private XmlFile(Path path, Document document) {
        this.path = path;
        this.document = document;
    }

    static XmlFile read(Path path) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setNamespaceAware(true);
            return new XmlFile(path, factory.newDocumentBuilder().parse(path.toFile()));
        } catch (ParserConfigurationException | SAXException unreadable) {
            throw new IOException("cannot read " + path + " as XML", unreadable);
        }
    }

    Element root() {
        return document.getDocumentElement();
    }

    /** Returns the elements of this name below a parent, at any depth. */
    static List<Element> all(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagNameNS("*", name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /**
     * Returns the one element whose attribute has the value.
     *
     * @throws IOException when there is none, because the server's version has moved it
     */
    Element one(Element parent, String name, String attribute, String value) throws IOException {
        return all(parent, name).stream()
                .filter(element -> element.getAttribute(attribute).equals(value))
                .findFirst()
                .orElseThrow(() -> new IOException("no <%s %s=\"%s\"> in %s".formatted(name, attribute, value, path)));
    }

    /** Appends an element in the parent's namespace. */
    Element append(Element parent, String name) {
        Element element = document.createElementNS(parent.getNamespaceURI(), name);
        parent.appendChild(element);
        return element;
    }

    void write() throws IOException {
        try {
            TransformerFactory.newInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(path.toFile()));
        } catch (TransformerException unwritable) {
            throw new IOException("cannot write " + path, unwritable);
        }
    }
}
