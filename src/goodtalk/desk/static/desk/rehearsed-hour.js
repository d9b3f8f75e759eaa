// Plays a planned hour on a fast clock, scene by scene. Without JavaScript the scenes are a list.
const FRAME = 200 // milliseconds between two looks at the clock

export function sceneAt(second, starts) {
  return Math.max(0, starts.findLastIndex((start) => start <= second))
}

export function secondAfter(second, milliseconds, speed, last) {
  return Math.min(last, second + (milliseconds / 1_000) * speed)
}

export function clockOf(starts, second, zone) {
  const at = new Date(new Date(starts).getTime() + second * 1_000)
  return at.toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit" })
}

class RehearsedHour extends HTMLElement {
  #timer
  #looked
  #shown

  connectedCallback() {
    this.first = Number(this.dataset.first)
    this.last = Number(this.dataset.last)
    this.second = this.first
    this.scenes = [...this.querySelectorAll("[data-scene]")]
    this.starts = this.scenes.map((scene) => Number(scene.dataset.scene))
    this.progress = this.querySelector("[data-progress]")
    this.progress.max = this.last - this.first
    this.querySelector("[data-bar]").hidden = false
    this.classList.add("playing")
    this.addEventListener("click", this)
    this.#play()
  }

  disconnectedCallback() {
    this.#pause()
    this.removeEventListener("click", this)
  }

  handleEvent({ target }) {
    if (target.closest("[data-toggle]")) this.#toggle()
    if (target.closest("[data-next]")) this.#goTo(this.starts[Math.min(this.#shown + 1, this.starts.length - 1)])
    if (target.closest("[data-end]")) this.#goTo(this.last)
  }

  #toggle() {
    if (this.#timer) return this.#pause()
    if (this.second >= this.last) this.second = this.first
    this.#play()
  }

  #play() {
    this.#looked = performance.now()
    this.#timer = setInterval(() => this.#tick(), FRAME)
    this.#say("pause")
    this.#show()
  }

  #pause() {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#say("play")
  }

  #tick() {
    const now = performance.now()
    const speed = Number(this.querySelector("[data-speed]").value)
    this.#goTo(secondAfter(this.second, now - this.#looked, speed, this.last))
    this.#looked = now
  }

  #goTo(second) {
    this.second = second
    this.#show()
    if (this.second >= this.last) this.#pause()
  }

  #show() {
    this.querySelector("[data-clock]").textContent = clockOf(this.dataset.starts, this.second, this.dataset.zone)
    this.progress.value = this.second - this.first
    const shown = sceneAt(this.second, this.starts)
    if (shown === this.#shown) return
    this.#shown = shown
    this.scenes.forEach((scene, place) => { scene.hidden = place !== shown })
    this.querySelector("[data-aloud]").textContent = this.scenes[shown].dataset.name
  }

  #say(what) {
    this.querySelector("[data-toggle]").textContent = this.dataset[what]
  }
}

customElements.define("rehearsed-hour", RehearsedHour)
