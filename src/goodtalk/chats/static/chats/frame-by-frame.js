// Does much work a little in each frame, so that the page stays usable while it is done.
const BUDGET = 8 // milliseconds of a frame
const AT_FIRST = 3 // things in a frame: what the browser lays out afterwards takes time too
const AT_MOST = 12
const SHORT = 34 // milliseconds from one frame to the next: there is time for more
const LONG = 80 // there was not; on a machine that is busy with other things, too

// So many things in the next frame, after one of so many that took so long.
export function howMany(before, milliseconds) {
  if (milliseconds > LONG) return Math.ceil(before / 3)
  return milliseconds < SHORT ? Math.min(AT_MOST, before + 1) : before
}

// A page in the background has no frames, and is kept up to date all the same.
const soon = (act) => (document.hidden ? setTimeout(act) : requestAnimationFrame(act))

export class FrameByFrame {
  #things = []
  #isDue = false
  #atMost = AT_FIRST
  #began // when the frame before this one did its work

  constructor({ each, before = () => {}, after = () => {} }) {
    Object.assign(this, { each, before, after })
  }

  get isBusy() {
    return this.#things.length > 0
  }

  add(...things) {
    this.#things.push(...things)
    if (this.#isDue) return
    if (!this.#things.length) this.#began = undefined
    else {
      this.#isDue = true
      soon(() => this.#work())
    }
  }

  drop(isMeant) {
    this.#things = this.#things.filter((thing) => !isMeant(thing))
  }

  #work() {
    const now = performance.now()
    if (this.#began !== undefined) this.#atMost = howMany(this.#atMost, now - this.#began)
    this.#began = now
    this.#isDue = false
    this.before()
    for (let done = 0; this.#mayGoOn(done); done++) this.each(this.#things.shift())
    this.after()
    this.add()
  }

  #mayGoOn(done) {
    const inTime = performance.now() < this.#began + BUDGET
    return this.#things.length > 0 && done < this.#atMost && (inTime || done === 0)
  }
}
