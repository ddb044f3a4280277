// Proves by an Ed25519 key who the caller is, and asks the master who that is. Written from docs/json-rpc.md.
//
//   openssl genpkey -algorithm ed25519 -out key.pem        (openssl pkey -in key.pem -pubout for the master's key file)
//   node key.mjs ws://localhost:8080 key.pem
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import WebSocket from "ws";

const [url, keyFile] = process.argv.slice(2);
const secret = createPrivateKey(readFileSync(keyFile));
const key = createPublicKey(secret).export({ type: "spki", format: "der" }).toString("base64");
const origin = new URL(url.replace(/^ws/, "http")).origin; // the server that this caller means, whatever the server says
const socket = new WebSocket(`${url}/rpc`, "jsonrpc");
const call = (method, params) => socket.send(JSON.stringify({ jsonrpc: "2.0", method, params, id: method }));

socket.on("error", (fault) => {
  console.error(fault.message);
  process.exitCode = 1;
});
socket.on("open", () => call("fetch_nonce", []));
socket.on("message", (text) => {
  const { id, result, error } = JSON.parse(text);
  if (error) {
    console.error(`${error.code} ${error.message}: ${JSON.stringify(error.data)}`);
    process.exitCode = 1;
    socket.close();
  } else if (id === "fetch_nonce") {
    const signed = `mesophyll-json-rpc:${origin}:${result.nonce}`; // not result.sign, which another server may have made up
    call("authenticate", { key, signature: sign(null, Buffer.from(signed), secret).toString("base64") });
  } else {
    console.log(JSON.stringify(result));
    socket.close();
  }
});
