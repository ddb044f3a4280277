package org.mesophyll.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.value.Json;

class OpenApiTest {
    private static final Set<String> VERBS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final Pattern REFERENCE = Pattern.compile("\"\\$ref\": ?\"#/components/(\\w+)/(\\w+)\"");

    private final Map<String, Json> document = document();

    @Test
    void it_describes_every_operation_and_nothing_else() {
        assertThat(described().keySet()).isEqualTo(implemented().keySet());
    }

    @Test
    void every_operation_says_how_it_fails() {
        described().forEach((operation, description) -> {
            Set<String> statuses = object(description, "responses").keySet();
            boolean open =
                    required(implemented().get(operation)).getDeclaringClass().isAnnotationPresent(PermitAll.class);

            assertThat(statuses)
                    .as(operation)
                    .anyMatch(status -> status.startsWith("2"))
                    .contains("500");
            if (!open) {
                assertThat(statuses).as(operation).contains("401", "429");
            }
            if (!open && !operation.startsWith("get")) {
                assertThat(statuses).as(operation).contains("403");
            }
            if (description.containsKey("requestBody")) {
                assertThat(statuses).as(operation).contains("400", "408", "413", "415");
            }
        });
    }

    @Test
    void every_operation_that_takes_a_body_describes_it() {
        implemented().forEach((operation, method) -> {
            boolean takesBody = List.of(method.getParameterTypes()).contains(RequestBody.class);

            assertThat(required(described().get(operation)).containsKey("requestBody"))
                    .as(operation)
                    .isEqualTo(takesBody);
        });
    }

    @Test
    void every_reference_leads_somewhere() throws Exception {
        Matcher references = REFERENCE.matcher(new String(OpenApiResource.load(), StandardCharsets.UTF_8));
        int found = 0;
        while (references.find()) {
            found++;
            assertThat(object(object(document, "components"), references.group(1)))
                    .containsKey(references.group(2));
        }
        assertThat(found).isGreaterThan(50);
    }

    @Test
    void it_knows_every_kind_of_problem_that_has_a_status_of_its_own() {
        Set<String> documented = new TreeSet<>();
        described()
                .values()
                .forEach(operation ->
                        documented.addAll(object(operation, "responses").keySet()));

        for (ProblemKind kind : ProblemKind.values()) {
            boolean ofTheRuntime = kind == ProblemKind.METHOD_NOT_ALLOWED || kind == ProblemKind.NOT_ACCEPTABLE;
            if (!ofTheRuntime) {
                assertThat(documented).contains(Integer.toString(kind.status()));
            }
        }
    }

    private Map<String, Map<String, Json>> described() {
        Map<String, Map<String, Json>> operations = new TreeMap<>();
        object(document, "paths").forEach((path, item) -> {
            Map<String, Json> members = ((Json.Members) item).members();
            members.keySet().stream()
                    .filter(VERBS::contains)
                    .forEach(verb -> operations.put(verb + " " + path, object(members, verb)));
        });
        return operations;
    }

    private static Map<String, Method> implemented() {
        Map<String, Method> operations = new TreeMap<>();
        for (Class<?> resource : new ApiApplication().getClasses()) {
            Path root = resource.getAnnotation(Path.class);
            if (root == null) {
                continue;
            }
            for (Method method : resource.getDeclaredMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (verb != null) {
                        operations.put(verb.value().toLowerCase(Locale.ROOT) + " " + path(root, method), method);
                    }
                }
            }
        }
        return operations;
    }

    private static String path(Path root, Method method) {
        Path below = method.getAnnotation(Path.class);
        return "/" + root.value() + (below == null ? "" : "/" + below.value());
    }

    private static <T> T required(@Nullable T present) {
        return Objects.requireNonNull(present);
    }

    private static Map<String, Json> object(Map<String, Json> members, String name) {
        return ((Json.Members) required(members.get(name))).members();
    }

    private static Map<String, Json> document() {
        try {
            return ((Json.Members) JsonText.parse(OpenApiResource.load())).members();
        } catch (Exception e) {
            throw new AssertionError("openapi.json cannot be read", e);
        }
    }
}
