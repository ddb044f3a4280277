package org.mesophyll.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PongsTest {
    private final Unwritten unwritten = new Unwritten();
    private final ChannelInboundHandlerAdapter reader = new ChannelInboundHandlerAdapter();
    private final EmbeddedChannel channel = new EmbeddedChannel(unwritten, reader);
    private final Pongs pongs = new Pongs();

    @Test
    void answers_only_the_latest_of_the_pings_that_come_while_an_answer_is_not_written() {
        ping("1");
        for (int i = 2; i <= 1_000; i++) {
            ping(Integer.toString(i));
        }

        assertThat(unwritten.payloads).containsExactly("1");
        unwritten.writeAll();
        assertThat(unwritten.payloads).containsExactly("1", "1000");
    }

    @Test
    void answers_each_of_the_pings_that_come_one_by_one() {
        ping("1");
        unwritten.writeAll();
        ping("2");
        unwritten.writeAll();

        assertThat(unwritten.payloads).containsExactly("1", "2");
    }

    private void ping(String payload) {
        pongs.answer(channel.pipeline().context(reader), Unpooled.wrappedBuffer(payload.getBytes(US_ASCII)));
    }

    /** A socket that takes nothing until it is told to. */
    private static final class Unwritten extends ChannelOutboundHandlerAdapter {
        private final List<String> payloads = new ArrayList<>();
        private final List<ChannelPromise> promises = new ArrayList<>();

        @Override
        public void write(ChannelHandlerContext context, Object frame, ChannelPromise promise) {
            PongWebSocketFrame pong = (PongWebSocketFrame) frame;
            payloads.add(pong.content().toString(US_ASCII));
            pong.release();
            promises.add(promise);
        }

        void writeAll() {
            List<ChannelPromise> now = List.copyOf(promises);
            promises.clear();
            now.forEach(ChannelPromise::setSuccess);
        }
    }
}
