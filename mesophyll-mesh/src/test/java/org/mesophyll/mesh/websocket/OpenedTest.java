package org.mesophyll.mesh.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenedTest {
    @Test
    void members_of_a_superclass_are_found_time_and_again() throws Exception {
        Derived object = new Derived("secret");

        assertThat(Opened.field("kept", object)).isEqualTo("secret");
        assertThat(Opened.field("kept", object)).isEqualTo("secret");
        assertThat(Opened.call("told", object)).isEqualTo(object.told());
        assertThat(Opened.call("told", new Derived("other"))).isEqualTo("other");
    }

    @Test
    void a_field_that_was_set_to_null_is_missing() throws Exception {
        Derived object = new Derived("secret");

        Opened.set("kept", object, "other");
        assertThat(object.told()).isEqualTo("other");
        Opened.set("kept", object, null);

        assertThatThrownBy(() -> Opened.field("kept", object)).isInstanceOf(NoSuchFieldException.class);
    }

    @Test
    void methods_are_told_apart_by_what_they_take() throws Exception {
        Derived object = new Derived("secret");

        Opened.callWith("told", object, String.class, "news");

        assertThat(Opened.call("told", object)).isEqualTo("news");
        assertThatThrownBy(() -> Opened.callWith("told", object, Integer.class, 1))
                .isInstanceOf(NoSuchMethodException.class);
    }

    @Test
    void members_that_do_not_exist_are_named() {
        assertThatThrownBy(() -> Opened.field("lost", new Derived("")))
                .isInstanceOf(NoSuchFieldException.class)
                .hasMessageContaining("Derived.lost");
        assertThatThrownBy(() -> Opened.call("lost", new Derived("")))
                .isInstanceOf(NoSuchMethodException.class)
                .hasMessageContaining("Derived.lost");
    }

    private static class Base {
        private @Nullable String kept;

        Base(String kept) {
            this.kept = kept;
        }

        @Nullable String told() {
            return kept;
        }

        @SuppressWarnings("UnusedMethod") // found by its name
        void told(String news) {
            kept = news;
        }
    }

    private static final class Derived extends Base {
        Derived(String kept) {
            super(kept);
        }
    }
}
