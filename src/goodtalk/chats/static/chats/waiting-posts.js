// What has come and is not shown yet, in the order in which it came, and what of it is offered.
export class WaitingPosts {
  #events = new Map()

  add(event) {
    this.#events.set(event.post, event)
  }

  remove(post) {
    return this.#events.delete(post)
  }

  get(post) {
    return this.#events.get(post)
  }

  // How many wait for each question, by its number; 0 is the talk around the questions.
  byQuestion() {
    const counts = new Map()
    for (const { question } of this.#events.values()) {
      counts.set(question ?? 0, (counts.get(question ?? 0) ?? 0) + 1)
    }
    return new Map([...counts].sort(([one], [other]) => (one || Infinity) - (other || Infinity)))
  }

  count(isMeant = () => true) {
    return [...this.#events.values()].filter(isMeant).length
  }

  // Those that are meant wait no longer.
  take(isMeant = () => true) {
    const taken = [...this.#events.values()].filter(isMeant)
    for (const event of taken) this.#events.delete(event.post)
    return taken
  }
}

// Many at once are put in from the top down, so that what one is about to read comes first:
// what was said to the room, the newest first, then what answers it, the oldest first.
export function inOrderOfReading(events, newestFirst, isShown) {
  const those = new Set(events.map((event) => event.post))
  const isReply = ({ parent }) => Boolean(parent) && (those.has(parent) || isShown(parent))
  const roots = events.filter((event) => !isReply(event))
  return [...(newestFirst ? roots.reverse() : roots), ...events.filter(isReply)]
}
