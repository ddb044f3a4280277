package org.mesophyll.bench.master;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Makes the variant of the EAR that has the benchmark's WAR; the EAR that ships stays as it is. */
final class BenchEar {

    static final String WAR = "mesophyll-bench.war";
    static final String CONTEXT_ROOT = "/bench";

    private static final String DESCRIPTOR = "META-INF/application.xml";
    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

    private BenchEar() {}

    /**
     * Writes the variant.
     *
     * @param ear the EAR that ships
     * @param variant where the variant goes, replaced when it is there
     * @param war the WAR to add
     * @throws IOException when the EAR is none, or a file cannot be written
     */
    static void make(Path ear, Path variant, byte[] war) throws IOException {
        if (!Files.isRegularFile(ear)) {
            throw new IOException("there is no EAR at " + ear);
        }
        Files.createDirectories(variant.toAbsolutePath().getParent());
        Files.copy(ear, variant, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem zip = FileSystems.newFileSystem(variant)) {
            Path descriptor = zip.getPath(DESCRIPTOR);
            if (!Files.isRegularFile(descriptor)) {
                throw new IOException("there is no " + DESCRIPTOR + " in " + ear);
            }
            Document document = read(descriptor);
            addModule(document);
            write(document, descriptor);
            Files.write(zip.getPath(WAR), war);
        }
    }

    /** Behind the last module: the schema wants the library directory after the modules. */
    private static void addModule(Document document) throws IOException {
        Element application = document.getDocumentElement();
        var modules = application.getElementsByTagNameNS("*", "module");
        if (modules.getLength() == 0) {
            throw new IOException(DESCRIPTOR + " names no module");
        }
        Element last = (Element) modules.item(modules.getLength() - 1);
        Element module = child(document, "module");
        Element web = child(document, "web");
        Element uri = child(document, "web-uri");
        uri.setTextContent(WAR);
        Element root = child(document, "context-root");
        root.setTextContent(CONTEXT_ROOT);
        web.appendChild(uri);
        web.appendChild(root);
        module.appendChild(web);
        application.insertBefore(module, last.getNextSibling());
    }

    private static Element child(Document document, String name) {
        return document.createElementNS(document.getDocumentElement().getNamespaceURI(), name);
    }

    private static Document read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(NO_DOCTYPE, true);
            return factory.newDocumentBuilder().parse(in);
        } catch (ParserConfigurationException | SAXException malformed) {
            throw new IOException(DESCRIPTOR + " cannot be read", malformed);
        }
    }

    private static void write(Document document, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            TransformerFactory factory = TransformerFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.newTransformer().transform(new DOMSource(document), new StreamResult(out));
        } catch (TransformerException failure) {
            throw new IOException(DESCRIPTOR + " cannot be written", failure);
        }
    }
}
