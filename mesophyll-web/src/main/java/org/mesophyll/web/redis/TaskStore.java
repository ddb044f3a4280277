package org.mesophyll.web.redis;

import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.JobId;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.args.ListDirection;

/**
 * The keys of Redis, and what is done with them. What takes more than one command is a script of Redis, and so happens as a whole or
 * not at all. For the thread of its connection.
 *
 * <p>A queue is a list, filled at its left end. A task that is taken goes from its right end to the left end of another list in one
 * step, and leaves that with its answer: whatever ends in between, it is in one of the two.
 */
final class TaskStore {
    private static final CommandObjects COMMANDS = new CommandObjects(RedisProtocol.RESP2);
    private static final double MILLIS_PER_SECOND = 1_000.0;

    /** Nil unless the key is a hash; the name and the size of a field that is too large; or a list of the fields. */
    private static final byte[] READ = Utf8.encode("""
            if redis.call('TYPE', KEYS[1])['ok'] ~= 'hash' then return false end
            for i = 2, #ARGV do
              local size = redis.call('HSTRLEN', KEYS[1], ARGV[i])
              if size > tonumber(ARGV[1]) then return {ARGV[i], size} end
            end
            return {redis.call('HMGET', KEYS[1], unpack(ARGV, 2))}
            """);

    /** Nil unless the key is a hash; or the job that the task has, which is the one that was offered if it had none. */
    private static final byte[] CLAIM = Utf8.encode("""
            if redis.call('TYPE', KEYS[1])['ok'] ~= 'hash' then return false end
            if redis.call('HSETNX', KEYS[1], 'job', ARGV[1]) == 1 then
              redis.call('HSET', KEYS[1], 'status', 'pending')
            end
            return redis.call('HGET', KEYS[1], 'job')
            """);

    /** Says in the hash, if it is still there, that the task runs, unless it says more. */
    private static final byte[] RUNS = Utf8.encode("""
            if redis.call('TYPE', KEYS[1])['ok'] == 'hash' and redis.call('HGET', KEYS[1], 'status') == 'pending' then
              redis.call('HSET', KEYS[1], 'status', 'running')
            end
            """);

    /** Writes into the hash, if it is still there; tells the list of replies, if the task was still among those taken. */
    private static final byte[] END = Utf8.encode("""
            local there = redis.call('TYPE', KEYS[1])['ok'] == 'hash'
            if there then
              redis.call('HSET', KEYS[1], unpack(ARGV, 3))
              redis.call('PEXPIRE', KEYS[1], ARGV[2])
            end
            local taken = redis.call('LREM', KEYS[2], 0, ARGV[1])
            if there and taken > 0 and KEYS[3] then
              redis.pcall('LPUSH', KEYS[3], ARGV[1])
              redis.pcall('PEXPIRE', KEYS[3], ARGV[2])
            end
            return taken
            """);

    private final RedisConnection redis;
    private final String prefix;
    private final Duration keep;

    /**
     * Makes one.
     *
     * @param prefix what all keys begin with
     * @param keep for how long a task is kept after its end
     */
    TaskStore(RedisConnection redis, String prefix, Duration keep) {
        this.redis = redis;
        this.prefix = prefix;
        this.keep = keep;
    }

    /** Takes the oldest id of a queue, waits for one if there is none; returns null if none came. */
    byte @Nullable [] take(String queue, Duration wait) throws RedisAwayException {
        return redis.run(COMMANDS.blmove(
                key("queue:" + queue),
                key("taken:" + queue),
                ListDirection.RIGHT,
                ListDirection.LEFT,
                wait.toMillis() / MILLIS_PER_SECOND));
    }

    /** Returns the ids of a queue that were taken and not answered, the oldest last. */
    List<byte[]> taken(String queue, int most) throws RedisAwayException {
        List<byte[]> ids = redis.run(COMMANDS.lrange(key("taken:" + queue), -most, -1));
        return ids == null ? List.of() : ids;
    }

    /** Takes an id that cannot be answered from those taken. */
    void drop(String queue, byte[] id) throws RedisAwayException {
        redis.run(COMMANDS.lrem(key("taken:" + queue), 0, id));
    }

    /**
     * Reads a task; empty if there is no hash for it.
     *
     * @throws MalformedTaskException if a field is too large to be read
     */
    Optional<TaskFields> read(TaskId task) throws RedisAwayException, MalformedTaskException {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Utf8.encode(Integer.toString(TaskFields.MOST_BYTES)));
        TaskFields.READ.forEach(field -> arguments.add(Utf8.encode(field)));
        Object answer = redis.run(COMMANDS.eval(READ, List.of(key("task:" + task.text())), arguments));
        if (!(answer instanceof List<?> list)) {
            return Optional.empty();
        }
        if (list.get(0) instanceof List<?> fields) {
            return Optional.of(new TaskFields(fields));
        }
        throw new MalformedTaskException("the field " + text(list.get(0)) + " is " + list.get(1)
                + " bytes, the limit is " + TaskFields.MOST_BYTES);
    }

    /**
     * Says which job is the task's: from now on this one, if it has none.
     *
     * @return what the hash has now, which may be another's words; empty if there is no hash any more
     */
    Optional<String> claim(TaskId task, JobId job) throws RedisAwayException {
        Object answer =
                redis.run(COMMANDS.eval(CLAIM, List.of(key("task:" + task.text())), List.of(Utf8.encode(job.text()))));
        return answer == null ? Optional.empty() : Optional.of(text(answer));
    }

    /** Says that a task's script is being run. */
    void runs(TaskId task) throws RedisAwayException {
        redis.run(COMMANDS.eval(RUNS, List.of(key("task:" + task.text())), List.of()));
    }

    /**
     * Answers a task, which is not among those taken any more.
     *
     * @param reply the list to tell, or null
     */
    void end(String queue, TaskId task, TaskEnd end, @Nullable String reply) throws RedisAwayException {
        List<byte[]> keys = new ArrayList<>(List.of(key("task:" + task.text()), key("taken:" + queue)));
        if (reply != null) {
            keys.add(key("reply:" + reply));
        }
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Utf8.encode(task.text()));
        arguments.add(Utf8.encode(Long.toString(keep.toMillis())));
        end.fields().forEach((field, value) -> {
            arguments.add(Utf8.encode(field));
            arguments.add(Utf8.encode(value));
        });
        redis.run(COMMANDS.eval(END, keys, arguments));
    }

    private byte[] key(String rest) {
        return Utf8.encode(prefix + rest);
    }

    private static String text(Object answer) {
        try {
            return answer instanceof byte[] bytes ? Utf8.decode(bytes) : String.valueOf(answer);
        } catch (CharacterCodingException e) {
            return "not UTF-8";
        }
    }
}
