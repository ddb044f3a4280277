"""Prints the OpenRPC document of the JSON-RPC door as an OpenAPI document with one operation, POST /rpc, for `schemathesis`."""

import http.client
import json

import proof


def call(method):
    connection = http.client.HTTPConnection(proof.HOST, proof.PORT, timeout=30)
    connection.request("POST", "/rpc", json.dumps({"jsonrpc": "2.0", "method": method, "id": 1}),
                       {"Content-Type": "application/json", "Authorization": "Bearer " + proof.operator_token()})
    return json.loads(connection.getresponse().read())["result"]


def request(method):
    parameters = method.get("params", [])
    schema = {
        "type": "object",
        "properties": {parameter["name"]: parameter["schema"] for parameter in parameters},
        "required": [parameter["name"] for parameter in parameters if parameter.get("required")],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"jsonrpc": {"const": "2.0"}, "method": {"const": method["name"]}, "params": schema,
                       "id": {"type": ["integer", "string"], "minimum": -(1 << 63), "maximum": (1 << 63) - 1}},
        "required": ["jsonrpc", "method", "params", "id"],
    }


ANSWER = {
    "type": "object",
    "properties": {
        "jsonrpc": {"const": "2.0"},
        "id": {"type": ["integer", "number", "string", "null"]},
        "result": {},
        "error": {
            "type": "object",
            "properties": {"code": {"type": "integer", "not": {"const": -32603}}, "message": {"type": "string"}},
            "required": ["code", "message"],
        },
    },
    "required": ["jsonrpc", "id"],
    "oneOf": [{"required": ["result"]}, {"required": ["error"]}],
}

if __name__ == "__main__":
    document = call("rpc.discover")
    requests = [request(method) for method in document["methods"]]
    answer = {"description": "the answer", "content": {"application/json": {"schema": {
        "anyOf": [ANSWER, {"type": "array", "items": ANSWER}]}}}}
    empty = {"description": "refused"}
    print(json.dumps({
        "openapi": "3.1.0",
        "info": {"title": "JSON-RPC", "version": "1"},
        **({"components": document["components"]} if "components" in document else {}),
        "paths": {"/rpc": {"post": {
            "operationId": "rpc",
            "requestBody": {"required": True, "content": {"application/json": {"schema": {"oneOf": requests}}}},
            "responses": {"200": answer, "204": {"description": "notifications alone"},
                          **{status: empty for status in ("400", "401", "403", "408", "413", "415", "429", "503")}},
        }}},
    }))
