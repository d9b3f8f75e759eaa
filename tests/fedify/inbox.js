// The least that receives deliveries with Fedify: it checks each signature, reads the activity, and
// counts it. Prints its address; `GET /count` tells how many. For benchmarks/inbox.py.
import { createServer } from "node:http"
import { createFederation, generateCryptoKeyPair, MemoryKvStore } from "@fedify/fedify"
import { Create, Person } from "@fedify/fedify/vocab"

const keys = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5")]
const federation = createFederation({ kv: new MemoryKvStore(), allowPrivateAddress: true })
federation
  .setActorDispatcher(
    "/users/{identifier}",
    (context, identifier) =>
      new Person({ id: context.getActorUri(identifier), inbox: context.getInboxUri(identifier) }),
  )
  .setKeyPairsDispatcher(() => keys)

let count = 0
federation
  .setInboxListeners("/users/{identifier}/inbox", "/inbox")
  .on(Create, async (context, activity) => {
    if ((await activity.getObject(context))?.content) count += 1
  })

const server = createServer(async (incoming, outgoing) => {
  if (incoming.url === "/count") return outgoing.end(String(count))
  const parts = []
  for await (const part of incoming) parts.push(part)
  const request = new Request(origin + incoming.url, {
    method: incoming.method,
    headers: incoming.headers,
    body: parts.length ? Buffer.concat(parts) : undefined,
  })
  const response = await federation.fetch(request, { contextData: undefined })
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.end(Buffer.from(await response.arrayBuffer()))
})
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
const origin = `http://127.0.0.1:${server.address().port}`
process.stdout.write(`${origin}\n`)
process.stdin.on("end", () => process.exit(0)).resume()
