// What every machine starts with: kinds of values that JavaScript has none for, and handlers. Evaluates to what the host uses.
// It calls only what it took here, before any script ran: a script that changes Object.prototype and the like harms itself.
(() => {
  "use strict";
  const {assign, create, freeze, getOwnPropertyDescriptor, getPrototypeOf, keys} = Object;
  const {apply, defineProperty, deleteProperty} = Reflect;
  const {isSafeInteger} = Number;
  const {floor} = Math;
  const {isArray} = Array;
  const {asIntN, asUintN} = BigInt;
  const evaluate = eval;
  const unbound = method => (self, ...given) => apply(method, self, given);
  const getter = (prototype, name) => unbound(getOwnPropertyDescriptor(prototype, name).get);
  const isBelow = unbound(Object.prototype.isPrototypeOf);
  const mapSet = unbound(Map.prototype.set);
  const mapEach = unbound(Map.prototype.forEach);
  const mapSize = getter(Map.prototype, "size");
  const recall = unbound(WeakMap.prototype.get);
  const remember = unbound(WeakMap.prototype.set);
  const timeOf = unbound(Date.prototype.getTime);
  const charCodeAt = unbound(String.prototype.charCodeAt);
  const split = unbound(String.prototype.split);
  const join = unbound(Array.prototype.join);
  const typedArray = getPrototypeOf(Uint8Array.prototype);
  const nameOfArray = getter(typedArray, Symbol.toStringTag);
  const bufferOf = getter(typedArray, "buffer");
  const offsetOf = getter(typedArray, "byteOffset");
  const bytesOf = getter(typedArray, "byteLength");
  const {stringify} = JSON;
  const {from} = Array;
  const slice = unbound(String.prototype.slice);
  const wellFormed = unbound(String.prototype.toWellFormed);
  const {BigInt: BigInts, Date: Dates, Error: Errors, Map: Maps, Number: Numbers, Object: Objects} = globalThis;
  const errors = Error.prototype;
  const sets = Set.prototype;
  const {RangeError: RangeErrors, String: Strings, TypeError: TypeErrors, Uint8Array: Bytes} = globalThis;

  // Memory that is shared between threads, and waits on it: a machine has one thread.
  delete globalThis.SharedArrayBuffer;
  delete globalThis.Atomics;

  const own = (object, key, value) => defineProperty(
    object, key, {__proto__: null, value, writable: true, enumerable: true, configurable: true});
  const collect = (...values) => values;

  // Objects of the classes below by what the host gets to know of them: a kind, and its parts.
  const records = new WeakMap();

  const integer = (value, what) => {
    if (typeof value === "number" ? isSafeInteger(value) : typeof value === "bigint" && asIntN(64, value) === value) {
      return value;
    }
    throw new TypeErrors(what + " is a whole number, a BigInt if it has more than 53 bits");
  };
  const moment = (kind, self, seconds, nanos) => {
    if (typeof nanos !== "number" || !isSafeInteger(nanos) || nanos < 0 || nanos > 999999999) {
      throw new RangeErrors("nanos are 0 to 999999999");
    }
    own(self, "seconds", integer(seconds, "seconds"));
    own(self, "nanos", nanos);
    remember(records, self, [kind, seconds, nanos]);
    freeze(self);
  };
  const nanosOf = moment => BigInts(moment.seconds) * 1000000000n + BigInts(moment.nanos);

  class Float {
    constructor(value) {
      own(this, "value", Numbers(value));
      remember(records, this, ["FLOAT", this.value]);
      freeze(this);
    }
    valueOf() { return this.value; }
    toString() { return Strings(this.value); }
  }
  class Unsigned {
    constructor(value) {
      own(this, "value", asUintN(64, BigInts(value)));
      remember(records, this, ["UNSIGNED", Strings(this.value)]);
      freeze(this);
    }
    valueOf() { return this.value; }
    toString() { return Strings(this.value); }
  }
  class Vector {
    constructor(x, y, z) {
      own(this, "x", Numbers(x));
      own(this, "y", Numbers(y));
      own(this, "z", Numbers(z));
      remember(records, this, ["VECTOR", this.x, this.y, this.z]);
      freeze(this);
    }
  }
  class Timestamp {
    constructor(seconds, nanos = 0) { moment("TIMESTAMP", this, seconds, nanos); }
    valueOf() { return nanosOf(this); }
  }
  class Interval {
    constructor(seconds, nanos = 0) { moment("INTERVAL", this, seconds, nanos); }
    valueOf() { return nanosOf(this); }
  }
  class Zone {
    constructor(name) {
      own(this, "name", Strings(name));
      remember(records, this, ["ZONE", this.name]);
      freeze(this);
    }
    toString() { return this.name; }
  }
  class TextMap extends Map {}

  assign(globalThis, {Float, Unsigned, Vector, Timestamp, Interval, Zone, TextMap});

  const prototypes = {
    date: Dates.prototype, map: Maps.prototype, object: Objects.prototype, textMap: TextMap.prototype, __proto__: null,
  };

  // Lists of keys and values in turn.
  const entries = map => {
    const flat = [];
    let size = 0;
    mapEach(map, (value, key) => {
      own(flat, size++, key);
      own(flat, size++, value);
    });
    return flat;
  };
  const members = (object, names) => {
    const flat = [];
    for (let i = 0; i < names.length; i++) {
      own(flat, 2 * i, names[i]);
      own(flat, 2 * i + 1, object[names[i]]);
    }
    return flat;
  };
  const hasBuffer = array => {
    try {
      return bytesOf(array) > 0 || new Bytes(bufferOf(array), 0, 0) !== null;
    } catch {
      return false;
    }
  };
  const instant = date => {
    const millis = timeOf(date);
    const seconds = floor(millis / 1000);
    return ["TIMESTAMP", integer(seconds, "a date"), (millis - seconds * 1000) * 1000000];
  };

  // What the host gets to know of an object: its kind, and its parts; at most so many values are taken from it.
  const describe = (value, most) => {
    const record = recall(records, value);
    if (record !== undefined) return record;
    if (isArray(value)) {
      const {length} = value;
      return length > most ? ["TOO_MUCH"] : ["LIST", length === 0 ? [] : apply(collect, undefined, value)];
    }
    if (isBelow(prototypes.map, value)) {
      if (mapSize(value) > most) return ["TOO_MUCH"];
      return [isBelow(prototypes.textMap, value) ? "TEXT_MAP" : "MAP", entries(value)];
    }
    if (nameOfArray(value) === "Uint8Array" && !hasBuffer(value)) {
      throw new TypeErrors("a Uint8Array whose buffer was detached cannot leave the script");
    }
    if (nameOfArray(value) === "Uint8Array") return ["BUFFER", bufferOf(value), offsetOf(value), bytesOf(value)];
    if (isBelow(prototypes.date, value)) return instant(value);
    const parent = getPrototypeOf(value);
    if (parent !== null && parent !== prototypes.object) return ["NONE"];
    const names = keys(value);
    return names.length > most ? ["TOO_MUCH"] : ["MAP", members(value, names)];
  };

  const handlers = create(null);
  own(globalThis, "on", (event, handler) => {
    if (typeof event !== "string") throw new TypeErrors("an event's name is a string");
    if (typeof handler !== "function") throw new TypeErrors("a handler is a function");
    handlers[event] ??= {__proto__: null, size: 0};
    handlers[event][handlers[event].size++] = handler;
  });

  const isThenable = value => typeof value === "object" && value !== null && typeof value.then === "function";

  // A box tells the host what became of an answer that may be a promise: it looks when nothing is left to run.
  const settle = async (box, promise) => {
    try {
      box.value = await promise;
    } catch (error) {
      box.value = error;
      box.failed = true;
    }
    box.open = false;
  };
  const boxed = answer => {
    const box = {__proto__: null, open: isThenable(answer), failed: false, value: answer};
    if (box.open) settle(box, answer);
    return box;
  };

  const answerOf = (ours, event, at, answer) => {
    for (let i = at; i < ours.size; i++) {
      const said = ours[i](event);
      if (isThenable(said)) return answerAfter(said, ours, event, i + 1, answer);
      answer ??= said;
    }
    return answer;
  };
  const answerAfter = async (promise, ours, event, at, answer) => {
    const said = await promise;
    return answerOf(ours, event, at, answer ?? said);
  };

  const limits = new WeakSet();
  const isNoted = unbound(WeakSet.prototype.has);
  const note = unbound(WeakSet.prototype.add);
  let write = () => {};
  // A word of a line: objects as JSON, as far as they have any; whatever it is, it fails no script.
  const spelled = (key, value) => typeof value === "bigint" ? Strings(value)
    : typeof value !== "object" || value === null ? value
    : isBelow(prototypes.map, value) ? from(value) : isBelow(sets, value) ? from(value) : value;
  const shown = word => {
    if (typeof word !== "object" && typeof word !== "function" || word === null) return Strings(word);
    try {
      if (typeof word === "function") return "[function " + word.name + "]";
      return isBelow(errors, word) ? Strings(word) : Strings(stringify(word, spelled));
    } catch {
      return "[object]";
    }
  };
  const MOST_OF_LINE = 500; // as many characters as the host keeps
  const say = (...words) => {
    for (let i = 0; i < words.length; i++) own(words, i, wellFormed(slice(shown(words[i]), 0, MOST_OF_LINE)));
    write(join(words, " "));
  };
  own(globalThis, "console", {log: say, debug: say, info: say, warn: say, error: say});

  return freeze({
    __proto__: null,
    describe,
    isBigInt: value => typeof value === "bigint",
    length: text => text.length,
    handle: (name, event) => boxed(handlers[name] && answerOf(handlers[name], event, 0, undefined)),
    run: (code, event) => {
      own(globalThis, "event", event);
      return boxed(evaluate(code));
    },
    forget: () => { deleteProperty(globalThis, "event"); },
    settled: boxed,
    raise: error => { throw error; },
    refuse: (reason, isLimit) => {
      const error = new Errors(reason);
      if (isLimit) note(limits, error);
      throw error;
    },
    isLimit: error => typeof error === "object" && error !== null && isNoted(limits, error),
    install: (name, raw) => {
      const called = (...given) => apply(raw, undefined, given);
      const [first, second] = split(name, ".");
      if (second === undefined) {
        own(globalThis, first, called);
      } else {
        globalThis[first] ?? own(globalThis, first, {});
        own(globalThis[first], second, called);
      }
      if (name === "log") write = called;
    },
    bigint: text => BigInts(text),
    float: value => new Float(value),
    unsigned: text => new Unsigned(text),
    buffer: text => {
      const bytes = new Bytes(text.length);
      for (let i = 0; i < text.length; i++) bytes[i] = charCodeAt(text, i);
      return bytes;
    },
    vector: (x, y, z) => new Vector(x, y, z),
    timestamp: (seconds, nanos) => new Timestamp(seconds, nanos),
    interval: (seconds, nanos) => new Interval(seconds, nanos),
    zone: name => new Zone(name),
    list: collect,
    object: (...flat) => {
      const object = {};
      for (let i = 0; i < flat.length; i += 2) own(object, flat[i], flat[i + 1]);
      return object;
    },
    map: (...flat) => {
      const map = new Maps();
      for (let i = 0; i < flat.length; i += 2) mapSet(map, flat[i], flat[i + 1]);
      return map;
    },
    textMap: (...flat) => {
      const map = new TextMap();
      for (let i = 0; i < flat.length; i += 2) mapSet(map, flat[i], flat[i + 1]);
      return map;
    },
  });
})()
