package org.mesophyll.web.db;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.epoch.Epochs;
import org.mesophyll.protocol.Fencing;
import org.mesophyll.protocol.WorkerId;

/** Refuses changes by a process whose connection another has replaced ({@code docs/protocol.md}, section 4, fencing). */
@Dependent
public class Fence {
    private static final Pattern EPOCH = Pattern.compile("[0-9]{1,16}");

    private final Epochs epochs;

    @Inject
    public Fence(Epochs epochs) {
        this.epochs = epochs;
    }

    /**
     * Checks that a worker may change something; otherwise 409.
     *
     * @param epoch the header {@value Fencing#EPOCH_HEADER}, or null: a client without a connection is not fenced
     */
    void check(WorkerId worker, @Nullable String epoch) {
        if (epoch == null) {
            return;
        }
        if (!EPOCH.matcher(epoch).matches()) {
            throw new BadRequestException(
                    "the header " + Fencing.EPOCH_HEADER + " is a decimal number of at most 16 digits");
        }
        epochs.refusal(worker, Long.parseLong(epoch)).ifPresent(reason -> {
            throw new ClientErrorException(reason, Response.Status.CONFLICT);
        });
    }
}
