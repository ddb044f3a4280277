package org.mesophyll.mesh.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class NamedThreadsTest {
    @Test
    void numbers_daemon_threads() {
        NamedThreads threads = NamedThreads.numbered("mesophyll-test", NamedThreadsTest.class);

        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("mesophyll-test-1");
        Thread second = threads.newThread(() -> {});
        assertThat(second.getName()).isEqualTo("mesophyll-test-2");
        assertThat(second.isDaemon()).isTrue();
    }

    @Test
    void gives_the_only_thread_of_an_owner_the_name_itself() {
        NamedThreads threads = NamedThreads.single("mesophyll-test", NamedThreadsTest.class);

        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("mesophyll-test");
        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("mesophyll-test");
    }

    @Test
    void takes_the_owners_class_loader_not_that_of_whoever_starts_it() throws Exception {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        try (URLClassLoader foreign = new URLClassLoader(new URL[0])) {
            current.setContextClassLoader(foreign);

            Thread made = NamedThreads.single("mesophyll-test", NamedThreadsTest.class)
                    .newThread(() -> {});

            assertThat(made.getContextClassLoader()).isSameAs(NamedThreadsTest.class.getClassLoader());
        } finally {
            current.setContextClassLoader(before);
        }
    }
}
