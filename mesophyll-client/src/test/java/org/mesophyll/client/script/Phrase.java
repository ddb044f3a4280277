package org.mesophyll.client.script;

/** What a script of each language says for {@link ScriptEngineContract}. */
public enum Phrase {
    /** An expression: 6 times 7. */
    EXPRESSION,
    /** A statement without a value. */
    STATEMENT,
    /** An expression: the name of the event, a blank, and its data. */
    NAME_AND_DATA,
    /** An expression: the data of the event. */
    DATA,
    /** An expression: a list of the data of the event, and 1. */
    DATA_IN_LIST,
    /** Sets the global {@code kept} to the data of the event. */
    KEEP,
    /** An expression: the global {@code kept}, null if there is none. */
    KEPT,
    /** Registers a handler for {@code Greet} that answers {@code hello, } and the data. */
    GREETER,
    /** Registers a handler for {@code Greet} that answers whether there is a global {@code event}. */
    LOOKS_FOR_EVENT,
    /**
     * Registers three handlers for {@code Greet}: each adds 1 to the global {@code kept}, which is 0 before; the first answers
     * nothing, the second {@code second}, the third {@code third}.
     */
    THREE_HANDLERS,
    /** Registers a handler for {@code Greet} that raises an error with the message {@code no} in the second line. */
    FAILING_HANDLER,
    /** Is no script, which the second line shows. */
    NO_SCRIPT,
    /** Raises an error with the message {@code no} in the second line, within a function that the fifth line calls. */
    FAILURE,
    /** An expression: what {@code sum(40, 2)} returns. */
    SUM,
    /** An expression: what {@code kv.get('a')} returns. */
    GET,
    /** Calls {@code ask()} in the second line. */
    ASK,
    /** An expression: the message of the error that {@code ask()} raises. */
    CAUGHT_ASK,
    /** Calls {@code take} with a text of two million characters. */
    TAKE_TOO_MUCH,
    /** Does that, catches the error, and then raises one of its own with the message {@code own}. */
    OWN_ERROR_AFTER_TAKE,
    /** Calls {@code hold()}, catches whatever that raises, and goes on for ever. */
    CAUGHT_HOLD,
    /** Starts 100 000 promises or coroutines, each of which counts, and answers the count. */
    MANY_TASKS,
    /** Sets the global {@code kept}, and spoils the functions and prototypes of the language. */
    POLLUTION,
    /** An expression that is {@code AB} where nobody has done that. */
    CLEAN,
    /** Allocates for ever, also when it is refused memory. */
    BOMB,
    /** An expression: a text of 4 000 characters. */
    TEXT_OF_4000,
    /** An expression: a text of 4 096 characters. */
    TEXT_OF_4096,
    /** Answers a list of 300 numbers. */
    LIST_OF_300,
    /** Answers a list that holds one list twice, which holds one twice, and so on 40 times. */
    LIST_OF_TWINS,
    /** Answers lists within each other, 65 of them. */
    DEEP_LIST,
    /** Answers lists within each other, 63 of them. */
    LESS_DEEP_LIST,
    /** Answers a list that is an element of itself. */
    LIST_IN_ITSELF,
    /** Answers a function. */
    FUNCTION
}
