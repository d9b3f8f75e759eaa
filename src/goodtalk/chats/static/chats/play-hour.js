// An old hour played again: each post appears at its moment, and the open question goes with them.
// Works on the page that the server drew, and fetches the pages before and after as they are needed.
const TICK = 250 // milliseconds
const SECOND = 1_000
const FOLLOW = 160 // pixels below the window within which the newest post still counts as in sight

// Where the hour is, after so many milliseconds of playing.
export function positionAfter(position, passed, speed, ends) {
  return Math.min(position + passed * speed, ends)
}

// What was open at a moment: the last question asked by then.
export function questionAt(questions, moment) {
  return questions.filter((question) => question.at <= moment).at(-1) ?? null
}

// On which page the posts of a moment stand.
export function pageAt(marks, moment) {
  return marks.filter((mark) => mark.at <= moment).at(-1)?.page ?? marks[0]?.page ?? 1
}

// Which posts have been said by a moment, given when each was.
export function saidBy(times, moment) {
  return times.filter((time) => time <= moment).length
}

class PlayHour extends HTMLElement {
  #timer
  #isPlaying = false
  #isOn = false // from the first press until everything is shown again
  #whole = [] // what stood here before
  #loading = null

  connectedCallback() {
    this.log = document.getElementById("log")
    this.foot = document.querySelector(".talk > .pages")
    this.begins = Date.parse(this.dataset.begins)
    this.ends = Date.parse(this.dataset.ends)
    this.position = this.begins
    this.format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: this.dataset.zone })
    this.marks = [...document.querySelectorAll(".minutes a")].map((link) => ({ at: Date.parse(link.dataset.at), page: Number(link.dataset.page) }))
    this.questions = [...this.querySelectorAll("[data-asked]")].map((entry) => ({ at: Date.parse(entry.dataset.asked), entry }))
    this.pages = this.#pageNow()
    this.last = Math.max(this.pages.to, ...this.marks.map((mark) => mark.page))
    this.#listen()
    this.hidden = false
    this.#showPlace()
  }

  disconnectedCallback() {
    clearInterval(this.#timer)
  }

  #part(name) {
    return this.querySelector(`[data-${name}]`)
  }

  #listen() {
    this.#part("play").addEventListener("click", () => (this.#isPlaying ? this.#pause("paused") : this.#play()))
    this.#part("stop").addEventListener("click", () => this.#showEverything())
    this.#part("place").addEventListener("input", (event) => this.#seek(Number(event.target.value) * SECOND))
    this.#part("speed").addEventListener("change", () => this.#isPlaying && this.#say("playing"))
  }

  #pageNow() {
    const page = Number(new URLSearchParams(location.search).get("page")) || 1
    return { from: page, to: page }
  }

  async #play() {
    if (this.position >= this.ends) this.position = this.begins
    this.#begin()
    this.#isPlaying = true
    this.#part("play").textContent = this.#part("play").dataset.pause
    this.#say("playing")
    clearInterval(this.#timer)
    this.before = performance.now()
    this.#timer = setInterval(() => this.#tick(), TICK)
    await this.#show()
    this.#follow()
  }

  #pause(why) {
    clearInterval(this.#timer)
    this.#isPlaying = false
    this.#part("play").textContent = this.#part("play").dataset.go
    this.#say(why)
  }

  #begin() {
    if (this.#isOn) return
    this.#isOn = true
    this.#whole = [...this.log.children]
    this.wholePages = { ...this.pages }
    if (this.foot) this.foot.hidden = true
    this.#part("stop").hidden = false // and stays: whoever presses it keeps their place
  }

  #showEverything() {
    if (this.#isPlaying) this.#pause("paused")
    this.#isOn = false
    this.log.replaceChildren(...this.#whole)
    for (const entry of this.log.children) entry.hidden = false
    this.pages = this.wholePages
    this.position = this.begins
    if (this.foot) this.foot.hidden = false
    this.#part("open").hidden = true
    this.#showPlace()
  }

  #tick() {
    const now = performance.now()
    const speed = Number(this.#part("speed").value)
    this.position = positionAfter(this.position, now - this.before, speed, this.ends)
    this.before = now
    if (this.#loading) return // the clock of the hour waits for no page, what it shows does
    this.#show()
    if (this.position >= this.ends) this.#pause("over")
  }

  async #seek(offset) {
    this.#begin()
    this.position = this.begins + offset
    await this.#show()
    this.#follow()
  }

  // Everything that was said by now is shown, what comes later is not there yet.
  async #show() {
    this.#showPlace()
    if (!(await this.#fetchWhatIsNeeded()) || !this.#isOn) return
    const wasInSight = this.#newestIsInSight()
    for (const entry of this.log.children) {
      entry.hidden = Date.parse(entry.dataset.at) > this.position
    }
    this.#showQuestion()
    if (this.#isPlaying && wasInSight) this.#follow()
  }

  #showPlace() {
    const clock = this.format.format(this.position)
    const place = this.#part("place")
    place.value = (this.position - this.begins) / SECOND
    place.setAttribute("aria-valuetext", clock)
    this.#part("clock").textContent = clock
  }

  #showQuestion() {
    const question = questionAt(this.questions, this.position)
    const line = this.#part("open")
    line.hidden = !question
    if (!question || line.textContent === question.entry.textContent) return
    line.replaceChildren(...question.entry.cloneNode(true).childNodes)
    if (this.#isPlaying) this.#part("aloud").textContent = question.entry.textContent
  }

  // Looks again whenever a page has come: the reader may have gone elsewhere meanwhile.
  async #fetchWhatIsNeeded() {
    if (this.#loading) return false
    const wanted = pageAt(this.marks, this.position)
    if (wanted >= this.pages.from && wanted <= this.pages.to) return this.#fetchNext()
    const isThere = await this.#load(wanted, (entries) => {
      this.log.replaceChildren(...entries)
      this.pages = { from: wanted, to: wanted }
    })
    return isThere && this.#fetchWhatIsNeeded()
  }

  // The next page comes before it is needed: once everything that is here has been said.
  async #fetchNext() {
    const times = [...this.log.children].map((entry) => Date.parse(entry.dataset.at))
    if (this.pages.to >= this.last || saidBy(times, this.position) < times.length) return true
    const isThere = await this.#load(this.pages.to + 1, (entries) => {
      for (const entry of entries) entry.hidden = true
      this.log.append(...entries)
      this.pages.to += 1
    })
    return isThere && this.#fetchWhatIsNeeded()
  }

  async #load(page, put) {
    const address = new URL(location.href)
    address.searchParams.set("page", page)
    try {
      this.#loading = fetch(address)
      const answer = await this.#loading
      if (!answer.ok) throw new Error(answer.statusText)
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html")
      if (!this.#isOn) return false
      put([...drawn.getElementById("log").children])
      htmx.process(this.log)
    } catch {
      this.#pause("lost")
      return false
    } finally {
      this.#loading = null
    }
    return true
  }

  #newest() {
    return [...this.log.children].filter((entry) => !entry.hidden).at(-1)
  }

  #newestIsInSight() {
    const newest = this.#newest()
    return !newest || newest.getBoundingClientRect().top < window.innerHeight + FOLLOW
  }

  #follow() {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches
    this.#newest()?.scrollIntoView({ block: "nearest", behavior: isCalm ? "instant" : "smooth" })
  }

  #say(what) {
    const speed = this.#part("speed").value
    const time = this.format.format(this.position)
    this.#part("aloud").textContent = this.dataset[what].replace("{time}", time).replace("{speed}", speed)
  }
}

customElements.define("play-hour", PlayHour)
