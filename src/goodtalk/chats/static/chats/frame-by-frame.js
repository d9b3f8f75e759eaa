// Does much work a little in each frame, so that the page stays usable while it is done.
const BUDGET = 8 // milliseconds of a frame
const AT_MOST = 12 // things in a frame: what the browser lays out afterwards takes time too

// A page in the background has no frames, and is kept up to date all the same.
const soon = (act) => (document.hidden ? setTimeout(act) : requestAnimationFrame(act))

export class FrameByFrame {
  #things = []
  #isDue = false

  constructor({ each, before = () => {}, after = () => {} }) {
    Object.assign(this, { each, before, after })
  }

  get isBusy() {
    return this.#things.length > 0
  }

  add(...things) {
    this.#things.push(...things)
    if (this.#isDue || !this.#things.length) return
    this.#isDue = true
    soon(() => this.#work())
  }

  drop(isMeant) {
    this.#things = this.#things.filter((thing) => !isMeant(thing))
  }

  #work() {
    const until = performance.now() + BUDGET
    this.#isDue = false
    this.before()
    for (let done = 0; done < AT_MOST && this.#things.length && performance.now() < until; done++) {
      this.each(this.#things.shift())
    }
    this.after()
    this.add()
  }
}
