// Speaks JSON-RPC over nothing but a WebSocket: a batch with a notification in it. Written from docs/json-rpc.md.
//
//   MESOPHYLL_TOKEN=... node plain.mjs ws://localhost:8080 guild:1 'return 6 * 7'
import WebSocket from "ws";

const [url, tenant, script] = process.argv.slice(2);
const socket = new WebSocket(`${url}/rpc`, "jsonrpc", {
  headers: { Authorization: `Bearer ${process.env.MESOPHYLL_TOKEN}` },
});
const call = (method, params, id) => ({ jsonrpc: "2.0", method, params, id });

socket.on("error", (fault) => {
  console.error(fault.message);
  process.exitCode = 1;
});
socket.on("open", () => {
  const notification = call("play", { tenant, script }); // without an id: nobody answers
  socket.send(JSON.stringify([call("whoami", [], "who"), notification, call("play", { tenant, script }, 1)]));
});
socket.on("message", (text) => {
  for (const { id, result, error } of JSON.parse(text)) {
    console.log(JSON.stringify({ id, result, code: error?.code }));
  }
  socket.close();
});
