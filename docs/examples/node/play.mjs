// Runs a script for a tenant, by a JSON-RPC client of the npm registry. Written from docs/json-rpc.md.
//
//   MESOPHYLL_TOKEN=... node play.mjs ws://localhost:8080 guild:1 'return 6 * 7'
import { Client } from "rpc-websockets";

const [url, tenant, script] = process.argv.slice(2);
const client = new Client(`${url}/rpc`, {
  reconnect: false,
  protocol: "jsonrpc",
  headers: { Authorization: `Bearer ${process.env.MESOPHYLL_TOKEN}` },
});

client.on("error", (fault) => {
  console.error(fault.message);
  process.exit(1);
});
client.on("open", async () => {
  try {
    console.log(JSON.stringify(await client.call("play", { tenant, script })));
  } catch (refusal) {
    console.error(`${refusal.code} ${refusal.message}: ${JSON.stringify(refusal.data)}`);
    process.exitCode = 1;
  }
  client.close();
});
