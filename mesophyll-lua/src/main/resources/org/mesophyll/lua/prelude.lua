-- What every machine starts with: kinds of values that Lua has none for, handlers, and safer forms of a few functions.
-- Returns what the host uses: kinds, handle, environment, install.
local log
local raw_load, raw_collect = load, collectgarbage
local getmetatable, ipairs, next, select, setmetatable, tostring, type, error =
    getmetatable, ipairs, next, select, setmetatable, tostring, type, error
local ult, tointeger, concat, format = math.ult, math.tointeger, table.concat, string.format

-- Metatables, by the numbers that the host knows: the first element of each says which it is.
local LIST, MAP, TEXT_MAP, UNSIGNED, BUFFER, VECTOR, TIMESTAMP, INTERVAL, ZONE = 1, 2, 3, 4, 5, 6, 7, 8, 9
local kinds = {}

local function kind(number, name, fields)
    local metatable = {number, __name = name, __metatable = name}
    if fields then
        metatable.__index = function(value, key)
            local at = fields[key]
            return at and value[at]
        end
        metatable.__eq = function(a, b)
            for _, at in next, fields do
                if a[at] ~= b[at] then
                    return false
                end
            end
            return true
        end
    end
    kinds[number] = metatable
    return metatable
end

local function parts(template)
    return function(value)
        return format(template, value[1], value[2], value[3])
    end
end

kind(LIST, "list")
kind(MAP, "map")
kind(TEXT_MAP, "textmap")
local unsigned = kind(UNSIGNED, "u64", {bits = 1})
unsigned.__tostring = function(value)
    local bits = value[1]
    if bits >= 0 then
        return format("%d", bits)
    end
    local tenth = (bits >> 1) // 5
    return format("%d%d", tenth, bits - tenth * 10)
end
unsigned.__lt = function(a, b)
    return ult(a[1], b[1])
end
unsigned.__le = function(a, b)
    return not ult(b[1], a[1])
end
kind(BUFFER, "buffer", {bytes = 1}).__len = function(value)
    return #value[1]
end
kind(VECTOR, "vector", {x = 1, y = 2, z = 3}).__tostring = parts("vector(%g, %g, %g)")
local function earlier(a, b)
    return a[1] < b[1] or a[1] == b[1] and a[2] < b[2]
end
local function not_later(a, b)
    return not earlier(b, a)
end
for number, name in next, {[TIMESTAMP] = "timestamp", [INTERVAL] = "interval"} do
    local metatable = kind(number, name, {seconds = 1, nanos = 2})
    metatable.__lt, metatable.__le = earlier, not_later
    metatable.__tostring = parts(name .. "(%d, %d)")
end
kind(ZONE, "zone", {name = 1}).__tostring = parts("zone(%s)")

local function check(value, wanted, what)
    if type(value) ~= wanted then
        error(what .. " is a " .. wanted .. ", not a " .. type(value), 3)
    end
    return value
end

local function whole(value, what)
    local integer = type(value) == "number" and tointeger(value)
    if not integer then
        error(what .. " is a whole number", 3)
    end
    return integer
end

local function instant(number)
    return function(seconds, nanos)
        nanos = whole(nanos or 0, "nanos")
        if nanos < 0 or nanos > 999999999 then
            error("nanos are 0 to 999999999: " .. nanos, 2)
        end
        return setmetatable({whole(seconds, "seconds"), nanos}, kinds[number])
    end
end

local function container(number)
    return function(entries)
        return setmetatable(check(entries or {}, "table", "what it is made of"), kinds[number])
    end
end

list, map, textmap = container(LIST), container(MAP), container(TEXT_MAP)
timestamp, interval = instant(TIMESTAMP), instant(INTERVAL)

function u64(bits)
    return setmetatable({whole(bits, "u64")}, kinds[UNSIGNED])
end

function buffer(bytes)
    return setmetatable({check(bytes, "string", "buffer")}, kinds[BUFFER])
end

function vector(x, y, z)
    check(x, "number", "x")
    check(y, "number", "y")
    return setmetatable({x, y, check(z, "number", "z")}, kinds[VECTOR])
end

function zone(name)
    return setmetatable({check(name, "string", "zone")}, kinds[ZONE])
end

-- Handlers by the names of their events.
local handlers = {}

function on(event, handler)
    check(event, "string", "an event's name")
    local ours = handlers[event] or {}
    ours[#ours + 1] = check(handler, "function", "a handler")
    handlers[event] = ours
end

local function handle(event)
    local answer
    for _, handler in ipairs(handlers[event.name] or {}) do
        local said = handler(event)
        if answer == nil then
            answer = said
        end
    end
    return answer
end

-- Where a script that runs once finds its event; its globals are the program's.
local function environment(event)
    return setmetatable({event = event}, {__index = _G, __newindex = _G})
end

-- Puts a function of the host at a name such as kv.get.
local function install(name, called)
    local place, last = _G, name
    for part, rest in name:gmatch("([^.]+)%.([^.]+)$") do
        _G[part] = _G[part] or {}
        place, last = _G[part], rest
    end
    place[last] = called
    if name == "log" then
        log = called
    end
end

-- Chunks are text: bytecode can break the interpreter.
function load(chunk, name, mode, ...)
    return raw_load(chunk, name, "t", ...)
end

function collectgarbage(option, ...)
    option = option or "collect"
    if option ~= "collect" and option ~= "count" then
        error("collectgarbage takes collect or count", 2)
    end
    return raw_collect(option)
end

function print(...)
    if not log then
        return
    end
    local words = {}
    for i = 1, select("#", ...) do
        words[i] = tostring((select(i, ...)))
    end
    log(concat(words, "\t"))
end

dofile, loadfile, warn, string.dump = nil, nil, nil, nil

return kinds, handle, environment, install
