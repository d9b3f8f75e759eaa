// Fedify as a sender, for benchmarks/delivery.py: one activity to many inboxes, signed for each.
// Standard input: a line of JSON with the inboxes, then `send` as often as wanted.
import { createInterface } from "node:readline"
import { createFederation, generateCryptoKeyPair, MemoryKvStore } from "@fedify/fedify"
import { Create, Note, Person, PUBLIC_COLLECTION } from "@fedify/fedify/vocab"

const federation = createFederation({
  kv: new MemoryKvStore(),
  allowPrivateAddress: true,
  firstKnock: "draft-cavage-http-signatures-12",
})
const keys = [
  await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"),
  await generateCryptoKeyPair("Ed25519"),
]
federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    const pairs = await context.getActorKeyPairs(identifier)
    return new Person({
      id: context.getActorUri(identifier),
      preferredUsername: identifier,
      publicKey: pairs[0].cryptographicKey,
      assertionMethods: pairs.map((pair) => pair.multikey),
    })
  })
  .setKeyPairsDispatcher(() => keys)
const context = federation.createContext(new URL("http://127.0.0.1:1"))

let recipients
let number = 0
for await (const line of createInterface({ input: process.stdin })) {
  if (recipients === undefined) {
    recipients = JSON.parse(line).map((inbox) => ({
      id: new URL(`${inbox}/jo`),
      inboxId: new URL(inbox),
      endpoints: null,
    }))
    console.log("ready")
  } else {
    number += 1
    await context.sendActivity(
      { identifier: "lgovsm" },
      recipients,
      new Create({
        id: new URL(`http://127.0.0.1:1/activities/${number}`),
        actor: context.getActorUri("lgovsm"),
        to: PUBLIC_COLLECTION,
        object: new Note({
          id: new URL(`http://127.0.0.1:1/notes/${number}`),
          attribution: context.getActorUri("lgovsm"),
          content: "<p>Q1: Who grits? #lgovsm</p>",
          to: PUBLIC_COLLECTION,
        }),
      }),
    )
    console.log("sent")
  }
}
