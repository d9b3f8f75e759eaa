// How busy the room is, and how it is shown therefore: post by post, counted, or its highlights
// alone. The server follows the same rule (pace.py); tests/javascript/pace.json holds both to it.
export const SHAPES = ["stream", "counted", "highlights"] // the quieter first
export const LOOK_EVERY = 5_000
const MINUTE = 60_000
// Calmer only when it has been clearly calmer for a whole minute, so that nothing flips to and fro.
const CALM_PART = 0.7
const CALM_FOR = 60_000

// The pace after a look at the room: so many posts came in the last minute.
export function nextPace({ shape, calmSince }, posts, now, { counted, highlights }) {
  const level = SHAPES.indexOf(shape)
  const wanted = (posts > counted) + (posts > highlights)
  if (wanted > level) return { shape: SHAPES[wanted] }
  if (level === 0 || posts > CALM_PART * [0, counted, highlights][level]) return { shape }
  const since = calmSince ?? now
  return now - since >= CALM_FOR ? { shape: SHAPES[level - 1] } : { shape, calmSince: since }
}

// Counts what arrives. A reader's own choice goes before what the room asks for.
export class Pace {
  #came = []
  #pace

  constructor({ shape = "stream", choice = "auto", limits }) {
    Object.assign(this, { choice, limits })
    this.#pace = { shape }
  }

  get shape() {
    return SHAPES.includes(this.choice) ? this.choice : this.#pace.shape
  }

  came(now) {
    this.#came.push(now)
    this.look(now)
  }

  look(now) {
    while (this.#came[0] <= now - MINUTE) this.#came.shift()
    this.#pace = nextPace(this.#pace, this.#came.length, now, this.limits)
  }
}
