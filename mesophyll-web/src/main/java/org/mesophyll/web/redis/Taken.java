package org.mesophyll.web.redis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The tasks of a queue that were taken and are not answered: never more than there are places. Safe for any thread. */
final class Taken {
    private final Semaphore places;
    private final Map<TaskId, Boolean> tasks = new ConcurrentHashMap<>(); // to whether its id came again

    Taken(int places) {
        this.places = new Semaphore(places);
    }

    /** Waits for a place, until a task is answered or the thread interrupted. */
    void awaitPlace() throws InterruptedException {
        places.acquire();
    }

    void giveBackPlace() {
        places.release();
    }

    /** Puts a task into a place that was awaited; if it is there already, that is remembered, and the place not used. */
    boolean add(TaskId task) {
        return !tasks.merge(task, false, (there, added) -> true);
    }

    boolean has(TaskId task) {
        return tasks.containsKey(task);
    }

    /** Takes a task out and gives its place back, unless its id came again, which is forgotten then; returns whether it is out. */
    boolean removeUnlessAgain(TaskId task) {
        if (tasks.remove(task, false)) {
            giveBackPlace();
            return true;
        }
        tasks.put(task, false);
        return false;
    }

    /** Takes a task out whose place somebody else gives back. */
    void forget(TaskId task) {
        tasks.remove(task);
    }

    /** Takes a task out, and gives its place back. */
    void remove(TaskId task) {
        tasks.remove(task);
        giveBackPlace();
    }
}
