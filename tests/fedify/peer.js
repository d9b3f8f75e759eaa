// A server of the fediverse made of Fedify, which knows nothing of Goodtalk. Tests tell it what one
// of its people does: a line of JSON on standard input, the answer as a line on standard output.
//
//   node peer.js draft-cavage-http-signatures-12 | rfc9421     (what it signs with first)
import { createServer } from "node:http"
import { createInterface } from "node:readline"
import { Temporal } from "@js-temporal/polyfill"
import {
  createFederation,
  exportJwk,
  generateCryptoKeyPair,
  MemoryKvStore,
} from "@fedify/fedify"
import {
  Accept,
  Create,
  Delete,
  Endpoints,
  Follow,
  Like,
  Mention,
  Note,
  Person,
  PUBLIC_COLLECTION,
  Tombstone,
  Undo,
  Update,
} from "@fedify/fedify/vocab"

// The tests' servers are on loopback and have no certificates: what would go by TLS goes without.
const fetchOnce = globalThis.fetch
globalThis.fetch = (input, init) => {
  const request = new Request(input, init)
  if (!/^https:\/\/127\.0\.0\.1:/.test(request.url)) return fetchOnce(request)
  return fetchOnce(new Request(request.url.replace("https:", "http:"), request))
}

const people = { nia: "Nia of Fedify", omar: "Omar of Fedify" } // one pair of keys for both
const received = [] // activities that came in with a good signature
const federation = createFederation({
  kv: new MemoryKvStore(),
  allowPrivateAddress: true,
  firstKnock: process.argv[2],
})

const keys = [
  await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"),
  await generateCryptoKeyPair("Ed25519"),
]
federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    if (!(identifier in people)) return null
    const pairs = await context.getActorKeyPairs(identifier)
    return new Person({
      id: context.getActorUri(identifier),
      preferredUsername: identifier,
      name: people[identifier],
      inbox: context.getInboxUri(identifier),
      endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: pairs[0].cryptographicKey,
      assertionMethods: pairs.map((pair) => pair.multikey),
    })
  })
  .setKeyPairsDispatcher(() => keys)
const notes = new Map()
federation.setObjectDispatcher(Note, "/notes/{id}", (_context, { id }) => notes.get(id) ?? null)
const keep = async (_context, activity) => {
  received.push(await activity.toJsonLd({ format: "compact" }))
}
federation
  .setInboxListeners("/users/{identifier}/inbox", "/inbox")
  .on(Accept, keep)
  .on(Create, keep)
  .on(Update, keep)
  .on(Delete, keep)

const server = createServer(async (incoming, outgoing) => {
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
const context = federation.createContext(new URL(origin))
const nia = context.getActorUri("nia")

const send = async (recipient, activity) => {
  await context.sendActivity({ identifier: "nia" }, recipient, activity)
  return activity.id.href
}
const noteOf = ({ id, content, inReplyTo, tag, mention, updated }) =>
  new Note({
    id: context.getObjectUri(Note, { id }),
    attribution: nia,
    to: PUBLIC_COLLECTION,
    content,
    mediaType: "text/html",
    replyTarget: inReplyTo ? new URL(inReplyTo) : null,
    tags: mention ? [new Mention({ href: new URL(mention), name: tag })] : [],
    published: Temporal.Now.instant(),
    updated: updated ? Temporal.Now.instant() : null,
  })
const place = (what) => new URL(`${nia}#${what}-${crypto.randomUUID()}`)

// What a test can have done. `to` is the uri of one of our communities.
const doings = {
  where: () => ({ origin, nia: nia.href }),
  // As somebody types it into their app's search: @tag@host, or an address.
  find: async ({ what }) => {
    const actor = await context.lookupObject(what)
    return actor && (await actor.toJsonLd({ format: "compact" }))
  },
  webfinger: ({ what }) => context.lookupWebFinger(what),
  follow: async ({ to }) =>
    send(await context.lookupObject(to), new Follow({ id: place("follow"), actor: nia, object: new URL(to) })),
  unfollow: async ({ to, follow }) =>
    send(
      await context.lookupObject(to),
      new Undo({
        id: place("undo"),
        actor: nia,
        object: new Follow({ id: new URL(follow), actor: nia, object: new URL(to) }),
      }),
    ),
  say: async ({ to, ...note }) => {
    notes.set(note.id, noteOf(note))
    const activity = new Create({
      id: place("create"), actor: nia, to: PUBLIC_COLLECTION, object: notes.get(note.id),
    })
    await send(await context.lookupObject(to), activity)
    return notes.get(note.id).id.href
  },
  edit: async ({ to, ...note }) => {
    notes.set(note.id, noteOf({ ...note, updated: true }))
    const activity = new Update({
      id: place("update"), actor: nia, to: PUBLIC_COLLECTION, object: notes.get(note.id),
    })
    return send(await context.lookupObject(to), activity)
  },
  takeBack: async ({ to, id }) => {
    const uri = notes.get(id).id
    notes.delete(id)
    const activity = new Delete({
      id: place("delete"), actor: nia, to: PUBLIC_COLLECTION, object: new Tombstone({ id: uri }),
    })
    return send(await context.lookupObject(to), activity)
  },
  like: async ({ to, what }) => {
    const omar = context.getActorUri("omar")
    const like = new Like({ id: place("like"), actor: omar, object: new URL(what) })
    await context.sendActivity({ identifier: "omar" }, await context.lookupObject(to), like)
  },
  received: () => received,
  keys: async () => Promise.all(keys.map((pair) => exportJwk(pair.publicKey))),
}

for await (const line of createInterface({ input: process.stdin })) {
  const { do: what, ...details } = JSON.parse(line)
  let said
  try {
    said = { answer: (await doings[what](details)) ?? null }
  } catch (error) {
    said = { error: String(error?.stack ?? error) }
  }
  process.stdout.write(`${JSON.stringify(said)}\n`)
}
server.close()
process.exit(0)
